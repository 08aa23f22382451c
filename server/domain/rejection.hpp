// SPDX-License-Identifier: Apache-2.0
// The reporter is wrong: which rule, in which field, with which value, and what to do. The codes
// are the wire's (proto RejectionCode) and never change; docs/PROTOCOL.md has a row for each.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace sejuta::domain {

enum class rejection_code : std::uint8_t {
    malformed_frame = 1,
    reports_per_frame,
    seq_out_of_range,
    seq_twice_in_frame,
    site_unknown,
    site_not_yours,
    method_unknown,
    category_unknown,
    postpartum_unknown,
    partner_unknown,
    count_out_of_range,
    count_above_ceiling,
    service_date_invalid,
    service_date_outside_event,
    service_date_in_future,
    method_not_at_place,
    mal_needs_kb_pp,
    mop_not_postpartum,
    device_time_out_of_range,
    conflict,
    event_not_open,
    correction_kind_unknown,
    correction_reason_unknown,
    correction_target_missing,
    correction_target_gone,
    correction_content_differs,
    ledger_unavailable,
    busy,
    site_inactive,
    own_total_out_of_range,
    proof_refused,
    terminal_revoked,
};
inline constexpr int rejection_codes = 32;

enum class advice : std::uint8_t { final = 1, retry_later, retry_after_reconcile, confirm };

// The fixed part of a rejection: one row a code.
struct rule {
    rejection_code code;
    domain::advice advice;
    std::string_view field;  // of Report on the wire; empty where the frame as a whole is refused
    std::string_view text_id;
    std::string_view text_en;
};

rule const& rule_of(rejection_code);

struct rejection {
    rejection_code code;
    std::string value = {};            // what was found, at most 64 characters
    std::uint32_t retry_after_ms = 0;  // with advice retry_later

    bool operator==(rejection const&) const = default;
};

// A value of T, or why the reporter's words do not make one.
template <class T>
using judged = boost::system::result<T, rejection>;

// Only for judged: value() on a rejection ends here, and asking for it is our bug.
[[noreturn]] void throw_exception_from_error(rejection const&, boost::source_location const&);

}  // namespace sejuta::domain
