// SPDX-License-Identifier: Apache-2.0
#include "ledger/recount.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <unordered_set>
#include <utility>

#include "ledger/sha1.hpp"

namespace sejuta::ledger {
namespace {

constexpr base::unix_ms minute_ms = 60'000;
// Of an identity: the site mark and the cell without its lateness, what a void must repeat.
constexpr std::size_t content_begin = 16;
constexpr std::size_t content_end = 35;
constexpr std::string_view not_there = "(nothing)";
// Of a longer value its own SHA-1 is in the chain (DIGESTED_OVER in sejuta_1.lua).
constexpr std::size_t chain_digests_over = 64;

std::optional<std::int64_t> integer(std::string_view text)
{
    std::int64_t value = 0;
    auto const* const end = text.data() + text.size();
    auto const [stop, code] = std::from_chars(text.data(), end, value);
    if (code != std::errc{} || stop != end) return std::nullopt;
    return value;
}

std::string minute_field(std::uint64_t key)
{
    return fmt::format("{}/{:02}", key >> 16, key & 0xffff);
}

// "26556000/15" → its key; nothing for any other spelling.
std::optional<std::uint64_t> minute_from(std::string_view field)
{
    auto const slash = field.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    auto const minute = integer(field.substr(0, slash));
    auto const province = integer(field.substr(slash + 1));
    if (!minute || !province || *minute < 0 || *province < 11 || *province > 99)
        return std::nullopt;
    auto const key =
        static_cast<std::uint64_t>(*minute) << 16 | static_cast<std::uint64_t>(*province);
    if (minute_field(key) != field) return std::nullopt;
    return key;
}

std::optional<std::uint64_t> cell_from(std::string_view field)
{
    auto const cell = domain::from_field(field);
    return cell ? std::optional(pack(*cell)) : std::nullopt;
}

std::string cell_field(packed_cell cell)
{
    return domain::to_field(unpack(cell));
}

// Compares a hash of sums with the sums expected. A field that is missing stands for 0.
template <class Sums, class Parse, class Name>
void compare_sums(std::string const& key, hash_fields const& stored, Sums const& expected,
                  Parse parse, Name name, differences& out)
{
    std::unordered_set<std::uint64_t> seen;
    for (auto const& [field, value] : stored) {
        auto const what = parse(field);
        auto const found = integer(value);
        auto const it = what ? expected.find(*what) : expected.end();
        auto const sum = it == expected.end() ? 0 : it->second;
        if (what) seen.insert(*what);
        if (what && found && *found == sum) continue;
        out.add({key, field, it == expected.end() ? std::string(not_there) : std::to_string(sum),
                 value});
    }
    for (auto const& [what, sum] : expected)
        if (sum != 0 && !seen.contains(what))
            out.add({key, name(what), std::to_string(sum), std::string(not_there)});
}

}  // namespace

std::string chain_of(std::string_view previous, stream_entry const& raw)
{
    sha1 hash;
    hash.add(previous).add("\n").add(raw.id).add("\n");
    for (auto const& [field, value] : raw.fields) {
        if (field == "chain") break;
        hash.add(field).add(fmt::format(" {} ", value.size()));
        if (value.size() > chain_digests_over)
            hash.add(sha1().add(value).hex());
        else
            hash.add(value);
        hash.add("\n");
    }
    return hash.hex();
}

recount::recount(std::string_view event) : event_(event) {}

std::string recount::key(std::string_view name) const
{
    return fmt::format("{{{}}}:{}", event_, name);
}

void recount::differs(stream_entry const& raw, std::string_view what, std::string expected,
                      std::string found)
{
    differences_.add(
        {key("ledger"), fmt::format("{} {}", raw.id, what), std::move(expected), std::move(found)});
}

void recount::take(stream_entry const& raw, base::checked<entry> const& decoded)
{
    if (!compared_ && revision_of(raw.id).value_or(0) > stored_revision_) finish();
    take_entry(raw, decoded);
    if (!compared_ && now_.revision == stored_revision_) finish();
}

void recount::take_entry(stream_entry const& raw, base::checked<entry> const& decoded)
{
    check_chain(raw);
    if (!decoded) {
        differs(raw, "", "an entry that can be read", decoded.error().sentence);
        now_.revision = revision_of(raw.id).value_or(now_.revision + 1);
        return;
    }
    check_order(raw, *decoded);
    now_ = decoded->sequence;
    if (decoded->what == entry::kind::begin) begin_epoch(raw, *decoded);
    if (decoded->what == entry::kind::begin || decoded->what == entry::kind::status)
        status_ = decoded->status;
    if (decoded->close) count(raw, *decoded, *decoded->close);
    if (decoded->change) codes_.take(*decoded->change);
    if (decoded->what != entry::kind::reports) return;
    changes_.clear();
    for (auto const& report : decoded->reports) count(raw, report, now_);
    sum_up(changes_);
    check_deltas(raw, written_in(*decoded), changes_);
    apply(changes_);
}

// Sums the changes of each slice; those that cancel out are left out.
void recount::sum_up(changes& all)
{
    std::sort(all.begin(), all.end());
    std::size_t kept = 0;
    for (auto const& [what, acceptors] : all) {
        if (kept > 0 && all[kept - 1].first == what)
            all[kept - 1].second += acceptors;
        else
            all[kept++] = {what, acceptors};
    }
    all.resize(kept);
    std::erase_if(all, [](auto const& one) { return one.second == 0; });
}

void recount::check_order(stream_entry const& raw, entry const& decoded)
{
    auto const& at = decoded.sequence;
    if (at.revision != now_.revision + 1)
        differs(raw, "id", fmt::format("{}-0", now_.revision + 1), std::string(raw.id));
    if (now_.revision == 0 && decoded.what != entry::kind::begin)
        differs(raw, "kind", "begin", std::string(*raw.find("kind")));
    if (decoded.what != entry::kind::begin && now_.revision != 0 && at.epoch != now_.epoch)
        differs(raw, "epoch", to_hex(now_.epoch), to_hex(at.epoch));
    if (at.as_of_ms < now_.as_of_ms)
        differs(raw, "event_time", fmt::format("{} or later", now_.as_of_ms),
                std::to_string(at.as_of_ms));
}

void recount::begin_epoch(stream_entry const& raw, entry const& decoded)
{
    clock_.clear();
    clock_.emplace_back("kind", *raw.find("event_kind"));
    for (auto const* field : {"clock_real", "clock_event", "clock_event_end", "clock_speed"})
        clock_.emplace_back(field, *raw.find(field));
    if (!epochs_.empty()) epochs_.push_back(' ');
    epochs_ += fmt::format("{}:{}", decoded.sequence.revision, to_hex(decoded.sequence.epoch));
}

// The next entry is checked against the chain as stored, so that one change is one difference.
void recount::check_chain(stream_entry const& raw)
{
    auto const* const stored = raw.find("chain");
    auto const expected = chain_of(chain_, raw);
    if (!stored || *stored != expected)
        differs(raw, "chain", expected, std::string(stored ? *stored : not_there));
    chain_ = stored ? *stored : expected;
}

void recount::count(stream_entry const& raw, domain::report const& report, sequence const& at)
{
    if (book_.find(report.terminal, report.seq))
        return differs(raw, fmt::format("report {}/{}", report.terminal, report.seq),
                       "recorded once", "recorded again");
    auto const minute = (report.healed ? report.healed->event_time_ms : at.as_of_ms) / minute_ms;
    auto const state = report.corrects ? correct(raw, report, minute) : report_state::recorded;
    if (state == report_state::recorded)
        changes_.emplace_back(slice{pack(report.cell), minute}, report.count);
    book_.add(report, at, state);
}

void recount::count(stream_entry const& raw, entry const& decoded, domain::day_close const& close)
{
    if (book_.find(close.terminal, close.seq))
        return differs(raw, fmt::format("close {}/{}", close.terminal, close.seq), "recorded once",
                       "recorded again");
    book_.add(close, decoded.close_lateness, now_);
}

// Takes back what a correction corrects, and tells what the correction itself is then.
report_state recount::correct(stream_entry const& raw, domain::report const& report,
                              std::int64_t minute)
{
    bool const voids = report.corrects->kind == domain::correction_kind::void_;
    auto const own = voids ? report_state::voiding : report_state::recorded;
    auto* const target = book_.find(report.terminal, report.corrects->seq);
    auto const what =
        fmt::format("report {}/{} corrects {}", report.terminal, report.seq, report.corrects->seq);
    if (!target || target->state != report_state::recorded) {
        differs(raw, what, "a report that counts", target ? "one taken back before" : "none");
        return own;
    }
    auto const cell = pack(report.cell);
    auto const identity = identity_of(report);
    auto const same_content =
        std::equal(target->identity.begin() + content_begin, target->identity.begin() + content_end,
                   identity.begin() + content_begin);
    if (voids && (!same_content || target->count != report.count))
        differs(raw, what, fmt::format("{}={}", cell_field(target->cell), target->count),
                fmt::format("{}={}", cell_field(cell), report.count));
    changes_.emplace_back(slice{target->cell, minute}, -static_cast<std::int64_t>(target->count));
    target->state = voids ? report_state::voided : report_state::replaced;
    return own;
}

// What the entry itself says that it added.
recount::changes recount::written_in(entry const& decoded)
{
    auto own = decoded.deltas;
    changes written;
    written.reserve(own.size() + decoded.healed.size());
    for (auto const& one : decoded.healed) {
        own[one.cell] -= one.acceptors;
        written.emplace_back(slice{cell_from(one.cell).value(), one.minute}, one.acceptors);
    }
    auto const minute = decoded.sequence.as_of_ms / minute_ms;
    for (auto const& [field, acceptors] : own)
        written.emplace_back(slice{cell_from(field).value(), minute}, acceptors);
    sum_up(written);
    return written;
}

void recount::check_deltas(stream_entry const& raw, changes const& written, changes const& implied)
{
    if (written == implied) return;
    auto const named = [](changes const& all, slice const& what) {
        auto const it =
            std::lower_bound(all.begin(), all.end(), changes::value_type(what, INT64_MIN));
        return it != all.end() && it->first == what ? std::to_string(it->second)
                                                    : std::string(not_there);
    };
    std::vector<slice> slices;
    for (auto const* all : {&implied, &written})
        for (auto const& one : *all) slices.push_back(one.first);
    std::sort(slices.begin(), slices.end());
    slices.erase(std::unique(slices.begin(), slices.end()), slices.end());
    auto const own_minute = now_.as_of_ms / minute_ms;
    for (auto const& what : slices) {
        auto const expected = named(implied, what);
        auto const found = named(written, what);
        if (expected == found) continue;
        auto const mark = what.minute == own_minute ? "" : fmt::format("@{}", what.minute);
        differs(raw, "deltas " + cell_field(what.cell) + mark, expected, found);
    }
}

void recount::apply(changes const& implied)
{
    for (auto const& [what, acceptors] : implied) {
        cells_[what.cell] += acceptors;
        minutes_[static_cast<std::uint64_t>(what.minute) << 16 | province_of(what.cell)] +=
            acceptors;
        acceptors_ += acceptors;
    }
}

void recount::expect(counters stored)
{
    stored_ = std::move(stored);
    compared_ = false;
    stored_revision_ = 0;
    for (auto const& [field, value] : stored_.head)
        if (field == "revision")
            stored_revision_ = static_cast<ledger::revision>(integer(value).value_or(0));
}

void recount::finish()
{
    if (std::exchange(compared_, true)) return;
    when_compared_ = now();
    auto const last = now_.revision == 0 ? std::string() : fmt::format("{}-0", now_.revision);
    if (stored_.last_id != last)
        differences_.add({key("ledger"), "newest entry", last, stored_.last_id});
    compare_head(stored_.head);
    compare_cells(stored_.cells);
    compare_minutes(stored_.minutes);
    compare_codes(stored_.codes);
    stored_ = {};
}

// What the head must say: the newest entry, and what the begin entries said.
hash_fields recount::expected_head() const
{
    auto head = clock_;
    head.emplace_back("epoch", to_hex(now_.epoch));
    head.emplace_back("revision", std::to_string(now_.revision));
    head.emplace_back("chain", chain_);
    head.emplace_back("event_time", std::to_string(now_.as_of_ms));
    head.emplace_back("status", domain::word(status_));
    head.emplace_back("epochs", epochs_);
    return head;
}

hash_fields recount::expected_cells() const
{
    hash_fields fields;
    for (auto const& [cell, sum] : cells_)
        if (sum != 0) fields.emplace_back(cell_field(cell), std::to_string(sum));
    return fields;
}

hash_fields recount::expected_minutes() const
{
    hash_fields fields;
    for (auto const& [minute, sum] : minutes_)
        if (sum != 0) fields.emplace_back(minute_field(minute), std::to_string(sum));
    return fields;
}

void recount::compare_head(hash_fields const& head)
{
    auto stored = head;
    for (auto const& [field, expected] : expected_head()) {
        auto const it =
            std::find_if(stored.begin(), stored.end(),
                         [&name = field](auto const& one) { return one.first == name; });
        auto const found = it == stored.end() ? std::string(not_there) : it->second;
        if (found != expected) differences_.add({key("head"), field, expected, found});
        if (it != stored.end()) stored.erase(it);
    }
    for (auto const& [field, found] : stored)
        differences_.add({key("head"), field, std::string(not_there), found});
}

void recount::compare_cells(hash_fields const& cells)
{
    compare_sums(key("cells"), cells, cells_, cell_from, cell_field, differences_);
}

void recount::compare_minutes(hash_fields const& minutes)
{
    compare_sums(key("minutes"), minutes, minutes_, minute_from, minute_field, differences_);
}

void recount::compare_codes(hash_fields const& codes)
{
    std::map<std::string, std::string> stored(codes.begin(), codes.end());
    for (auto const& [code, expected] : codes_.with_claims_of(stored)) {
        auto const it = stored.find(code);
        auto const found = it == stored.end() ? std::string(not_there) : it->second;
        if (found != expected) differences_.add({key("codes"), code, expected, found});
        if (it != stored.end()) stored.erase(it);
    }
    for (auto const& [code, found] : stored)
        differences_.add({key("codes"), code, std::string(not_there), found});
}

void recount::compare_index(hash_views const& index)
{
    book_.look_up(index);
}

void recount::finish_index()
{
    book_.settle(key("index"), stored_revision_, differences_);
}

}  // namespace sejuta::ledger
