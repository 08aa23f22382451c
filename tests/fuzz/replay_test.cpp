// SPDX-License-Identifier: Apache-2.0
// Every seed of every target, whole, cut short at every byte, and with every byte changed: what a
// fuzzer would try first, in each run of the suites. A seed that once broke something stays one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz/targets.hpp"

// A reply of Redis may claim any number of elements: memory that is not there is an answer, no end.
extern "C" char const* __asan_default_options()
{
    return "allocator_may_return_null=1:max_allocation_size_mb=256";
}

namespace sejuta::fuzz {
namespace {

namespace fs = std::filesystem;

struct seed {
    target const* of;
    fs::path file;
};

void PrintTo(seed const& one, std::ostream* out)
{
    *out << one.of->name << " " << one.file.filename().string();
}

void add_files(std::vector<seed>& all, target const& of, fs::path const& folder,
               std::string_view prefix)
{
    for (auto const& file : fs::directory_iterator(folder)) {
        auto const name = file.path().filename().string();
        if (name.starts_with(prefix) && !name.ends_with(".txtpb"))
            all.push_back({&of, file.path()});
    }
}

std::vector<seed> all_seeds()
{
    fs::path const root(SEJUTA_SOURCE_DIR);
    std::vector<seed> all;
    for (auto const& each : targets()) {
        add_files(all, each, root / "tests/fuzz/seeds" / each.name, "");
        if (!each.more_folder.empty())
            add_files(all, each, root / each.more_folder, each.more_prefix);
    }
    return all;
}

class replay_test : public testing::TestWithParam<seed> {
protected:
    void SetUp() override
    {
        std::ifstream in(GetParam().file, std::ios::binary);
        bytes_.assign(std::istreambuf_iterator<char>(in), {});
        ASSERT_FALSE(bytes_.empty());
        ASSERT_LE(bytes_.size(), 4'096U) << "a seed is small";
    }
    void take(std::string_view bytes) { GetParam().of->take(bytes); }

    std::string bytes_;
};

TEST_P(replay_test, a_seed_cut_short_anywhere_breaks_nothing)
{
    for (std::size_t length = 0; length <= bytes_.size(); ++length)
        take(std::string_view(bytes_).substr(0, length));
}

TEST_P(replay_test, a_seed_with_any_byte_changed_breaks_nothing)
{
    for (auto& byte : bytes_) {
        auto const was = byte;
        for (int const change : {0x01, 0x10, 0x80, 0xff}) {
            byte = static_cast<char>(was ^ change);
            take(bytes_);
        }
        byte = was;
    }
}

INSTANTIATE_TEST_SUITE_P(seeds, replay_test, testing::ValuesIn(all_seeds()), [](auto const& it) {
    auto name = std::string(it.param.of->name) + "_" + it.param.file.filename().string();
    for (auto& letter : name)
        if (!std::isalnum(static_cast<unsigned char>(letter))) letter = '_';
    return name;
});

TEST(seeds, every_target_has_some)
{
    auto const all = all_seeds();
    for (auto const& each : targets()) {
        auto const of_it = [&](seed const& one) { return one.of == &each; };
        EXPECT_GE(std::count_if(all.begin(), all.end(), of_it), 2) << each.name;
    }
}

}  // namespace
}  // namespace sejuta::fuzz
