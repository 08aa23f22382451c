// SPDX-License-Identifier: Apache-2.0
// Reports, corrections and closes as the contract suite sends them.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "domain/day_close.hpp"
#include "domain/report.hpp"

namespace sejuta::tests {

inline constexpr base::unix_ms event_start_ms = 1'593'392'400'000;  // 2020-06-29T01:00Z

inline domain::report a_report(
    std::string terminal, std::uint32_t seq, std::uint32_t count = 1,
    std::string_view cell = "2020-06-29/15.71/pil/baru/none/pmb/none/ontime")
{
    return {.terminal = std::move(terminal),
            .seq = seq,
            .site = "1571-pmb-01",
            .cell = *domain::from_field(cell),
            .count = count,
            .corrects = {},
            .made_at_ms = event_start_ms,
            .healed = {}};
}
inline domain::day_close a_close(std::string terminal, std::uint32_t seq, std::uint32_t own_total)
{
    return {.terminal = std::move(terminal),
            .seq = seq,
            .site = "1571-pmb-01",
            .regency = *domain::region_code::from_text("15.71"),
            .service_date = *domain::service_date::from_number(20200629),
            .own_total = own_total,
            .made_at_ms = event_start_ms,
            .healed = {}};
}
// As if a valid proof had shown that an earlier epoch had recorded it then.
template <class Sent>
Sent healed(Sent sent, base::unix_ms event_time_ms, bool late = false)
{
    sent.healed = {event_time_ms, late};
    return sent;
}
inline domain::report a_correction(domain::report what, std::uint32_t seq,
                                   domain::correction_kind kind)
{
    what.corrects = {what.seq, kind, domain::correction_reason::salah_hitung};
    what.seq = seq;
    return what;
}
inline domain::report a_void(domain::report const& of, std::uint32_t seq)
{
    return a_correction(of, seq, domain::correction_kind::void_);
}
inline domain::report a_replacement(domain::report const& of, std::uint32_t seq,
                                    std::uint32_t count)
{
    auto replaced = a_correction(of, seq, domain::correction_kind::replace);
    replaced.count = count;
    return replaced;
}

}  // namespace sejuta::tests
