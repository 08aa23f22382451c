// SPDX-License-Identifier: Apache-2.0
// Reports and closes as the ledger's own messages. Every report that is recorded is written here,
// field by field with protozero; protobuf reads them (docs/adr/0017).
#include <array>
#include <protozero/basic_pbf_writer.hpp>
#include <protozero/buffer_fixed.hpp>
#include <protozero/pbf_writer.hpp>

#include "ledger/entry.hpp"
#include "ledger/entry_parts.hpp"

namespace sejuta::ledger {
namespace {

using report_writer = protozero::basic_pbf_writer<protozero::fixed_size_buffer_adaptor>;

// Of the longest LedgerReport: terminal, seq, site, regency, service date, five enums, count, the
// correction, when it was made, two flags, the healing, and who entered it.
constexpr std::size_t report_bytes_max = (2 + limits::terminal_id_bytes_max) + 6 +
                                         (2 + limits::site_code_bytes_max) + 7 + 6 + 10 + 6 + 10 +
                                         11 + 6 + 15 + (3 + limits::change_by_bytes_max);

// As protobuf writes a LedgerReport: by number, and nothing that is 0, false or empty.
class ledger_report_bytes {
public:
    explicit ledger_report_bytes(domain::report const& r)
    {
        using field = v1::LedgerReport;
        to_.add_string(field::kTerminalFieldNumber, r.terminal);
        number(field::kSeqFieldNumber, r.seq);
        to_.add_string(field::kSiteFieldNumber, r.site);
        to_.add_string(field::kRegencyFieldNumber, r.cell.regency.text());
        number(field::kServiceDateFieldNumber, r.cell.date.number());
        number(field::kMethodFieldNumber, r.cell.method);
        number(field::kCategoryFieldNumber, r.cell.category);
        number(field::kPostpartumFieldNumber, r.cell.postpartum);
        number(field::kPlaceFieldNumber, r.cell.place);
        number(field::kPartnerFieldNumber, r.cell.partner);
        number(field::kCountFieldNumber, r.count);
        if (r.corrects) {
            number(field::kCorrectsSeqFieldNumber, r.corrects->seq);
            number(field::kCorrectionKindFieldNumber, r.corrects->kind);
            number(field::kCorrectionReasonFieldNumber, r.corrects->reason);
        }
        number(field::kMadeAtMsFieldNumber, r.made_at_ms);
        number(field::kFlaggedCeilingFieldNumber, r.flagged_ceiling);
        number(field::kFlaggedDateFieldNumber, r.flagged_date);
        if (r.healed) {
            number(field::kHealedEventTimeMsFieldNumber, r.healed->event_time_ms);
            number(field::kHealedLateFieldNumber, r.healed->late);
        }
        if (!r.by.empty()) to_.add_string(field::kByFieldNumber, r.by);
    }

    std::string_view bytes() const { return {room_.data(), room_.size()}; }

private:
    template <class Number>
    void number(protozero::pbf_tag_type field, Number value)
    {
        auto const bits = static_cast<std::uint64_t>(value);
        if (bits != 0) to_.add_uint64(field, bits);
    }

    std::array<char, report_bytes_max> block_;
    protozero::fixed_size_buffer_adaptor room_{block_};
    report_writer to_{room_};
};

// Names the member that is wrong; the first one stays.
class judge {
public:
    explicit judge(std::string_view& wrong) : wrong_(wrong) { wrong_ = {}; }
    judge& need(bool good, std::string_view member)
    {
        if (!good && wrong_.empty()) wrong_ = member;
        return *this;
    }
    bool content() const { return wrong_.empty(); }

private:
    std::string_view& wrong_;
};

std::optional<domain::correction> correction_of(report_words const& sent, judge& j)
{
    auto const kind = sent.correction_kind;
    auto const reason = sent.correction_reason;
    if (sent.corrects_seq == 0) {
        j.need(kind == 0 && reason == 0, "corrects_seq");
        return std::nullopt;
    }
    j.need(sent.corrects_seq <= limits::seq_max, "corrects_seq")
        .need(kind >= 1 && kind <= static_cast<int>(domain::correction_kind::replace),
              "correction_kind")
        .need(reason >= 1 && reason <= static_cast<int>(domain::correction_reason::salah_persepsi),
              "correction_reason");
    return domain::correction{sent.corrects_seq, static_cast<domain::correction_kind>(kind),
                              static_cast<domain::correction_reason>(reason)};
}

// What both messages have: 0 for what was never recorded before.
std::optional<domain::healing> healing_of(std::int64_t event_time_ms, bool late, judge& j)
{
    j.need(event_time_ms >= 0 && event_time_ms <= event_time_ms_max, "healed_event_time_ms");
    if (event_time_ms == 0) return std::nullopt;
    return domain::healing{event_time_ms, late};
}

std::optional<domain::cell> cell_of(report_words const& sent, domain::lateness late, judge& j)
{
    auto const regency = domain::region_code::from_text(sent.regency);
    auto const date = domain::service_date::from_number(sent.service_date);
    auto const method = domain::from_number<domain::method>(sent.method);
    auto const category = domain::from_number<domain::category>(sent.category);
    auto const postpartum = domain::from_number<domain::postpartum>(sent.postpartum);
    auto const place = domain::from_number<domain::place>(sent.place);
    auto const partner = domain::from_number<domain::partner>(sent.partner);
    j.need(regency && regency->is_regency(), "regency")
        .need(date.has_value(), "service_date")
        .need(method.has_value(), "method")
        .need(category.has_value(), "category")
        .need(postpartum.has_value(), "postpartum")
        .need(place.has_value(), "place")
        .need(partner.has_value(), "partner");
    if (!j.content()) return std::nullopt;
    return domain::cell{*date, *regency, *method, *category, *postpartum, *place, *partner, late};
}

}  // namespace

std::string encode(domain::report const& r)
{
    std::string bytes;
    append(r, bytes);
    return bytes;
}

void append(domain::report const& r, std::string& to)
{
    ledger_report_bytes const one(r);
    auto const bytes = one.bytes();
    protozero::pbf_writer entry(to);
    entry.add_message(v1::LedgerEntry::kReportsFieldNumber, bytes.data(), bytes.size());
}

std::string encode(domain::day_close const& c)
{
    v1::LedgerClose message;
    message.set_terminal(c.terminal);
    message.set_seq(c.seq);
    message.set_site(c.site);
    message.set_regency(c.regency.text());
    message.set_service_date(c.service_date.number());
    message.set_own_total(c.own_total);
    message.set_made_at_ms(c.made_at_ms);
    if (c.healed) message.set_healed_event_time_ms(c.healed->event_time_ms);
    if (!c.by.empty()) message.set_by(c.by);
    return message.SerializeAsString();
}

std::optional<domain::report> report_of(report_words const& sent, domain::lateness late,
                                        std::string_view& wrong)
{
    judge j(wrong);
    j.need(is_terminal_id(sent.terminal), "terminal")
        .need(sent.seq != 0 && sent.seq <= limits::seq_max, "seq")
        .need(is_site_code(sent.site), "site")
        .need(sent.count != 0 && sent.count <= limits::count_max, "count")
        .need(!sent.healed_late || sent.healed_event_time_ms != 0, "healed_late")
        .need(sent.by.empty() || is_by(sent.by), "by");
    auto const healed = healing_of(sent.healed_event_time_ms, sent.healed_late, j);
    if (healed) late = healed->late ? domain::lateness::late : domain::lateness::ontime;
    auto const cell = cell_of(sent, late, j);
    auto const corrects = correction_of(sent, j);
    if (!j.content()) return std::nullopt;
    return domain::report{
        .terminal = std::string(sent.terminal),
        .seq = sent.seq,
        .site = std::string(sent.site),
        .cell = *cell,
        .count = sent.count,
        .corrects = corrects,
        .made_at_ms = sent.made_at_ms,
        .flagged_ceiling = sent.flagged_ceiling,
        .flagged_date = sent.flagged_date,
        .healed = healed,
        .by = std::string(sent.by),
    };
}

std::optional<domain::report> report_of(v1::LedgerReport const& sent, domain::lateness late,
                                        std::string_view& wrong)
{
    if (!has_unknown_fields(sent)) return report_of(words_of(sent), late, wrong);
    wrong = "field of another version";
    return std::nullopt;
}

std::optional<domain::day_close> close_of(std::string_view bytes, domain::lateness late,
                                          std::string_view& wrong)
{
    judge j(wrong);
    v1::LedgerClose sent;
    if (!sent.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        j.need(false, "bytes");
        return std::nullopt;
    }
    auto const regency = domain::region_code::from_text(sent.regency());
    auto const date = domain::service_date::from_number(sent.service_date());
    j.need(!has_unknown_fields(sent), "field of another version")
        .need(is_terminal_id(sent.terminal()), "terminal")
        .need(sent.seq() != 0 && sent.seq() <= limits::seq_max, "seq")
        .need(is_site_code(sent.site()), "site")
        .need(regency && regency->is_regency(), "regency")
        .need(date.has_value(), "service_date")
        .need(sent.own_total() <= limits::own_total_max, "own_total")
        .need(sent.by().empty() || is_by(sent.by()), "by");
    auto const healed = healing_of(sent.healed_event_time_ms(), late == domain::lateness::late, j);
    if (!j.content()) return std::nullopt;
    return domain::day_close{.terminal = sent.terminal(),
                             .seq = sent.seq(),
                             .site = sent.site(),
                             .regency = *regency,
                             .service_date = *date,
                             .own_total = sent.own_total(),
                             .made_at_ms = sent.made_at_ms(),
                             .healed = healed,
                             .by = sent.by()};
}

}  // namespace sejuta::ledger
