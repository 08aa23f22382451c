// SPDX-License-Identifier: Apache-2.0
#include "totals/json.hpp"

#include "totals/achievement.hpp"
#include "totals/json_parts.hpp"
#include "totals/residue.hpp"
#include "totals/shares.hpp"

namespace sejuta::totals {
namespace {

namespace json = boost::json;

// A row for every value of the dimension: zero is a statement, a missing key is not.
template <class E>
json::object every(std::map<E, std::int64_t> const& rows)
{
    json::object out;
    for (auto const& token : domain::tokens(E{})) {
        auto const it = rows.find(token.value);
        out[token.word] = it == rows.end() ? 0 : it->second;
    }
    return out;
}

json::object methods(region_totals const& t)
{
    using domain::method;
    return {{"iud", of_method(t, method::iud)},
            {"implan", of_method(t, method::implan)},
            {"suntik", suntik_of(t)},
            {"pil", of_method(t, method::pil)},
            {"kondom", of_method(t, method::kondom)},
            {"mow", of_method(t, method::mow)},
            {"mop", of_method(t, method::mop)},
            {"mal", of_method(t, method::mal)}};
}

json::object suntik_detail(region_totals const& t)
{
    using domain::method;
    return {{"suntik_1_bulan", of_method(t, method::suntik_1_bulan)},
            {"suntik_3_bulan", of_method(t, method::suntik_3_bulan)},
            {"suntik_tidak_dirinci", of_method(t, method::suntik)}};
}

json::value target_value(std::optional<target> const& t)
{
    if (!t) return nullptr;
    return json::object{{"set", t->set}, {"value", t->acceptors}};
}

json::value percent_value(std::int64_t actual, std::optional<target> const& t)
{
    return text_or_null(t ? percent(actual, t->acceptors) : std::nullopt);
}

json::object regions(domain::event const& event, region_totals const& t)
{
    json::object out;
    for (auto const& row : t.by_region)
        out[row.code.text()] = {{"name", name_of(event, row.code)},
                                {"total", row.acceptors},
                                {"target", target_value(row.target)},
                                {"percent", percent_value(row.acceptors, row.target)},
                                {"coverage", coverage_object(row.coverage)}};
    return out;
}

json::object groups(region_totals const& t)
{
    json::object out;
    for (auto const& [group, wanted] : t.group_targets) {
        auto const total = group_of(t, group);
        out[group] = {
            {"set", wanted.set},
            {"target", wanted.acceptors},
            {"total", total ? json::value(*total) : json::value(nullptr)},
            {"percent", text_or_null(total ? percent(*total, wanted.acceptors) : std::nullopt)}};
    }
    return out;
}

json::array targets(region_totals const& t)
{
    json::array out;
    for (auto const& each : t.targets)
        out.push_back({{"set", each.set},
                       {"target", each.acceptors},
                       {"percent", text_or_null(percent(t.acceptors, each.acceptors))}});
    return out;
}

json::array finer_targets(std::vector<reached_target> const& reached)
{
    json::array out;
    for (auto const& each : reached) out.push_back(reached_object(each));
    return out;
}

json::array residues(domain::event const& event, domain::region_code region)
{
    json::array out;
    for (auto const& each : residues_of(event, region)) {
        bool const children = each.over == domain::summed_over::children;
        out.push_back({{"set", each.set},
                       {"over", children ? "children" : "method_groups"},
                       {"printed", each.printed},
                       {"summed", each.summed},
                       {"residue", each.summed - each.printed}});
    }
    return out;
}

json::array indicators(domain::event const& event)
{
    json::array out;
    for (auto const& each : event.indicators)
        out.push_back({{"name", each.name},
                       {"value", each.value},
                       {"target", each.target.empty() ? json::value() : json::value(each.target)},
                       {"better", each.lower_is_better ? "lower" : "higher"},
                       {"percent", text_or_null(percent_of(each))},
                       {"source", each.source}});
    return out;
}

json::object places(region_totals const& t)
{
    json::object out;
    for (auto const& [place, part] : t.coverage_by_place)
        out[domain::word(place)] = coverage_object(part);
    return out;
}

json::value projection_value(std::optional<projection> const& p)
{
    if (!p) return nullptr;
    return json::object{{"low", p->low},
                        {"mid", p->mid},
                        {"high", p->high},
                        {"closes_at", instant(p->closes_at_ms, domain::zone::wib)}};
}

json::object heading(moment const& of, domain::region_code region, warnings const& say)
{
    auto const zone = zone_of(of.event, region);
    return {
        {"event", of.event.id},
        {"name", of.event.name},
        {"kind", domain::word(of.kind)},
        {"rehearses", of.event.rehearses.empty() ? json::value() : json::value(of.event.rehearses)},
        {"status", domain::word(of.status)},
        {"epoch", hex(of.sequence.epoch)},
        {"sequence", of.sequence.revision},
        {"as_of", instant(of.sequence.as_of_ms, zone)},
        {"at", of.at ? instant(*of.at, zone) : json::value()},
        {"checked_at", instant(of.checked_at_ms, zone)},
        {"region", {{"code", region.text()}, {"name", name_of(of.event, region)}}},
        {"development_tokens", say.development_tokens},
        {"weaker_durability", say.weaker_durability},
        {"open_dashboards", say.open_dashboards}};
}

// Hidden counts are null, small or not.
json::value shown(bool hidden, std::int64_t acceptors)
{
    return hidden ? json::value() : json::value(acceptors);
}

json::object public_coverage(coverage const& c, bool hidden)
{
    return {{"reported", shown(hidden, c.reported)}, {"expected", c.expected}};
}

json::object public_counts(domain::event const& event, region_totals const& t)
{
    json::object by_method;
    for (auto& [key, value] : methods(t)) {
        auto const method = domain::from_word<domain::method>(std::string_view(key));
        by_method[key] = method && t.hidden_methods.contains(*method) ? json::value() : value;
    }
    json::object by_region;
    for (auto const& row : t.by_region)
        by_region[row.code.text()] = {
            {"name", name_of(event, row.code)},
            {"total", shown(row.hidden, row.acceptors)},
            {"target", target_value(row.target)},
            {"percent", row.hidden ? json::value() : percent_value(row.acceptors, row.target)},
            {"coverage", public_coverage(row.coverage, row.hidden)}};
    return {{"by_method", std::move(by_method)}, {"by_region", std::move(by_region)}};
}

// Nation or province as everybody may see it; docs/DASHBOARDS.md says why nothing else is there.
std::string public_json(moment const& of, region_totals const& t, warnings const& say)
{
    auto body = heading(of, t.code, say);
    body["public_view"] = true;
    body["total"] = shown(t.hidden, t.acceptors);
    body["target"] = target_value(t.target);
    body["percent"] = t.hidden ? json::value() : percent_value(t.acceptors, t.target);
    body["coverage"] = public_coverage(t.coverage, t.hidden);
    if (t.code.is_nation()) body["indicators"] = indicators(of.event);
    for (auto& [key, value] : public_counts(of.event, t)) body[key] = std::move(value);
    return json::serialize(body);
}

}  // namespace

std::string totals_json(moment const& of, region_totals const& t,
                        std::vector<reached_target> const& finer, warnings const& say)
{
    if (t.is_public) return public_json(of, t, say);
    auto body = heading(of, t.code, say);
    body["total"] = t.acceptors;
    body["target"] = target_value(t.target);
    body["percent"] = percent_value(t.acceptors, t.target);
    body["targets"] = targets(t);
    body["finer_targets"] = finer_targets(finer);
    body["residues"] = residues(of.event, t.code);
    body["coverage"] = coverage_object(t.coverage);
    body["coverage_by_place"] = places(t);
    body["projection"] = projection_value(t.projection);
    if (t.code.is_nation()) body["indicators"] = indicators(of.event);
    body["by_method"] = methods(t);
    body["suntik_detail"] = suntik_detail(t);
    body["mkjp"] = {{"total", mkjp_of(t)},
                    {"percent", text_or_null(percent(mkjp_of(t), t.acceptors))}};
    body["by_category"] = every(t.by_category);
    body["by_postpartum"] = every(t.by_postpartum);
    body["by_place"] = every(t.by_place);
    body["by_partner"] = every(t.by_partner);
    body["group_targets"] = groups(t);
    body["by_region"] = regions(of.event, t);
    return json::serialize(body);
}

std::optional<std::string> totals_json(board const& from, domain::region_code region,
                                       warnings const& say)
{
    auto const found = from.totals_of(region);
    if (!found) return std::nullopt;
    std::vector<reached_target> finer;
    if (has_finer_target(from.event(), region.text()))
        finer = targets_of(from.event(), region.text(), of_region(from, region));
    return totals_json(from.moment(), *found, finer, say);
}

}  // namespace sejuta::totals
