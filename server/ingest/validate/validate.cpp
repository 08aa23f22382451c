// SPDX-License-Identifier: Apache-2.0
#include "ingest/validate/validate.hpp"

#include <algorithm>

#include "ingest/validate/rules.hpp"

namespace sejuta::ingest {
namespace {

using namespace domain;
using enum rejection_code;

rejection broken(rejection_code code, std::string value)
{
    return {code, std::move(value)};
}

// A site's code as it may stand in an answer: only what has the form of one, never whatever a
// person typed in its place.
std::string quoted(std::string const& text)
{
    bool const is_code =
        !text.empty() && text.size() <= field_rules().limits().site_code_bytes_max &&
        text[0] >= 'A' && text[0] <= 'Z' && text.find_first_of("0123456789") != std::string::npos &&
        text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == std::string::npos;
    return is_code ? text : std::string();
}

struct dated {
    service_date date;
    bool changed;
};

// The date is one of the event's and has begun at the site's zone.
judged<service_date> judged_date(service_date date, circumstances const& at, zone where)
{
    auto const& dates = at.event.service_dates;
    if (std::find(dates.begin(), dates.end(), date) == dates.end())
        return broken(service_date_outside_event, date.text());
    auto const wait_ms = date.begins_ms(where) - at.event_now_ms;
    if (wait_ms <= 0) return date;
    auto const capped =
        std::min<base::unix_ms>(wait_ms, field_rules().limits().future_retry_ms_max);
    return rejection{service_date_in_future, date.text(), static_cast<std::uint32_t>(capped)};
}

// A chosen date is kept, and so is the one of a receipt that is sent back. Otherwise the date is
// the one at the site's zone when the report was made, by the device's clock corrected by its skew,
// and never after now.
judged<dated> date_of(sent_report const& sent, circumstances const& at, zone where,
                      base::unix_ms made_at_ms)
{
    auto const named = service_date::from_number(sent.service_date);
    if (!named) return broken(service_date_invalid, std::to_string(sent.service_date));
    if (sent.proof) {
        auto const counted = service_date::from_number(sent.proof->service_date);
        if (!counted) return broken(proof_refused, std::to_string(sent.proof->service_date));
        return dated{*counted, *counted != *named};
    }
    auto const date = sent.date_chosen ? *named : service_date::at(made_at_ms, where);
    auto const good = judged_date(date, at, where);
    if (!good) return good.error();
    return dated{date, date != *named};
}

judged<std::optional<correction>> correction_of(sent_report const& sent)
{
    if (!sent.correction) return std::optional<correction>{};
    auto const& from = *sent.correction;
    if (from.seq == 0 || from.seq > field_rules().limits().seq_max || from.seq == sent.seq)
        return broken(correction_target_gone, std::to_string(from.seq));
    if (from.kind < 1 || from.kind > 2)
        return broken(correction_kind_unknown, std::to_string(from.kind));
    if (from.reason < 1 || from.reason > 4)
        return broken(correction_reason_unknown, std::to_string(from.reason));
    return std::optional<correction>({from.seq, static_cast<correction_kind>(from.kind),
                                      static_cast<correction_reason>(from.reason)});
}

std::optional<rejection> check_seq(std::uint32_t seq)
{
    auto const& limit = field_rules().limits();
    if (seq < limit.seq_min || seq > limit.seq_max)
        return broken(seq_out_of_range, std::to_string(seq));
    return std::nullopt;
}

std::optional<rejection> check_device_time(base::unix_ms device_time_ms)
{
    auto const& limit = field_rules().limits();
    if (device_time_ms < limit.device_time_min_ms || device_time_ms > limit.device_time_max_ms)
        return broken(device_time_out_of_range, std::to_string(device_time_ms));
    return std::nullopt;
}

// Numbers that stand for themselves: seq, count, the device's clock.
std::optional<rejection> check_numbers(sent_report const& sent, event const& event)
{
    auto const& limit = field_rules().limits();
    if (auto wrong = check_seq(sent.seq)) return wrong;
    if (sent.count < limit.count_min || sent.count > limit.count_max)
        return broken(count_out_of_range, std::to_string(sent.count));
    if (event.ceiling != 0 && sent.count > event.ceiling && !sent.confirmed)
        return broken(count_above_ceiling, std::to_string(sent.count));
    return check_device_time(sent.device_time_ms);
}

// What a method asks of the place and of the client.
std::optional<rejection> check_method(method what, place where, postpartum when)
{
    if (!field_rules().is_given_at(what, where))
        return broken(method_not_at_place, std::string(word(what)));
    if (auto const refused = field_rules().refusal_of(what, when))
        return broken(*refused, std::string(word(when)));
    return std::nullopt;
}

}  // namespace

judged<report> validate(sent_report const& sent, circumstances const& at)
{
    if (auto wrong = check_numbers(sent, at.event)) return *wrong;
    auto const* site = at.event.find_site(sent.site);
    if (!site) return broken(site_unknown, quoted(sent.site));

    auto const what = from_number<method>(sent.method);
    if (!what) return broken(method_unknown, std::to_string(sent.method));
    auto const client = from_number<category>(sent.category);
    if (!client) return broken(category_unknown, std::to_string(sent.category));
    auto const when = from_number<postpartum>(sent.postpartum);
    if (!when) return broken(postpartum_unknown, std::to_string(sent.postpartum));
    auto const with = from_number<partner>(sent.partner);
    if (!with) return broken(partner_unknown, std::to_string(sent.partner));
    if (auto wrong = check_method(*what, site->place, *when)) return *wrong;

    auto const made_at_ms = std::min(sent.device_time_ms - at.skew_ms, at.event_now_ms);
    auto const day = date_of(sent, at, at.event.zone_of(*site), made_at_ms);
    if (!day) return day.error();
    auto const corrects = correction_of(sent);
    if (!corrects) return corrects.error();

    report made{
        .terminal = at.terminal,
        .seq = sent.seq,
        .site = site->code,
        .cell = {day->date, site->regency, *what, *client, *when, site->place, *with},
        .count = sent.count,
        .corrects = *corrects,
        .made_at_ms = made_at_ms,
        .flagged_ceiling = at.event.ceiling != 0 && sent.count > at.event.ceiling,
        .flagged_date = day->changed,
        .healed = {},
    };
    made.hashed = digest_of(made);
    return made;
}

judged<day_close> validate(sent_close const& sent, circumstances const& at)
{
    auto const& limit = field_rules().limits();
    if (auto wrong = check_seq(sent.seq)) return *wrong;
    if (sent.own_total < limit.own_total_min || sent.own_total > limit.own_total_max)
        return broken(own_total_out_of_range, std::to_string(sent.own_total));
    if (auto wrong = check_device_time(sent.device_time_ms)) return *wrong;
    auto const* site = at.event.find_site(sent.site);
    if (!site) return broken(site_unknown, quoted(sent.site));
    auto const date = service_date::from_number(sent.service_date);
    if (!date) return broken(service_date_invalid, std::to_string(sent.service_date));
    if (!sent.proof)
        if (auto const good = judged_date(*date, at, at.event.zone_of(*site)); !good)
            return good.error();
    return day_close{
        .terminal = at.terminal,
        .seq = sent.seq,
        .site = site->code,
        .regency = site->regency,
        .service_date = *date,
        .own_total = sent.own_total,
        .made_at_ms = std::min(sent.device_time_ms - at.skew_ms, at.event_now_ms),
        .healed = {},
    };
}

}  // namespace sejuta::ingest
