// SPDX-License-Identifier: Apache-2.0
#include "ledger/entry.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <span>

#include "base/limits.hpp"
#include "sejuta/v1/ledger.pb.h"

namespace sejuta::ledger {
namespace {

constexpr std::array<std::string_view, 8> reports_fields{
    "kind", "epoch", "recorded_at", "event_time", "lateness", "reports", "deltas", "chain"};
constexpr std::array<std::string_view, 11> begin_fields{
    "kind",       "epoch",       "recorded_at",     "event_time",  "status", "event_kind",
    "clock_real", "clock_event", "clock_event_end", "clock_speed", "chain"};
constexpr std::array<std::string_view, 6> status_fields{"kind",       "epoch",  "recorded_at",
                                                        "event_time", "status", "chain"};

void fill(v1::LedgerReport& out, domain::report const& r)
{
    out.set_terminal(r.terminal);
    out.set_seq(r.seq);
    out.set_site(r.site);
    out.set_regency(r.cell.regency.text());
    out.set_service_date(r.cell.date.number());
    out.set_method(static_cast<v1::Method>(r.cell.method));
    out.set_category(static_cast<v1::Category>(r.cell.category));
    out.set_postpartum(static_cast<v1::Postpartum>(r.cell.postpartum));
    out.set_place(static_cast<v1::Place>(r.cell.place));
    out.set_partner(static_cast<v1::Partner>(r.cell.partner));
    out.set_count(r.count);
    if (r.corrects) {
        out.set_corrects_seq(r.corrects->seq);
        out.set_correction_kind(static_cast<v1::CorrectionKind>(r.corrects->kind));
        out.set_correction_reason(static_cast<v1::CorrectionReason>(r.corrects->reason));
    }
    out.set_made_at_ms(r.made_at_ms);
    out.set_flagged_ceiling(r.flagged_ceiling);
    out.set_flagged_date(r.flagged_date);
}

// A whole decimal number without sign tricks: what the function writes, and nothing else.
template <class T>
std::optional<T> number(std::string_view text)
{
    T value{};
    auto const* const end = text.data() + text.size();
    auto const [stop, code] = std::from_chars(text.data(), end, value);
    if (code != std::errc{} || stop != end) return std::nullopt;
    return value;
}

bool is_hex(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// A field that this version does not know may change what the report means for the count: refusing
// to count is the honest answer.
template <class Message>
bool has_unknown_fields(Message const& message)
{
    return !message.GetReflection()->GetUnknownFields(message).empty();
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
    bool clock();
    bool reports();
    bool report(v1::LedgerReport const& sent, domain::lateness late);
    std::optional<domain::cell> cell(v1::LedgerReport const& sent, domain::lateness late);
    bool correction(v1::LedgerReport const& sent, std::optional<domain::correction>& out);
    bool fail_report(v1::LedgerReport const& sent, std::string_view member);
    bool deltas();
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

bool decoder::fail_report(v1::LedgerReport const& sent, std::string_view member)
{
    return fail("reports", fmt::format("the report of terminal \"{}\", seq {}: its {} is nothing "
                                       "that this program would record",
                                       sent.terminal(), sent.seq(), member));
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

// The cell of a report, or nothing with the field that has no such value named in the fault.
std::optional<domain::cell> decoder::cell(v1::LedgerReport const& sent, domain::lateness late)
{
    auto const regency = domain::region_code::from_text(sent.regency());
    auto const date = domain::service_date::from_number(sent.service_date());
    auto const method = domain::from_number<domain::method>(sent.method());
    auto const category = domain::from_number<domain::category>(sent.category());
    auto const postpartum = domain::from_number<domain::postpartum>(sent.postpartum());
    auto const place = domain::from_number<domain::place>(sent.place());
    auto const partner = domain::from_number<domain::partner>(sent.partner());
    if (!regency || !regency->is_regency())
        fail_report(sent, "regency");
    else if (!date)
        fail_report(sent, "service_date");
    else if (!method)
        fail_report(sent, "method");
    else if (!category)
        fail_report(sent, "category");
    else if (!postpartum)
        fail_report(sent, "postpartum");
    else if (!place)
        fail_report(sent, "place");
    else if (!partner)
        fail_report(sent, "partner");
    else
        return domain::cell{*date,       *regency, *method,  *category,
                            *postpartum, *place,   *partner, late};
    return std::nullopt;
}

bool decoder::correction(v1::LedgerReport const& sent, std::optional<domain::correction>& out)
{
    int const kind = sent.correction_kind();
    int const reason = sent.correction_reason();
    if (sent.corrects_seq() == 0)
        return (kind == 0 && reason == 0) || fail_report(sent, "corrects_seq");
    if (sent.corrects_seq() > limits::seq_max) return fail_report(sent, "corrects_seq");
    if (kind < 1 || kind > static_cast<int>(domain::correction_kind::replace))
        return fail_report(sent, "correction_kind");
    if (reason < 1 || reason > static_cast<int>(domain::correction_reason::salah_persepsi))
        return fail_report(sent, "correction_reason");
    out = domain::correction{sent.corrects_seq(), static_cast<domain::correction_kind>(kind),
                             static_cast<domain::correction_reason>(reason)};
    return true;
}

bool decoder::report(v1::LedgerReport const& sent, domain::lateness late)
{
    if (has_unknown_fields(sent)) return fail_report(sent, "field of another version");
    if (sent.terminal().size() < limits::terminal_id_bytes_min ||
        sent.terminal().size() > limits::terminal_id_bytes_max)
        return fail_report(sent, "terminal");
    if (sent.seq() == 0 || sent.seq() > limits::seq_max) return fail_report(sent, "seq");
    if (sent.site().empty() || sent.site().size() > limits::site_code_bytes_max)
        return fail_report(sent, "site");
    if (sent.count() == 0 || sent.count() > limits::count_max) return fail_report(sent, "count");
    auto const where = cell(sent, late);
    std::optional<domain::correction> corrects;
    if (!where || !correction(sent, corrects)) return false;
    out_.reports.push_back(domain::report{
        .terminal = sent.terminal(),
        .seq = sent.seq(),
        .site = sent.site(),
        .cell = *where,
        .count = sent.count(),
        .corrects = corrects,
        .made_at_ms = sent.made_at_ms(),
        .flagged_ceiling = sent.flagged_ceiling(),
        .flagged_date = sent.flagged_date(),
    });
    return true;
}

bool decoder::reports()
{
    auto const late = domain::from_word<domain::lateness>(text("lateness"));
    if (!late) return fail("lateness", fmt::format("\"{}\" is no lateness", text("lateness")));
    thread_local v1::LedgerEntry message;  // kept for its memory, as in encode
    auto const bytes = text("reports");
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fail("reports", "is no LedgerEntry");
    if (has_unknown_fields(message)) return fail("reports", "has fields that are not known");
    if (message.reports().empty()) return fail("reports", "holds no report");
    out_.reports.reserve(static_cast<std::size_t>(message.reports_size()));
    for (auto const& sent : message.reports())
        if (!report(sent, *late)) return false;
    return deltas();
}

// "<cell field>=<signed integer>", joined by newlines; each cell once; may be empty, where
// corrections took back exactly what the reports gave.
bool decoder::deltas()
{
    auto rest = text("deltas");
    while (!rest.empty()) {
        auto const cut = rest.find('\n');
        auto const line = rest.substr(0, cut);
        if (cut == rest.size() - 1) return fail("deltas", "ends with an empty line");
        rest = cut == std::string_view::npos ? std::string_view{} : rest.substr(cut + 1);
        auto const equals = line.find('=');
        auto const cell = line.substr(0, equals);
        if (equals == std::string_view::npos || !domain::from_field(cell))
            return fail("deltas", fmt::format("\"{}\" names no cell", line));
        auto const amount = number<std::int64_t>(line.substr(equals + 1));
        if (!amount) return fail("deltas", fmt::format("\"{}\" has no whole number", line));
        if (!out_.deltas.emplace(cell, *amount).second)
            return fail("deltas", fmt::format("\"{}\" stands twice", cell));
    }
    return true;
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
        ok = has_fields(status_fields) && common() && status();
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

std::string encode(domain::report const& r)
{
    // Kept between calls: a cleared message keeps its strings' memory, and every report that is
    // recorded comes through here.
    thread_local v1::LedgerEntry message;
    message.Clear();
    fill(*message.add_reports(), r);
    return message.SerializeAsString();
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
