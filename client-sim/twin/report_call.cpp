// SPDX-License-Identifier: Apache-2.0
#include "twin/report_call.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

#include "twin/dictate.hpp"

namespace sejuta::twin {
namespace {

// What names a table's content: the same bytes are the same reports.
std::string key_of(std::string const& text)
{
    std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<unsigned char const*>(text.data()), text.size(), nullptr,
                       0);
    std::string key = "csv:";
    for (auto const byte : hash) key += fmt::format("{:02x}", byte);
    return key;
}

// What a call was asked to take.
struct wanted {
    std::string file;  // of the table; empty: flags
    std::string key;
    std::vector<row> rows;
    catalogue::faults form;  // of the table
};

// Nothing, and a sentence, where there is nothing to read.
std::optional<wanted> read_wanted(arguments const& from)
{
    wanted asked;
    asked.key = from.key;
    if (from.csv.empty()) {
        asked.file = "report";
        asked.rows.push_back(from.one);
        return asked;
    }
    auto const text = read_text(from.csv);
    if (!text) return std::nullopt;
    asked.file = from.csv;
    if (asked.key.empty()) asked.key = key_of(*text);
    asked.rows = read_rows(*text, from.csv, asked.form);
    if (!asked.rows.empty() || !asked.form.none()) return asked;
    complain(from.csv + " has a header and no rows.", exit_failed);
    return std::nullopt;
}

// Keeps the rows that were left out where they can be mended and sent by themselves.
bool keep_bad(std::string const& file, std::vector<row> const& rows)
{
    std::ofstream out(file, std::ios::trunc | std::ios::binary);
    out << table_of(rows);
    out.close();
    return out.good();
}

// Judges the rows and puts them into the outbox; an exit code where that ends the call.
std::optional<int> take(arguments const& from, surroundings const& with, outbox& box, wanted& asked)
{
    v1::Welcome welcome;
    if (box.welcome().empty() || !welcome.ParseFromString(box.welcome()))
        return complain(
            "This outbox has not met the server yet, so nothing can be judged and "
            "nothing was taken. Run it again once the server can be reached.",
            exit_waiting);
    auto const at = world_of(welcome, with.now_ms() - box.welcome_at_ms(), with.now_ms());
    std::vector<domain::sent_report> good;
    std::vector<row> bad;
    for (auto const& each : asked.rows) {
        if (auto said = judge(each, at, asked.file, asked.form))
            good.push_back(std::move(*said));
        else
            bad.push_back(each);
    }
    asked.form.sort_by_line();
    for (auto const& wrong : asked.form.rows()) fmt::print(stderr, "{}\n", wrong.sentence());
    bool const any_bad = !asked.form.none();
    if (any_bad && (!from.skip_bad || bad.empty() || good.empty()))
        return complain("Nothing was taken and nothing was sent: mend these first.", exit_failed);
    if (any_bad) {
        auto const file = from.csv == "-" ? "stdin.bad.csv" : from.csv + ".bad.csv";
        if (!keep_bad(file, bad))
            return complain(file + " cannot be written; nothing was taken.", exit_failed);
        fmt::print(stderr, "{} rows left out; they are in {}: mend and send that file.\n",
                   bad.size(), file);
    }
    if (auto const kept = box.take(asked.key, std::move(good), with.now_ms()); !kept)
        return complain(kept.error().sentence, exit_failed);
    return std::nullopt;
}

// The last word: how many have their receipt, and what was refused.
int conclude(outbox const& box, ending const& how)
{
    std::size_t received = 0;
    std::size_t refused = 0;
    std::uint64_t acceptors = 0;
    for (auto const& [seq, kept] : box.reports()) {
        if (kept.receipt) {
            ++received;
            acceptors += kept.said.count;
        } else if (kept.refused) {
            ++refused;
            fmt::print(stderr, "refused: {}/{} {} count {}: {}: {}\n", box.terminal(), seq,
                       kept.said.site, kept.said.count, kept.refused->code, kept.refused->text);
        }
    }
    auto const waiting = box.waiting().size();
    fmt::print("{}: {} of {} reports received, {} acceptors; {} waiting, {} refused.\n",
               box.terminal(), received, box.reports().size(), acceptors, waiting, refused);
    if (!how.sentence.empty()) complain(how.sentence, 0);
    if (how.what == ending::kind::failed || (refused > 0 && waiting == 0)) return exit_failed;
    return waiting > 0 || how.what == ending::kind::waiting ? exit_waiting : exit_ok;
}

}  // namespace

int complain(std::string const& sentence, int code)
{
    fmt::print(stderr, "sejuta-sim report: {}\n", sentence);
    return code;
}

std::optional<std::string> read_text(std::string const& file)
{
    if (file == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
    std::ifstream in(file, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(in), {});
    if (in.is_open() && !in.bad()) return text;
    complain(file + " cannot be read.", exit_failed);
    return std::nullopt;
}

int report(arguments const& from, surroundings const& with)
{
    auto opened = outbox::open(from.outbox_file);
    if (!opened) return complain(opened.error().sentence, exit_failed);
    auto& box = *opened;
    caller server(with, from.event);
    std::vector<std::uint32_t> lacking;
    auto how = greet(server, box, lacking);
    if (how.what == ending::kind::failed) return complain(how.sentence, exit_failed);
    if (!from.resume) {
        auto asked = read_wanted(from);
        if (!asked) return exit_failed;
        if (auto const before = box.taken(asked->key)) {
            fmt::print(stderr, "taken before, as {}/{} to {}: only what waits is sent.\n",
                       box.terminal(), before->first, before->last);
        } else if (auto const ended = take(from, with, box, *asked)) {
            return *ended;
        }
    }
    if (how.what == ending::kind::done) how = flush(server, box, lacking);
    return conclude(box, how);
}

int dictate(arguments const& from, surroundings const& with)
{
    auto const text = read_text(from.dictated);
    if (!text) return exit_failed;
    auto lines = read_lines(*text);
    for (auto const& bad : lines.bad) fmt::print(stderr, "line {}: {}\n", bad.number, bad.sentence);
    if (!lines.bad.empty() && !from.skip_bad)
        return complain("Nothing was sent: ask for these lines again.", exit_failed);
    caller server(with, from.event);
    dictation_result result;
    auto const how = enter(server, std::move(lines.good), result);
    for (auto const& one : result.refused)
        fmt::print(stderr, "line {}: {}\n", one.number, one.sentence);
    fmt::print("{} lines received, {} were received before, {} refused.\n", result.received,
               result.known, result.refused.size());
    if (!how.sentence.empty()) complain(how.sentence, 0);
    if (how.what == ending::kind::waiting) return exit_waiting;
    bool const clean = result.refused.empty() && lines.bad.empty();
    return clean && how.what == ending::kind::done ? exit_ok : exit_failed;
}

}  // namespace sejuta::twin
