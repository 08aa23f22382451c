// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/record_call.hpp"

#include <array>
#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/assert.hpp"
#include "ledger/entry.hpp"
#include "ledger/index_value.hpp"
#include "ledger/packed_cell.hpp"
#include "ledger/redis/functions.hpp"
#include "ledger/sha1.hpp"

namespace sejuta::ledger::redis {
namespace {

constexpr std::array<std::string_view, 6> record_keys{"ledger", "cells",     "minutes",
                                                      "head",   "conflicts", "index"};
constexpr std::size_t fixed_arguments = 8;
constexpr std::size_t arguments_per_plain = 2;
constexpr std::size_t arguments_per_cell = 2;
constexpr std::size_t arguments_per_worded = 4;
// What a report's arguments take together; more of them let the text grow.
constexpr std::size_t report_bytes_usual = 192;

// "0", or "1<seq>" where it voids and "2<seq>" where it replaces; then "@<event time><lateness>"
// of an earlier recording; or "?" where nothing is to be recorded.
std::string word_of(std::optional<domain::correction> const& corrects,
                    std::optional<domain::healing> const& healed, bool only_known)
{
    if (only_known) return "?";
    auto word =
        corrects ? std::to_string(static_cast<int>(corrects->kind)) + std::to_string(corrects->seq)
                 : std::string("0");
    if (healed) {
        auto const late = healed->late ? domain::lateness::late : domain::lateness::ontime;
        word += "@" + std::to_string(healed->event_time_ms) + domain::letter(late);
    }
    return word;
}

using id = std::pair<std::string_view, std::uint32_t>;  // terminal and seq

bool is_plain(domain::report const& report)
{
    return !report.corrects && !report.healed && !report.unless_known;
}

void append_u16(std::string& to, std::size_t number)
{
    SEJUTA_ASSERT(number <= 0xffff, "lengths and cells of a batch are small");
    to.push_back(static_cast<char>(number >> 8));
    to.push_back(static_cast<char>(number & 0xff));
}

void append_number(std::string& to, std::uint64_t number)
{
    std::array<char, 20> digits;
    to.append(digits.data(),
              std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

// The plain reports of a batch joined and summed, as the function writes them where none of them
// was there before.
class prepared {
public:
    prepared(std::vector<domain::report> const& reports, std::vector<std::uint16_t> const& plain)
    {
        for (auto const place : plain) add(reports[place]);
        for (std::size_t i = 0; i < sums_.size(); ++i) {
            if (i > 0) deltas_.push_back('\n');
            deltas_.append(fields_[i]).push_back('=');
            append_number(deltas_, sums_[i]);
        }
    }

    std::size_t cells() const { return sums_.size(); }
    void add_fixed(command_bytes& to) const
    {
        to.add(bytes_).add(lengths_).add(cell_numbers_).add(deltas_);
        to.add(sha1().add(bytes_).hex()).add(sha1().add(deltas_).hex());
    }
    void add_cells(command_bytes& to) const
    {
        for (auto const& field : fields_) to.add(field);
        for (auto const sum : sums_) to.add(sum);
    }

private:
    void add(domain::report const& report)
    {
        auto const before = bytes_.size();
        append(report, bytes_);
        append_u16(lengths_, bytes_.size() - before);
        auto const next = static_cast<std::uint16_t>(sums_.size());
        auto const [cell, is_new] = numbers_.try_emplace(pack(report.cell), next);
        if (is_new) {
            fields_.push_back(domain::to_field(report.cell));
            sums_.push_back(0);
        }
        sums_[cell->second] += report.count;
        append_u16(cell_numbers_, cell->second + 1U);
    }

    std::string bytes_;
    std::string lengths_;
    std::string cell_numbers_;
    std::string deltas_;
    boost::unordered_flat_map<packed_cell, std::uint16_t> numbers_;
    std::vector<std::string> fields_;
    std::vector<std::uint64_t> sums_;
};

void add_id(command_bytes& to, domain::report const& report, std::string& scratch)
{
    scratch.assign(report.terminal).push_back('/');
    append_number(scratch, report.seq);
    to.add(scratch);
}

void add_own_bytes(command_bytes& to, domain::report const& report, std::string& scratch)
{
    scratch.clear();
    append_own_bytes(report, scratch);
    to.add(scratch);
}

}  // namespace

call_order order_of(std::vector<domain::report> const& reports)
{
    call_order order;
    order.plain.reserve(reports.size());
    boost::unordered_flat_set<id> decided;  // what those with a word are about
    for (std::size_t i = 0; i < reports.size(); ++i) {
        auto const& report = reports[i];
        auto const place = static_cast<std::uint16_t>(i);
        id const own{report.terminal, report.seq};
        if (is_plain(report) && (decided.empty() || !decided.contains(own))) {
            order.plain.push_back(place);
            continue;
        }
        order.worded.push_back(place);
        decided.insert(own);
        if (report.corrects) decided.insert({report.terminal, report.corrects->seq});
    }
    return order;
}

command_bytes record_call(domain::event const& event, std::vector<domain::report> const& reports,
                          call_order const& order)
{
    prepared const plain(reports, order.plain);
    command_bytes call(
        3 + record_keys.size() + fixed_arguments + order.plain.size() * arguments_per_plain +
            plain.cells() * arguments_per_cell + order.worded.size() * arguments_per_worded,
        reports.size() * report_bytes_usual);
    call.add("FCALL").add(record_function).add(record_keys.size());
    for (auto const name : record_keys) call.add(key(event.id, name));
    call.add(order.plain.size()).add(plain.cells());
    plain.add_fixed(call);
    std::string scratch;
    for (auto const place : order.plain) add_id(call, reports[place], scratch);
    for (auto const place : order.plain) add_own_bytes(call, reports[place], scratch);
    plain.add_cells(call);
    for (auto const place : order.worded) {
        auto const& report = reports[place];
        add_id(call, report, scratch);
        add_own_bytes(call, report, scratch);
        call.add(word_of(report.corrects, report.healed, report.unless_known.has_value()));
        call.add(encode(report));
    }
    return call;
}

std::vector<std::string> close_call(domain::event const& event, domain::day_close const& close)
{
    return {"FCALL",
            std::string(close_function),
            "4",
            key(event.id, "ledger"),
            key(event.id, "head"),
            key(event.id, "conflicts"),
            key(event.id, "index"),
            index_id(close.terminal, close.seq),
            own_bytes_of(close),
            word_of({}, close.healed, close.unless_known.has_value()),
            encode(close)};
}

}  // namespace sejuta::ledger::redis
