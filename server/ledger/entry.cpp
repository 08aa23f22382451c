// SPDX-License-Identifier: Apache-2.0
#include "ledger/entry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "ledger/entry_parts.hpp"

namespace sejuta::ledger {
namespace {

constexpr std::array<std::string_view, 8> reports_fields{
    "kind", "epoch", "recorded_at", "event_time", "lateness", "reports", "deltas", "chain"};
constexpr std::array<std::string_view, 11> begin_fields{
    "kind",       "epoch",       "recorded_at",     "event_time",  "status", "event_kind",
    "clock_real", "clock_event", "clock_event_end", "clock_speed", "chain"};
constexpr std::array<std::string_view, 7> status_fields{
    "kind", "epoch", "recorded_at", "event_time", "status", "by", "chain"};
constexpr std::array<std::string_view, 7> close_fields{
    "kind", "epoch", "recorded_at", "event_time", "lateness", "close", "chain"};
constexpr std::array<std::string_view, 6> change_fields{"kind",       "epoch",  "recorded_at",
                                                        "event_time", "change", "chain"};

bool is_hex(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Turns one stream entry into values. The first error ends it; the caller sees `fault`.
class decoder {
public:
    explicit decoder(stream_entry const& raw) : raw_(raw) {}

    base::checked<entry> run();

private:
    bool fail(std::string_view field, std::string_view what);
    bool common();
    bool has_fields(std::span<std::string_view const> names);
    bool time(std::string_view field, base::unix_ms& out);
    bool status();
    bool by();
    bool clock();
    bool reports();
    std::optional<domain::lateness> lateness();
    bool fail_report(report_words const& sent, std::string_view member);
    template <class Sent>
    bool report(Sent const& sent, domain::lateness late);
    bool parsed_reports(std::string_view bytes, domain::lateness late);
    bool deltas();
    bool delta(std::string_view line);
    bool close();
    bool change();
    std::string_view text(std::string_view field) const { return *raw_.find(field); }

    stream_entry const& raw_;
    entry out_;
    base::fault fault_;
};

bool decoder::fail(std::string_view field, std::string_view what)
{
    auto const name = revision_of(raw_.id) ? raw_.id.substr(0, raw_.id.size() - 2) : raw_.id;
    fault_.sentence = fmt::format("revision {}: field {}: {}", name, field, what);
    return false;
}

bool decoder::fail_report(report_words const& sent, std::string_view member)
{
    return fail("reports", fmt::format("the report of terminal \"{}\", seq {}: its {} is nothing "
                                       "that this program would record",
                                       sent.terminal, sent.seq, member));
}

// Exactly these fields in exactly this order, since the chain is over their order too.
bool decoder::has_fields(std::span<std::string_view const> names)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!raw_.find(names[i])) return fail(names[i], "missing");
        if (raw_.fields[i].first != names[i])
            return fail(raw_.fields[i].first, "not expected here");
    }
    if (raw_.fields.size() > names.size())
        return fail(raw_.fields[names.size()].first, "not expected here");
    return true;
}

bool decoder::time(std::string_view field, base::unix_ms& out)
{
    auto const value = number<base::unix_ms>(text(field));
    if (!value || *value < 0) return fail(field, "is not a time in milliseconds");
    out = *value;
    return true;
}

bool decoder::common()
{
    auto const epoch = epoch_of(text("epoch"));
    if (!epoch) return fail("epoch", "is not 16 hex digits");
    out_.sequence.epoch = *epoch;
    if (!time("recorded_at", out_.recorded_at_ms)) return false;
    if (!time("event_time", out_.sequence.as_of_ms)) return false;
    auto const chain = text("chain");
    if (chain.size() != 40 || !is_hex(chain)) return fail("chain", "is not 40 hex digits");
    out_.chain = chain;
    return true;
}

bool decoder::status()
{
    auto const value = domain::from_word<domain::event_status>(text("status"));
    if (!value) return fail("status", fmt::format("\"{}\" is no status", text("status")));
    out_.status = *value;
    return true;
}

bool decoder::by()
{
    out_.by = text("by");
    return is_by(out_.by) || fail("by", fmt::format("\"{}\" is no role or account", out_.by));
}

bool decoder::clock()
{
    if (!domain::from_word<domain::event_kind>(text("event_kind")))
        return fail("event_kind", fmt::format("\"{}\" is no event kind", text("event_kind")));
    base::unix_ms at = 0;
    if (!time("clock_real", at) || !time("clock_event", at) || !time("clock_event_end", at))
        return false;
    auto const speed = number<double>(text("clock_speed"));
    if (!speed || !(*speed >= 1)) return fail("clock_speed", "is not a number of 1 or more");
    return true;
}

std::optional<domain::lateness> decoder::lateness()
{
    auto const late = domain::from_word<domain::lateness>(text("lateness"));
    if (!late) fail("lateness", fmt::format("\"{}\" is no lateness", text("lateness")));
    return late;
}

bool decoder::reports()
{
    auto const late = lateness();
    if (!late) return false;
    auto const plain = plain_words(text("reports"));
    if (!plain) return parsed_reports(text("reports"), *late) && deltas();
    out_.reports.reserve(plain->size());
    for (auto const& sent : *plain)
        if (!report(sent, *late)) return false;
    return deltas();
}

template <class Sent>
bool decoder::report(Sent const& sent, domain::lateness late)
{
    std::string_view wrong;
    auto read = report_of(sent, late, wrong);
    if (!read) return fail_report(words_of(sent), wrong);
    out_.reports.push_back(std::move(*read));
    return true;
}

// What is not plain, or no LedgerEntry at all.
bool decoder::parsed_reports(std::string_view bytes, domain::lateness late)
{
    v1::LedgerEntry message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fail("reports", "is no LedgerEntry");
    if (has_unknown_fields(message)) return fail("reports", "has fields that are not known");
    if (message.reports().empty()) return fail("reports", "holds no report");
    for (auto const& sent : message.reports())
        if (!report(sent, late)) return false;
    return true;
}

// "<cell field>=<signed integer>" or, of an earlier minute, "<cell field>@<minute>=<integer>",
// joined by newlines; each once; may be empty, where corrections took back exactly what the reports
// gave.
bool decoder::deltas()
{
    auto rest = text("deltas");
    while (!rest.empty()) {
        auto const cut = rest.find('\n');
        auto const line = rest.substr(0, cut);
        if (cut == rest.size() - 1) return fail("deltas", "ends with an empty line");
        rest = cut == std::string_view::npos ? std::string_view{} : rest.substr(cut + 1);
        if (!delta(line)) return false;
    }
    for (auto const& one : out_.healed) out_.deltas[one.cell] += one.acceptors;
    std::erase_if(out_.deltas, [](auto const& one) { return one.second == 0; });
    return true;
}

bool decoder::delta(std::string_view line)
{
    auto const equals = line.find('=');
    auto const at = line.substr(0, equals).find('@');
    auto const cell = line.substr(0, std::min(at, equals));
    if (equals == std::string_view::npos || !domain::from_field(cell))
        return fail("deltas", fmt::format("\"{}\" names no cell", line));
    auto const amount = number<std::int64_t>(line.substr(equals + 1));
    if (!amount || *amount == 0)
        return fail("deltas", fmt::format("\"{}\" has no whole number but 0", line));
    if (at == std::string_view::npos) {
        if (!out_.deltas.emplace(cell, *amount).second)
            return fail("deltas", fmt::format("\"{}\" stands twice", cell));
        return true;
    }
    auto const minute = number<std::int64_t>(line.substr(at + 1, equals - at - 1));
    if (!minute || *minute < 0) return fail("deltas", fmt::format("\"{}\" has no minute", line));
    auto const same = [&](healed_delta const& one) {
        return one.minute == *minute && one.cell == cell;
    };
    if (std::any_of(out_.healed.begin(), out_.healed.end(), same))
        return fail("deltas", fmt::format("\"{}\" stands twice", line.substr(0, equals)));
    out_.healed.push_back({*minute, std::string(cell), *amount});
    return true;
}

bool decoder::close()
{
    auto const late = lateness();
    if (!late) return false;
    out_.close_lateness = *late;
    std::string_view wrong;
    out_.close = close_of(text("close"), *late, wrong);
    return out_.close ||
           fail("close", fmt::format("its {} is nothing that this program would record", wrong));
}

bool decoder::change()
{
    std::string_view wrong;
    out_.change = change_of(text("change"), wrong);
    return out_.change ||
           fail("change", fmt::format("its {} is nothing that this program would record", wrong));
}

base::checked<entry> decoder::run()
{
    auto const revision = revision_of(raw_.id);
    if (!revision) {
        fail("id", "is not <revision>-0");
        return fault_;
    }
    out_.sequence.revision = *revision;
    auto const* kind = raw_.find("kind");
    bool ok = false;
    if (!kind) {
        fail("kind", "missing");
    } else if (*kind == "reports") {
        out_.what = entry::kind::reports;
        ok = has_fields(reports_fields) && common() && reports();
    } else if (*kind == "begin") {
        out_.what = entry::kind::begin;
        ok = has_fields(begin_fields) && common() && status() && clock();
    } else if (*kind == "status") {
        out_.what = entry::kind::status;
        ok = has_fields(status_fields) && common() && status() && by();
    } else if (*kind == "close") {
        out_.what = entry::kind::close;
        ok = has_fields(close_fields) && common() && close();
    } else if (*kind == "change") {
        out_.what = entry::kind::change;
        ok = has_fields(change_fields) && common() && change();
    } else {
        fail("kind", fmt::format("\"{}\" is no kind of entry", *kind));
    }
    if (!ok) return fault_;
    return std::move(out_);
}

}  // namespace

std::string_view const* stream_entry::find(std::string_view name) const
{
    for (auto const& [field, value] : fields)
        if (field == name) return &value;
    return nullptr;
}

std::optional<revision> revision_of(std::string_view id)
{
    if (!id.ends_with("-0") || id.front() == '0') return std::nullopt;
    return number<revision>(id.substr(0, id.size() - 2));
}

std::string to_hex(ledger::epoch value)
{
    return fmt::format("{:016x}", value);
}

std::optional<ledger::epoch> epoch_of(std::string_view hex)
{
    if (hex.size() != 16 || !is_hex(hex)) return std::nullopt;
    ledger::epoch value = 0;
    std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
    return value;
}

base::checked<entry> decode(stream_entry const& raw)
{
    return decoder(raw).run();
}

}  // namespace sejuta::ledger
