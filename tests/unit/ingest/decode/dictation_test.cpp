// SPDX-License-Identifier: Apache-2.0
// The lines of proto/golden/dictation.txt, which the terminal app reads too.
#include "ingest/decode/dictation.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace sejuta::ingest {
namespace {

struct example {
    bool good;
    std::string line;
    std::string meaning;
};

std::vector<example> examples()
{
    std::ifstream file(SEJUTA_SOURCE_DIR "/proto/golden/dictation.txt");
    std::vector<example> all;
    for (std::string row; std::getline(file, row);) {
        if (row.starts_with('#')) continue;
        auto const first = row.find('\t');
        auto const second = row.find('\t', first + 1);
        all.push_back({row.substr(0, first) == "ok", row.substr(first + 1, second - first - 1),
                       row.substr(second + 1)});
    }
    return all;
}

std::string meaning_of(domain::sent_report const& said)
{
    std::ostringstream text;
    text << " seq=" << said.seq << " site=" << said.site << " service_date=" << said.service_date
         << " method=" << said.method << " category=" << said.category
         << " postpartum=" << said.postpartum << " partner=" << said.partner
         << " count=" << said.count << " confirmed=" << said.confirmed << " correction=";
    if (!said.correction) return text.str() + "-";
    text << said.correction->seq << ':' << said.correction->kind << ':' << said.correction->reason;
    return text.str();
}

std::string meaning_of(domain::sent_close const& said)
{
    std::ostringstream text;
    text << " seq=" << said.seq << " site=" << said.site << " service_date=" << said.service_date
         << " own_total=" << said.own_total;
    return text.str();
}

std::string meaning_of(std::variant<dictated, line_fault> const& read)
{
    if (auto const* fault = std::get_if<line_fault>(&read))
        return std::string(text_of(*fault).word);
    auto const& line = std::get<dictated>(read);
    auto const kind = line.said.index() == 0 ? "report" : "close";
    return kind + (" terminal=" + line.terminal) +
           std::visit([](auto const& said) { return meaning_of(said); }, line.said);
}

TEST(dictation_test, the_golden_lines_mean_what_stands_beside_them)
{
    auto const all = examples();
    ASSERT_GE(all.size(), 31u);
    for (auto const& one : all) EXPECT_EQ(meaning_of(read_dictated(one.line)), one.meaning);
}

TEST(dictation_test, blanks_and_small_letters_are_how_people_write)
{
    for (auto const& one : examples()) {
        if (!one.good) continue;
        std::string loose = "  ";
        for (char const c : one.line) {
            loose.push_back(static_cast<char>(std::tolower(c)));
            loose.push_back(' ');
        }
        EXPECT_EQ(meaning_of(read_dictated(loose + "\r\n")), one.meaning);
    }
}

TEST(dictation_test, no_single_wrong_character_and_no_swap_of_neighbours_passes)
{
    constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/";
    for (auto const& one : examples()) {
        if (!one.good) continue;
        for (std::size_t at = 0; at < one.line.size(); ++at) {
            for (char const letter : letters) {
                auto wrong = one.line;
                wrong[at] = letter;
                if (wrong == one.line) continue;
                EXPECT_NE(read_dictated(wrong).index(), 0u) << wrong;
            }
            auto swapped = one.line;
            if (at + 1 < swapped.size()) std::swap(swapped[at], swapped[at + 1]);
            if (swapped == one.line) continue;
            EXPECT_NE(read_dictated(swapped).index(), 0u) << swapped;
        }
    }
}

TEST(dictation_test, bytes_of_any_kind_are_a_fault_and_no_more)
{
    for (auto const* text : {"", "/", "////////", "\xff\xfe/\x01", "A/1/B/C/D/E/F/G/H/I"})
        EXPECT_EQ(std::get<line_fault>(read_dictated(text)), line_fault::parts) << text;
    EXPECT_EQ(std::get<line_fault>(read_dictated(std::string(10'000, '/'))), line_fault::parts);
}

}  // namespace
}  // namespace sejuta::ingest
