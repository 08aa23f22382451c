// SPDX-License-Identifier: Apache-2.0
// A small event for tests: Jambi with two regencies, one site of each kind, and a site in Papua.
#pragma once

#include <memory>

#include "domain/event.hpp"
#include "domain/sent.hpp"

namespace sejuta::tests {

inline domain::region_code code(std::string_view text)
{
    return domain::region_code::from_text(text).value();
}

inline domain::event small_event()
{
    using namespace domain;
    event e;
    e.id = "uji-2020";
    e.name = "Uji";
    e.kind = event_kind::rehearsal;
    e.initial_status = event_status::open;
    e.service_dates = {service_date::from_number(20200629).value()};
    e.ceiling = 500;
    e.clock.starts_at_ms = 1'593'399'600'000;  // 10.00 WIB
    auto const add_region = [&e](std::string_view text, std::string name, zone z) {
        e.regions.emplace(code(text), region{code(text), std::move(name), z});
    };
    add_region("ID", "Indonesia", zone::wib);
    add_region("15", "Jambi", zone::wib);
    add_region("15.05", "Muaro Jambi", zone::wib);
    add_region("15.71", "Kota Jambi", zone::wib);
    add_region("91", "Papua", zone::wit);
    add_region("91.71", "Kota Jayapura", zone::wit);
    auto const add_site = [&e](std::string text, place p, std::string_view regency) {
        e.sites.emplace(text, site{text, p, code(regency), true});
    };
    add_site("PKM-1", place::puskesmas, "15.71");
    add_site("PMB-1", place::pmb, "15.71");
    add_site("IMP-1", place::imp, "15.05");
    add_site("RS-1", place::rs, "15.71");
    add_site("KB-1", place::kb_bergerak, "15.05");
    add_site("PKM-9", place::puskesmas, "91.71");
    e.target_sets.push_back(
        {"Panitia Pusat", {{region_code::nation(), 1'000'000}, {code("15"), 11'093}}, {}});
    return e;
}

// A report that every rule allows: one pil, ulang, at the midwife's.
inline domain::sent_report good_report(std::uint32_t seq = 1)
{
    return {.seq = seq,
            .site = "PMB-1",
            .service_date = 20200629,
            .date_chosen = false,
            .method = static_cast<int>(domain::method::pil),
            .category = static_cast<int>(domain::category::ulang),
            .postpartum = static_cast<int>(domain::postpartum::none),
            .partner = static_cast<int>(domain::partner::none),
            .count = 1,
            .confirmed = false,
            .device_time_ms = 1'593'399'600'000,  // 2020-06-29T03:00Z, 10.00 WIB
            .correction = {}};
}

}  // namespace sejuta::tests
