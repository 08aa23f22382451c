// SPDX-License-Identifier: Apache-2.0
#include "ingest/validate/validate.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "domain/device_clock.hpp"

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
        !text.empty() && text.size() <= limits::site_code_bytes_max && text[0] >= 'A' &&
        text[0] <= 'Z' && text.find_first_of("0123456789") != std::string::npos &&
        text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == std::string::npos;
    return is_code ? text : std::string();
}

// DOMAIN: IMP hands out pil and kondom only; MOP and MOW only at Puskesmas, RS/faskes or mobile.
bool is_given_at(method what, place where)
{
    if (where == place::imp) return what == method::pil || what == method::kondom;
    if (what == method::mop || what == method::mow) return where != place::pmb;
    return true;
}

struct dated {
    service_date date;
    bool changed;
};

// A chosen date is kept. Otherwise the date is the one at the site's zone when the report was made,
// by the device's clock corrected by its skew, and never after now.
judged<dated> date_of(sent_report const& sent, circumstances const& at, zone where,
                      base::unix_ms made_at_ms)
{
    auto const named = service_date::from_number(sent.service_date);
    if (!named) return broken(service_date_invalid, std::to_string(sent.service_date));
    auto const date = sent.date_chosen ? *named : service_date::at(made_at_ms, where);
    auto const& dates = at.event.service_dates;
    if (std::find(dates.begin(), dates.end(), date) == dates.end())
        return broken(service_date_outside_event, date.text());
    auto const wait_ms = date.begins_ms(where) - at.event_now_ms;
    if (wait_ms > 0) {
        auto const capped = std::min<base::unix_ms>(wait_ms, 3'600'000);
        return rejection{service_date_in_future, date.text(), static_cast<std::uint32_t>(capped)};
    }
    return dated{date, date != *named};
}

judged<std::optional<correction>> correction_of(sent_report const& sent)
{
    if (!sent.correction) return std::optional<correction>{};
    auto const& from = *sent.correction;
    if (from.seq == 0 || from.seq > limits::seq_max || from.seq == sent.seq)
        return broken(correction_target_gone, std::to_string(from.seq));
    if (from.kind < 1 || from.kind > 2)
        return broken(correction_kind_unknown, std::to_string(from.kind));
    if (from.reason < 1 || from.reason > 4)
        return broken(correction_reason_unknown, std::to_string(from.reason));
    return std::optional<correction>({from.seq, static_cast<correction_kind>(from.kind),
                                      static_cast<correction_reason>(from.reason)});
}

// Numbers that stand for themselves: seq, count, the device's clock.
std::optional<rejection> check_numbers(sent_report const& sent, event const& event)
{
    if (sent.seq == 0 || sent.seq > limits::seq_max)
        return broken(seq_out_of_range, std::to_string(sent.seq));
    if (sent.count == 0 || sent.count > limits::count_max)
        return broken(count_out_of_range, std::to_string(sent.count));
    if (event.ceiling != 0 && sent.count > event.ceiling && !sent.confirmed)
        return broken(count_above_ceiling, std::to_string(sent.count));
    if (sent.device_time_ms < device_time_min_ms || sent.device_time_ms > device_time_max_ms)
        return broken(device_time_out_of_range, std::to_string(sent.device_time_ms));
    return std::nullopt;
}

// What a method asks of the place and of the client.
std::optional<rejection> check_method(method what, place where, postpartum when)
{
    if (!is_given_at(what, where)) return broken(method_not_at_place, std::string(word(what)));
    if (what == method::mal && when != postpartum::kb_pp)
        return broken(mal_needs_kb_pp, std::string(word(when)));
    if (what == method::mop && when != postpartum::none)
        return broken(mop_not_postpartum, std::string(word(when)));
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

    return report{
        .terminal = at.terminal,
        .seq = sent.seq,
        .site = site->code,
        .cell = {day->date, site->regency, *what, *client, *when, site->place, *with},
        .count = sent.count,
        .corrects = *corrects,
        .made_at_ms = made_at_ms,
        .flagged_ceiling = at.event.ceiling != 0 && sent.count > at.event.ceiling,
        .flagged_date = day->changed,
    };
}

}  // namespace sejuta::ingest
