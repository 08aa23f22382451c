// SPDX-License-Identifier: Apache-2.0
// Reads a scenario file. Every refusal names file, key, the value found and the rule; an unknown
// key is refused too, since a misspelt one would silently change what is rehearsed.
#include "scenario.hpp"

#include "scenario_table.hpp"

namespace sejuta::sim {
namespace {

template <class E>
shares<E> read_shares(table const& from)
{
    shares<E> out;
    double sum = 0;
    // In the order of the dimension's own table: TOML's order is alphabetical and means nothing.
    for (auto const& row : domain::tokens(E{})) {
        if (!from.has(row.word)) continue;
        out.emplace_back(row.value, from.number(row.word));
        sum += out.back().second;
    }
    for (auto const& key : from.keys())
        if (!domain::from_word<E>(key)) throw refusal{from.at(key) + " is no value of its kind."};
    if (sum <= 0) throw refusal{"the shares of " + from.at("") + " add up to 0."};
    return out;
}

domain::region_code read_region(table const& from, std::string_view key, std::string const& text)
{
    auto const code = domain::region_code::from_text(text);
    if (!code)
        throw refusal{from.at(key) + " has " + in_quotes(text) +
                      "; a region is \"15\" or \"15.07\"."};
    return *code;
}

void read_amounts(scenario& out, table const& from)
{
    from.allow({"from", "target_set", "by_method", "regency_weights"});
    auto const kind = from.text("from");
    if (kind != "targets" && kind != "result")
        throw refusal{from.at("from") + " is " + in_quotes(kind) +
                      "; it is \"targets\" or \"result\"."};
    out.from_targets = kind == "targets";
    if (out.from_targets) {
        if (from.has("by_method") || from.has("regency_weights"))
            throw refusal{from.at("from") + " is \"targets\": the amounts stand in the event."};
        if (from.has("target_set")) out.target_set = from.text("target_set");
        return;
    }
    auto const by_method = from.inner("by_method");
    for (auto const& key : by_method.keys()) out.by_group.emplace(key, by_method.whole(key));
    if (!from.has("regency_weights")) return;
    auto const weights = from.inner("regency_weights");
    for (auto const& key : weights.keys())
        out.regency_weights.emplace(read_region(weights, key, key), weights.number(key));
}

void read_clients(scenario& out, table const& root)
{
    auto const methods = root.inner("methods");
    for (auto const& group : methods.keys())
        out.methods_of_group.emplace(group, read_shares<domain::method>(methods.inner(group)));
    out.categories = read_shares<domain::category>(root.inner("categories"));
    out.postpartums = read_shares<domain::postpartum>(root.inner("postpartum"));
    out.places = read_shares<domain::place>(root.inner("places"));
    out.partners = read_shares<domain::partner>(root.inner("partners"));
    for (auto const& item : root.list("sizes")) {
        item.allow({"from", "to", "share"});
        auto const first = item.whole("from");
        auto const last = item.whole("to");
        if (first < 1 || last < first || last > 10'000)
            throw refusal{item.at("from") + ": a report has 1 to 10,000 acceptors, from <= to."};
        out.sizes.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last),
                             item.number("share")});
    }
}

void read_day(scenario& out, table const& root)
{
    for (auto const& item : root.list("day")) {
        item.allow({"from", "to", "share"});
        day_part const part{read_minute(item, "from"), read_minute(item, "to"),
                            item.number("share")};
        int const earliest = out.day.empty() ? 0 : out.day.back().to_minute;
        if (part.to_minute <= part.from_minute || part.from_minute < earliest)
            throw refusal{item.at("from") + ": the parts of the day must ascend."};
        out.day.push_back(part);
    }
    auto const tail = root.inner("tail");
    tail.allow({"share", "until_wib"});
    out.tail_share = tail.number("share");
    out.tail_until_wib_minute = read_minute(tail, "until_wib");
    // The window closes earliest in WIB time where the zone is two hours ahead; the tail must
    // still lie after it in WIB itself.
    if (out.tail_share > 1 || out.tail_until_wib_minute < out.day.back().to_minute)
        throw refusal{tail.at("share") + " is at most 1 and the tail ends after the window."};
}

thresholds read_thresholds(table const& from)
{
    from.allow({"receipt_p95_ms", "receipt_p99_ms", "rejections_max", "freshness_p99_ms",
                "receipts_per_second_min"});
    thresholds out;
    if (from.has("receipt_p95_ms")) out.receipt_p95_ms = from.number("receipt_p95_ms");
    if (from.has("receipt_p99_ms")) out.receipt_p99_ms = from.number("receipt_p99_ms");
    if (from.has("rejections_max"))
        out.rejections_max = static_cast<std::uint64_t>(from.whole("rejections_max"));
    if (from.has("freshness_p99_ms")) out.freshness_p99_ms = from.number("freshness_p99_ms");
    if (from.has("receipts_per_second_min"))
        out.receipts_per_second_min = from.number("receipts_per_second_min");
    return out;
}

double sum_of_shares(auto const& parts)
{
    double sum = 0;
    for (auto const& part : parts) sum += part.share;
    return sum;
}

scenario read(table const& root)
{
    root.allow({"name",      "title_id",   "title",      "event",   "region",   "amounts",
                "methods",   "categories", "postpartum", "places",  "partners", "sizes",
                "day",       "tail",       "thresholds", "load",    "pace",     "habits",
                "anomalies", "networks",   "storms",     "viewers", "terminals"});
    scenario out;
    out.name = root.text("name");
    out.title = root.text("title");
    out.title_id = root.has("title_id") ? root.text("title_id") : out.title;
    out.event_directory = root.text("event");
    out.region = read_region(root, "region", root.text("region"));
    if (root.has("pace")) out.pace = root.text("pace");
    read_amounts(out, root.inner("amounts"));
    read_clients(out, root);
    read_day(out, root);
    if (sum_of_shares(out.sizes) <= 0 || sum_of_shares(out.day) <= 0)
        throw refusal{"the shares of \"sizes\" and of \"day\" must not all be 0."};
    if (root.has("thresholds")) out.thresholds = read_thresholds(root.inner("thresholds"));
    read_habits(out, root);
    return out;
}

// What the file has beside `extends` replaces the other scenario's, key by key.
toml::table overlaid(toml::table file, scenario_texts const& others)
{
    if (!file.contains("extends")) return file;
    auto const name = table(file, "").text("extends");
    auto const text = others ? others(name) : std::nullopt;
    if (!text)
        throw refusal{in_quotes("extends") + " is " + in_quotes(name) +
                      "; there is no such scenario beside it."};
    auto base = toml::parse(*text, name);
    if (base.contains("extends"))
        throw refusal{in_quotes("extends") + " is " + in_quotes(name) +
                      ", which extends another one itself; one step is allowed."};
    file.erase("extends");
    for (auto&& [key, value] : file) base.insert_or_assign(key, value);
    return base;
}

}  // namespace

base::checked<scenario> parse_scenario(std::string_view text, std::string const& origin,
                                       scenario_texts const& others)
{
    try {
        auto const whole = overlaid(toml::parse(text, origin), others);
        return read(table(whole, ""));
    } catch (toml::parse_error const& wrong) {
        auto const where = wrong.source().begin;
        return base::fault{origin + ":" + std::to_string(where.line) + ": " +
                           std::string(wrong.description())};
    } catch (refusal const& wrong) {
        return base::fault{origin + ": " + wrong.sentence};
    }
}

}  // namespace sejuta::sim
