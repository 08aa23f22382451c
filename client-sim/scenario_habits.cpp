// SPDX-License-Identifier: Apache-2.0
// The optional tables of a scenario: how reports come, what people do besides, over which networks,
// and who looks on.
#include <algorithm>

#include "scenario_table.hpp"

namespace sejuta::sim {
namespace {

void read_load(load_model& out, table const& from)
{
    from.allow({"model", "connections", "window", "frame_reports"});
    auto const model = from.text("model");
    if (model != "open" && model != "closed")
        throw refusal{from.at("model") + " is " + in_quotes(model) +
                      "; it is \"open\" or \"closed\"."};
    out.closed = model == "closed";
    if (!out.closed) {
        for (auto const* key : {"connections", "window", "frame_reports"})
            if (from.has(key))
                throw refusal{from.at(key) + " is for model \"closed\" only; take it out."};
        return;
    }
    out.connections = static_cast<std::size_t>(from.whole_between("connections", 1, 60'000));
    out.window = static_cast<std::size_t>(from.whole_between("window", 1, 1'024));
    if (from.has("frame_reports"))
        out.frame_reports = static_cast<std::size_t>(from.whole_between("frame_reports", 1, 64));
    if (out.frame_reports > out.window)
        throw refusal{from.at("frame_reports") + " is " + std::to_string(out.frame_reports) +
                      "; a frame holds at most the window, " + std::to_string(out.window) + "."};
}

void read_customs(habits& out, table const& from)
{
    from.allow({"batching", "corrections", "fat_fingers", "voids", "corrected_after_minutes",
                "errors", "close_day"});
    if (from.has("batching")) {
        auto const batching = from.inner("batching");
        batching.allow({"share", "every_minutes"});
        out.batching_share = batching.between("share", 0, 1);
        out.batching_minutes = static_cast<int>(batching.whole_between("every_minutes", 1, 600));
    }
    auto const share = [&](char const* key, double& into, double most) {
        if (from.has(key)) into = from.between(key, 0, most);
    };
    share("corrections", out.corrections_share, 0.3);
    share("fat_fingers", out.fat_fingers_share, 0.3);
    share("voids", out.voids_share, 0.3);
    share("errors", out.errors_share, 0.3);
    if (from.has("corrected_after_minutes"))
        out.corrected_after_minutes =
            static_cast<int>(from.whole_between("corrected_after_minutes", 1, 600));
    if (!from.has("close_day")) return;
    auto const close = from.inner("close_day");
    close.allow({"share", "at"});
    out.close_day_share = close.between("share", 0, 1);
    out.close_day_minute = read_minute(close, "at");
}

void read_outage(network& out, table const& from)
{
    from.allow({"from", "to"});
    out.outage_from_minute = read_minute(from, "from");
    out.outage_to_minute = read_minute(from, "to");
    if (out.outage_to_minute <= out.outage_from_minute)
        throw refusal{from.at("to") + " must be after " + from.at("from") + "."};
}

network read_network(table const& from)
{
    from.allow({"name", "share", "delay_ms", "drop_every_minutes", "silent_every_minutes",
                "duplicates", "skew_seconds", "outage"});
    network out;
    out.name = from.text("name");
    out.share = from.number("share");
    if (from.has("delay_ms"))
        std::tie(out.delay_from_ms, out.delay_to_ms) = from.range("delay_ms", 0, 10'000);
    if (from.has("drop_every_minutes"))
        out.drop_every_minutes = from.between("drop_every_minutes", 1, 100'000);
    if (from.has("silent_every_minutes"))
        out.silent_every_minutes = from.between("silent_every_minutes", 1, 100'000);
    if (from.has("duplicates")) out.duplicates = from.between("duplicates", 0, 1);
    if (from.has("skew_seconds"))
        std::tie(out.skew_from_seconds, out.skew_to_seconds) =
            from.range("skew_seconds", -86'400, 86'400);
    if (from.has("outage")) read_outage(out, from.inner("outage"));
    return out;
}

anomaly read_anomaly(table const& from)
{
    from.allow({"kind", "sites"});
    auto const kind = from.text("kind");
    auto const sites = static_cast<std::size_t>(from.whole_between("sites", 1, 1'000));
    if (kind == "jump") return {anomaly_kind::jump, sites};
    if (kind == "round_numbers") return {anomaly_kind::round_numbers, sites};
    if (kind == "night_burst") return {anomaly_kind::night_burst, sites};
    throw refusal{from.at("kind") + " is " + in_quotes(kind) +
                  "; it is \"jump\", \"round_numbers\" or \"night_burst\"."};
}

void read_terminals(scenario& out, table const& from)
{
    from.allow({"connect_ahead_seconds", "hang_up_after_seconds"});
    if (from.has("connect_ahead_seconds"))
        out.connect_ahead_seconds = from.between("connect_ahead_seconds", 0, 60);
    if (from.has("hang_up_after_seconds"))
        out.hang_up_after_seconds = from.between("hang_up_after_seconds", 0.01, 3'600);
}

void read_viewers(scenario& out, table const& from)
{
    from.allow({"count"});
    out.viewers = static_cast<std::size_t>(from.whole_between("count", 1, 10'000));
}

storm read_storm(table const& from)
{
    from.allow({"at", "share"});
    return {read_minute(from, "at"), from.between("share", 0, 1)};
}

}  // namespace

void read_habits(scenario& out, table const& root)
{
    if (root.has("load")) read_load(out.load, root.inner("load"));
    for (auto const* key : {"habits", "anomalies", "networks", "storms", "terminals"})
        if (out.load.closed && root.has(key))
            throw refusal{root.at(key) + " is for the open model; a closed loop has none."};
    if (root.has("habits")) read_customs(out.habits, root.inner("habits"));
    if (root.has("terminals")) read_terminals(out, root.inner("terminals"));
    if (root.has("viewers")) read_viewers(out, root.inner("viewers"));
    if (root.has("anomalies"))
        for (auto const& item : root.list("anomalies")) out.anomalies.push_back(read_anomaly(item));
    if (root.has("storms"))
        for (auto const& item : root.list("storms")) out.storms.push_back(read_storm(item));
    if (!root.has("networks")) return;
    double sum = 0;
    for (auto const& item : root.list("networks")) {
        out.networks.push_back(read_network(item));
        sum += out.networks.back().share;
    }
    if (sum <= 0) throw refusal{root.at("networks") + ": the shares add up to 0."};
}

}  // namespace sejuta::sim
