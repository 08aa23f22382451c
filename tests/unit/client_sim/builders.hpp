// SPDX-License-Identifier: Apache-2.0
// Small events, scenarios and server frames for the rehearsal's tests.
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "domain/event.hpp"
#include "plan.hpp"
#include "scenario.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::sim::testing {

inline domain::region_code region(std::string_view text)
{
    return domain::region_code::from_text(text).value();
}

inline void add_site(domain::event& event, std::string code, domain::place kind,
                     std::string_view regency)
{
    event.sites.insert_or_assign(code, domain::site{code, kind, region(regency), true});
}

// Two regencies of Jambi with one site of each kind, and published targets 60 + 40.
inline domain::event small_event()
{
    domain::event out;
    out.id = "small-2020";
    out.service_dates = {domain::service_date::from_number(20200629).value()};
    for (auto const* code : {"ID", "15", "15.71", "15.07"})
        out.regions.emplace(region(code), domain::region{region(code), code});
    for (std::string const regency : {"15.71", "15.07"})
        for (auto const& kind : domain::place_tokens)
            add_site(out, "S" + regency + "-" + std::string(kind.word), kind.value, regency);
    domain::target_set targets{"Panitia Pusat", {}, {}};
    targets.by_region = {{region("15"), 100}, {region("15.71"), 60}, {region("15.07"), 40}};
    targets.by_group[region("15")] = {{"implan+iud", 10}, {"suntik", 30}, {"kondom+pil", 60}};
    out.target_sets.push_back(targets);
    return out;
}

inline std::string scenario_text(std::string const& name)
{
    std::ifstream in(std::string(SEJUTA_SOURCE_DIR) + "/client-sim/scenarios/" + name + ".toml");
    std::ostringstream out;
    out << in.rdbuf();
    if (!in) throw std::runtime_error("no scenario " + name);
    return out.str();
}

inline scenario shipped(std::string const& name)
{
    return parse_scenario(scenario_text(name), name).value();
}

// One terminal at one site with reports of 1, 2, 3 … acceptors of pil.
inline plan plan_of(std::size_t reports)
{
    plan out;
    out.region = region("15");
    planned_terminal terminal{"sim-a", "A", region("15.71"), domain::place::pmb, {}};
    for (std::uint32_t seq = 1; seq <= reports; ++seq)
        terminal.reports.push_back({seq, 1'593'392'400'000 + seq, 20200629, domain::method::pil,
                                    domain::category::baru, domain::postpartum::none,
                                    domain::partner::none, seq, false});
    out.terminals.push_back(terminal);
    out.reports = reports;
    auto const total = static_cast<std::int64_t>(reports * (reports + 1) / 2);
    out.wanted.by_regency[region("15.71")] = total;
    out.wanted.by_group["kondom+pil"] = total;
    return out;
}

inline std::string welcome(std::vector<std::pair<std::uint32_t, std::uint32_t>> lacking = {})
{
    v1::ServerFrame frame;
    frame.mutable_welcome()->set_event("small-2020");
    for (auto const& [first, last] : lacking) {
        auto* range = frame.mutable_welcome()->add_lacking();
        range->set_first(first);
        range->set_last(last);
    }
    return frame.SerializeAsString();
}

inline std::string receipts(std::vector<std::uint32_t> seqs, std::uint64_t revision,
                            bool duplicate = false, std::uint64_t epoch = 7)
{
    v1::ServerFrame frame;
    frame.mutable_receipts()->set_epoch(epoch);
    for (auto const seq : seqs) {
        auto* one = frame.mutable_receipts()->add_receipts();
        one->set_seq(seq);
        one->set_revision(revision);
        one->set_epoch(epoch);
        one->set_duplicate(duplicate);
        one->set_service_date(20200629);
    }
    return frame.SerializeAsString();
}

inline std::string rejected(std::uint32_t seq, v1::RejectionCode code, v1::Advice advice,
                            std::uint32_t retry_after_ms = 0)
{
    v1::ServerFrame frame;
    auto* one = frame.mutable_receipts()->add_rejections();
    one->set_seq(seq);
    one->set_code(code);
    one->set_advice(advice);
    one->set_retry_after_ms(retry_after_ms);
    return frame.SerializeAsString();
}

// The seqs of a frame of reports; empty for another frame.
inline std::vector<std::uint32_t> seqs_of(std::string const& bytes)
{
    v1::TerminalFrame frame;
    std::vector<std::uint32_t> out;
    if (frame.ParseFromString(bytes))
        for (auto const& one : frame.reports().reports()) out.push_back(one.seq());
    return out;
}

}  // namespace sejuta::sim::testing
