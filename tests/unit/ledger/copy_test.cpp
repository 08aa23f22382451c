// SPDX-License-Identifier: Apache-2.0
// The second copy's files: every entry comes back as it was, a torn end is cut off, and whatever is
// missing, altered, moved or torn elsewhere is refused with the place.
#include "ledger/copy_reader.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "ledger/copy_record.hpp"
#include "unit/ledger/recount_fixture.hpp"

namespace sejuta::ledger {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

struct kept final : copy_visitor {
    base::checked<void> file(std::string_view name, std::string_view bytes) override
    {
        files.emplace_back(std::string(name), std::string(bytes));
        return {};
    }
    base::checked<void> event(std::string_view id) override
    {
        events.emplace_back(id);
        return {};
    }
    base::checked<void> entry(stream_entry const& raw) override
    {
        ids.emplace_back(raw.id);
        return {};
    }
    std::vector<std::pair<std::string, std::string>> files;
    std::vector<std::string> events;
    std::vector<std::string> ids;
};

class copy_test : public recount_test {
protected:
    copy_test()
    {
        std::string pattern = (fs::temp_directory_path() / "sejuta_copy_XXXXXX").string();
        copy_ = mkdtemp(pattern.data());
    }
    ~copy_test() override { fs::remove_all(copy_); }

    void write(copy_writer& into, std::size_t first, std::size_t last)
    {
        for (auto i = first; i < last; ++i) {
            auto const done = into.append(stored_.entries[i].raw());
            ASSERT_TRUE(done) << done.error().sentence;
        }
        ASSERT_TRUE(into.sync());
    }
    void write_all()
    {
        copy_writer writer(copy_, "uji-2020");
        ASSERT_TRUE(writer.open());
        ASSERT_TRUE(writer.resume());
        write(writer, 0, stored_.entries.size());
    }
    fs::path segment() const { return segments_of(lines_of(copy_ / "uji-2020").back()).back(); }
    std::string bytes() const
    {
        std::ifstream in(segment(), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void replace(std::string const& with) const
    {
        std::ofstream(segment(), std::ios::binary | std::ios::trunc) << with;
    }
    std::string refused() const
    {
        auto const read = read_copy({copy_, 0}, nullptr);
        return read ? "it was taken" : read.error().sentence;
    }

    fs::path copy_;
};

TEST_F(copy_test, every_entry_comes_back_in_order)
{
    write_all();
    auto const line = lines_of(copy_ / "uji-2020").back();
    fs::create_directory(line / "files");
    std::ofstream(line / "files" / "receipt.key") << "secret";
    kept seen;
    auto const read = read_copy({copy_, 0}, &seen);
    ASSERT_TRUE(read) << read.error().sentence;
    EXPECT_EQ(read->entries, stored_.entries.size());
    EXPECT_THAT(seen.events, ::testing::ElementsAre("uji-2020"));
    EXPECT_THAT(seen.files, ::testing::ElementsAre(::testing::Pair("receipt.key", "secret")));
    EXPECT_EQ(seen.ids.size(), stored_.entries.size());
    EXPECT_EQ(seen.ids.back(), stored_.entries.back().id);
}

TEST_F(copy_test, a_copy_goes_on_where_it_ended_at_whatever_byte_it_was_torn)
{
    write_all();
    auto const whole = bytes();
    for (std::size_t cut = 0; cut <= whole.size(); cut += 37) {
        replace(whole.substr(0, cut));
        copy_writer writer(copy_, "uji-2020");
        ASSERT_TRUE(writer.open());
        auto const from = writer.end().revision;
        ASSERT_TRUE(writer.resume());
        write(writer, from, stored_.entries.size());
        ASSERT_EQ(bytes(), whole) << "cut at " << cut;
    }
}

TEST_F(copy_test, an_entry_that_does_not_follow_is_never_written)
{
    copy_writer writer(copy_, "uji-2020");
    ASSERT_TRUE(writer.open());
    ASSERT_TRUE(writer.resume());
    write(writer, 0, 2);
    EXPECT_FALSE(writer.append(stored_.entries[3].raw()));
    stored_.entries[2]["epoch"] = "00000000000000ff";
    EXPECT_FALSE(writer.append(stored_.entries[2].raw()));
}

TEST_F(copy_test, a_dropped_moved_or_forged_entry_is_refused_by_the_chain)
{
    auto const without = [this](auto change) {
        std::string out;
        std::string const none(chain_start);
        std::vector<std::string_view> const begins{"uji-2020", "0", none};
        append_record(out, 'L', begins);
        auto entries = stored_.entries;
        change(entries);
        for (auto const& one : entries) append_entry(out, one.raw());
        return out;
    };
    write_all();
    replace(without([](auto& entries) { entries.erase(entries.begin() + 3); }));
    EXPECT_THAT(refused(), HasSubstr("entry 5-0 does not follow revision 3"));
    replace(without([](auto& entries) { std::swap(entries[2], entries[3]); }));
    EXPECT_THAT(refused(), HasSubstr("entry 4-0 does not follow revision 2"));
    replace(without([](auto& entries) { entries[1]["recorded_at"] = "1"; }));
    EXPECT_THAT(refused(), HasSubstr("entry 2-0 does not follow revision 1"));
    replace(without([](auto&) {}));
    EXPECT_EQ(refused(), "it was taken");
}

TEST_F(copy_test, any_altered_byte_is_refused_and_a_torn_end_is_not)
{
    write_all();
    auto const whole = bytes();
    for (std::size_t at = 0; at < whole.size(); at += 41) {
        auto altered = whole;
        altered[at] = static_cast<char>(altered[at] ^ 4);
        replace(altered);
        EXPECT_FALSE(read_copy({copy_, 0}, nullptr)) << "byte " << at;
    }
    replace(whole.substr(0, whole.size() - 1));
    auto const read = read_copy({copy_, 0}, nullptr);
    ASSERT_TRUE(read) << read.error().sentence;
    EXPECT_EQ(read->entries, stored_.entries.size() - 1);
}

TEST_F(copy_test, a_longer_older_line_is_asked_for_and_never_passed_over)
{
    write_all();
    {
        copy_writer writer(copy_, "uji-2020");
        ASSERT_TRUE(writer.open());
        ASSERT_TRUE(writer.begin_line());
        write(writer, 0, 1);
    }
    EXPECT_THAT(refused(), HasSubstr("--line"));
    auto const first = read_copy({copy_, 1}, nullptr);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->entries, stored_.entries.size());
    auto const second = read_copy({copy_, 2}, nullptr);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->entries, 1U);
    EXPECT_FALSE(read_copy({copy_, 3}, nullptr));
}

TEST_F(copy_test, what_is_no_copy_is_one_sentence)
{
    EXPECT_THAT(refused(), HasSubstr("no event is in it"));
    EXPECT_THAT(read_copy({copy_ / "nowhere", 0}, nullptr).error().sentence,
                HasSubstr("no such backup"));
    std::ofstream(copy_ / "file") << "hello";
    EXPECT_FALSE(read_copy({copy_ / "file", 0}, nullptr));
}

}  // namespace
}  // namespace sejuta::ledger
