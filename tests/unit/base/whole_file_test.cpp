// SPDX-License-Identifier: Apache-2.0
#include "base/whole_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include "base/descriptor.hpp"

namespace sejuta::base {
namespace {

namespace fs = std::filesystem;

class a_whole_file : public testing::Test {
protected:
    a_whole_file() { folder_ = mkdtemp(pattern_.data()); }
    ~a_whole_file() override { fs::remove_all(folder_); }

    static std::string text_of(fs::path const& file)
    {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::size_t names() const
    {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
    }

    std::string pattern_ = (fs::temp_directory_path() / "sejuta_whole_XXXXXX").string();
    fs::path folder_;
};

TEST_F(a_whole_file, takes_the_place_of_the_former_one_with_its_mode)
{
    auto const file = folder_ / "keys";
    std::string const long_one(300'000, 'x');
    ASSERT_FALSE(replace_file(file, long_one, 0644));
    EXPECT_EQ(text_of(file), long_one);
    ASSERT_FALSE(replace_file(file, "short", 0600));
    EXPECT_EQ(text_of(file), "short");
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(names(), 1U);
}

TEST_F(a_whole_file, is_made_once)
{
    auto const file = folder_ / "codes";
    ASSERT_FALSE(create_file(file, "first", 0600));
    EXPECT_EQ(create_file(file, "second", 0600), std::errc::file_exists);
    EXPECT_EQ(text_of(file), "first");
    EXPECT_EQ(names(), 1U);
}

TEST_F(a_whole_file, goes_over_the_draft_of_one_that_was_killed)
{
    auto const draft = folder_ / ("keys." + std::to_string(::getpid()) + ".draft");
    std::ofstream(draft) << "half";
    ASSERT_FALSE(replace_file(folder_ / "keys", "whole", 0600));
    EXPECT_EQ(text_of(folder_ / "keys"), "whole");
    EXPECT_EQ(names(), 1U);
}

TEST_F(a_whole_file, never_writes_through_a_link)
{
    auto const elsewhere = folder_ / "elsewhere";
    std::ofstream(elsewhere) << "theirs";
    fs::create_symlink(elsewhere, folder_ / "keys");
    ASSERT_FALSE(replace_file(folder_ / "keys", "ours", 0600));
    EXPECT_EQ(text_of(elsewhere), "theirs");
    EXPECT_FALSE(fs::is_symlink(folder_ / "keys"));
}

// A limit on the size of files stands for the full disk: the system takes some, then no more.
TEST_F(a_whole_file, that_has_no_room_leaves_the_former_one)
{
    auto const file = folder_ / "keys";
    ASSERT_FALSE(replace_file(file, "former", 0600));
    auto const child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit const small{4096, 4096};
        if (setrlimit(RLIMIT_FSIZE, &small) != 0) _exit(2);
        auto const wrong = replace_file(file, std::string(10'000, 'x'), 0600);
        _exit(wrong == std::errc::file_too_large ? 0 : 1);
    }
    int fate = 0;
    ASSERT_EQ(waitpid(child, &fate, 0), child);
    EXPECT_EQ(fate, 0);
    EXPECT_EQ(text_of(file), "former");
    EXPECT_EQ(names(), 1U);
}

TEST_F(a_whole_file, says_what_the_system_said)
{
    EXPECT_EQ(replace_file(folder_ / "nowhere" / "keys", "text", 0600),
              std::errc::no_such_file_or_directory);
    EXPECT_EQ(write_all(-1, "text"), std::errc::bad_file_descriptor);
    EXPECT_EQ(sync_folder_of(folder_ / "nowhere" / "keys"), std::errc::no_such_file_or_directory);
}

TEST_F(a_whole_file, is_read_up_to_its_bound)
{
    auto const file = folder_ / "users";
    ASSERT_FALSE(replace_file(file, std::string(100'000, 'u'), 0600));
    std::string text;
    descriptor const whole(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    EXPECT_FALSE(read_all(whole.get(), text, 100'000));
    EXPECT_EQ(text.size(), 100'000U);
    descriptor const again(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(read_all(again.get(), text, 99'999), std::errc::file_too_large);
}

}  // namespace
}  // namespace sejuta::base
