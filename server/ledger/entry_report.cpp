// SPDX-License-Identifier: Apache-2.0
// Reports and closes as the ledger's own messages.
#include "ledger/entry.hpp"
#include "ledger/entry_parts.hpp"

namespace sejuta::ledger {
namespace {

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
    if (r.healed) {
        out.set_healed_event_time_ms(r.healed->event_time_ms);
        out.set_healed_late(r.healed->late);
    }
    if (!r.by.empty()) out.set_by(r.by);
}

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

std::optional<domain::correction> correction_of(v1::LedgerReport const& sent, judge& j)
{
    int const kind = sent.correction_kind();
    int const reason = sent.correction_reason();
    if (sent.corrects_seq() == 0) {
        j.need(kind == 0 && reason == 0, "corrects_seq");
        return std::nullopt;
    }
    j.need(sent.corrects_seq() <= limits::seq_max, "corrects_seq")
        .need(kind >= 1 && kind <= static_cast<int>(domain::correction_kind::replace),
              "correction_kind")
        .need(reason >= 1 && reason <= static_cast<int>(domain::correction_reason::salah_persepsi),
              "correction_reason");
    return domain::correction{sent.corrects_seq(), static_cast<domain::correction_kind>(kind),
                              static_cast<domain::correction_reason>(reason)};
}

// What both messages have: 0 for what was never recorded before.
std::optional<domain::healing> healing_of(std::int64_t event_time_ms, bool late, judge& j)
{
    j.need(event_time_ms >= 0 && event_time_ms <= event_time_ms_max, "healed_event_time_ms");
    if (event_time_ms == 0) return std::nullopt;
    return domain::healing{event_time_ms, late};
}

std::optional<domain::cell> cell_of(v1::LedgerReport const& sent, domain::lateness late, judge& j)
{
    auto const regency = domain::region_code::from_text(sent.regency());
    auto const date = domain::service_date::from_number(sent.service_date());
    auto const method = domain::from_number<domain::method>(sent.method());
    auto const category = domain::from_number<domain::category>(sent.category());
    auto const postpartum = domain::from_number<domain::postpartum>(sent.postpartum());
    auto const place = domain::from_number<domain::place>(sent.place());
    auto const partner = domain::from_number<domain::partner>(sent.partner());
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
    // Kept between calls: a cleared message keeps its strings' memory, and every report that is
    // recorded comes through here.
    thread_local v1::LedgerEntry message;
    message.Clear();
    fill(*message.add_reports(), r);
    message.AppendToString(&to);
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

std::optional<domain::report> report_of(v1::LedgerReport const& sent, domain::lateness late,
                                        std::string_view& wrong)
{
    judge j(wrong);
    j.need(!has_unknown_fields(sent), "field of another version")
        .need(is_terminal_id(sent.terminal()), "terminal")
        .need(sent.seq() != 0 && sent.seq() <= limits::seq_max, "seq")
        .need(is_site_code(sent.site()), "site")
        .need(sent.count() != 0 && sent.count() <= limits::count_max, "count")
        .need(!sent.healed_late() || sent.healed_event_time_ms() != 0, "healed_late")
        .need(sent.by().empty() || is_by(sent.by()), "by");
    auto const healed = healing_of(sent.healed_event_time_ms(), sent.healed_late(), j);
    if (healed) late = healed->late ? domain::lateness::late : domain::lateness::ontime;
    auto const cell = cell_of(sent, late, j);
    auto const corrects = correction_of(sent, j);
    if (!j.content()) return std::nullopt;
    return domain::report{
        .terminal = sent.terminal(),
        .seq = sent.seq(),
        .site = sent.site(),
        .cell = *cell,
        .count = sent.count(),
        .corrects = corrects,
        .made_at_ms = sent.made_at_ms(),
        .flagged_ceiling = sent.flagged_ceiling(),
        .flagged_date = sent.flagged_date(),
        .healed = healed,
        .by = sent.by(),
    };
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
