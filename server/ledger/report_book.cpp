// SPDX-License-Identifier: Apache-2.0
#include "ledger/report_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

#include "base/assert.hpp"

namespace sejuta::ledger {
namespace {

std::uint64_t id_of(std::uint32_t terminal, std::uint32_t seq)
{
    return static_cast<std::uint64_t>(terminal) << 32 | seq;
}

std::optional<std::uint32_t> seq_from(std::string_view text)
{
    std::uint32_t seq = 0;
    auto const* const end = text.data() + text.size();
    auto const [stop, code] = std::from_chars(text.data(), end, seq);
    if (code != std::errc{} || stop != end || text.starts_with('0')) return std::nullopt;
    return seq;
}

// The letters of the states in the index, in the order of report_state.
constexpr std::string_view state_letters = "CXRVD";

using packed_value = std::array<char, index_value_bytes>;

char* put_number(char* at, std::uint64_t value, int bytes)
{
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        *at++ = static_cast<char>(value >> shift & 0xff);
    return at;
}

// The value that the index must have in this state, as the recording function packs it
// (index_value.hpp).
packed_value expected_value(booked_report const& r, report_state state)
{
    packed_value value;
    auto* at = std::copy(r.identity.begin(), r.identity.end(), value.begin());
    *at++ = state_letters[static_cast<std::size_t>(state)];
    at = put_number(at, r.count, 4);
    at = put_number(at, r.revision, 6);
    put_number(at, static_cast<std::uint64_t>(r.event_time_ms), 6);
    return value;
}

packed_value expected_value(booked_report const& r)
{
    return expected_value(r, r.state);
}

std::string_view bytes_of(packed_value const& value)
{
    return {value.data(), value.size()};
}

// What was recorded and taken back while the index was read was read in either state.
bool agrees(booked_report const& r, ledger::revision complete_to, std::string_view value)
{
    if (bytes_of(expected_value(r)) == value) return true;
    bool const taken_back = r.state == report_state::voided || r.state == report_state::replaced;
    return taken_back && r.revision > complete_to &&
           bytes_of(expected_value(r, report_state::recorded)) == value;
}

std::string hex(std::string_view bytes)
{
    std::string text;
    for (auto const byte : bytes)
        fmt::format_to(std::back_inserter(text), "{:02x}", static_cast<unsigned char>(byte));
    return text;
}

// An index value for people.
std::string describe(std::string_view bytes)
{
    auto const value = parse_index_value(bytes);
    if (!value) return fmt::format("{} bytes that are no index value", bytes.size());
    auto const cell = domain::from_compact(value->compact_cell());
    return fmt::format(
        "{} {} of {} in revision {} at {}, digest {}, site mark {}", value->state, value->count,
        cell ? domain::to_field(*cell) : std::string(value->compact_cell()), value->revision,
        value->event_time_ms, hex(value->digest()), hex(bytes.substr(16, 4)));
}

}  // namespace

booked_report* report_book::find(std::string_view terminal, std::uint32_t seq)
{
    auto const number = numbers_.find(terminal);
    if (number == numbers_.end()) return nullptr;
    auto const it = by_id_.find(id_of(number->second, seq));
    return it == by_id_.end() ? nullptr : &reports_[it->second];
}

void report_book::book(std::string const& terminal, std::uint32_t seq, std::string_view identity,
                       booked_report as)
{
    auto const next = static_cast<std::uint32_t>(names_.size());
    auto const [number, is_new] = numbers_.try_emplace(terminal, next);
    if (is_new) names_.push_back(terminal);
    auto const place = static_cast<std::uint32_t>(reports_.size());
    bool const added = by_id_.emplace(id_of(number->second, seq), place).second;
    SEJUTA_ASSERT(added, "a report is booked once");
    as.terminal = number->second;
    as.seq = seq;
    std::copy_n(identity.begin(), identity_bytes, as.identity.begin());
    reports_.push_back(as);
}

// What was healed keeps the time of its earlier recording.
void report_book::add(domain::report const& report, sequence const& at, report_state state)
{
    book(report.terminal, report.seq, identity_of(report),
         {.identity = {},
          .cell = pack(report.cell),
          .revision = at.revision,
          .event_time_ms = report.healed ? report.healed->event_time_ms : at.as_of_ms,
          .terminal = 0,
          .seq = 0,
          .count = report.count,
          .state = state,
          .indexed = false});
}

void report_book::add(domain::day_close const& close, domain::lateness late, sequence const& at)
{
    ++closes_;
    book(close.terminal, close.seq, identity_of(close, late),
         {.identity = {},
          .cell = 0,
          .revision = at.revision,
          .event_time_ms = close.healed ? close.healed->event_time_ms : at.as_of_ms,
          .terminal = 0,
          .seq = 0,
          .count = close.own_total,
          .state = report_state::closing,
          .indexed = false});
}

void report_book::each(
    std::function<void(std::string const&, std::uint32_t, std::string const&)> const& told) const
{
    for (auto const& one : reports_)
        told(names_[one.terminal], one.seq, std::string(bytes_of(expected_value(one))));
}

// By its field in the index; null as well where that is no id.
booked_report* report_book::find_id(std::string_view id)
{
    auto const slash = id.rfind('/');
    if (slash == std::string_view::npos) return nullptr;
    auto const seq = seq_from(id.substr(slash + 1));
    return seq ? find(id.substr(0, slash), *seq) : nullptr;
}

void report_book::look_up(hash_views const& index)
{
    for (auto const& [id, value] : index) {
        auto* const booked = find_id(id);
        if (booked && bytes_of(expected_value(*booked)) == value)
            booked->indexed = true;
        else
            doubtful_.push_back({std::string(id), std::string(value)});
    }
}

void report_book::settle(std::string_view key, ledger::revision complete_to, differences& out)
{
    std::sort(doubtful_.begin(), doubtful_.end());
    doubtful_.erase(std::unique(doubtful_.begin(), doubtful_.end()), doubtful_.end());
    for (auto const& [id, value] : doubtful_) {
        auto* const booked = find_id(id);
        if (booked) booked->indexed = true;
        if (booked && agrees(*booked, complete_to, value)) continue;
        out.add({std::string(key), id,
                 booked ? describe(bytes_of(expected_value(*booked))) : "(nothing)",
                 describe(value)});
    }
    doubtful_.clear();
    for (auto const& booked : reports_)
        if (!booked.indexed && booked.revision <= complete_to)
            out.add({std::string(key), fmt::format("{}/{}", names_[booked.terminal], booked.seq),
                     describe(bytes_of(expected_value(booked))), "(nothing)"});
}

}  // namespace sejuta::ledger
