// SPDX-License-Identifier: Apache-2.0
// How readiness is told: JSON for programs and the desk, a table for a terminal.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/readiness.hpp"

namespace sejuta::app {
namespace {

namespace json = boost::json;

json::object step_json(readiness_step const& of)
{
    json::array missing;
    for (auto const& code : of.first_missing) missing.emplace_back(code);
    return {{"done", of.done}, {"lacking", of.lacking}, {"first_missing", std::move(missing)}};
}

json::object province_json(province_readiness const& of)
{
    json::object out{{"code", of.code.text()},
                     {"name", of.name},
                     {"go", of.go},
                     {"expected", of.expected},
                     {"target", nullptr},
                     {"enrolled", step_json(of.enrolled)},
                     {"seen", step_json(of.seen)},
                     {"rehearsed", step_json(of.rehearsed)}};
    if (of.target) out["target"] = *of.target;
    return out;
}

// The first step that lacks something, as it stands at the end of a province's line.
std::string lacking_text(province_readiness const& of)
{
    if (of.expected == 0) return "no expected site";
    for (auto const& [words, step] :
         {std::pair{"not enrolled", &of.enrolled}, std::pair{"not seen", &of.seen},
          std::pair{"not rehearsed", &of.rehearsed}}) {
        if (step->lacking == 0) continue;
        std::string codes;
        for (auto const& code : step->first_missing) codes += ' ' + code;
        return fmt::format("{}:{}{}", words, codes,
                           step->lacking > step->first_missing.size() ? " ..." : "");
    }
    return {};
}

}  // namespace

std::string to_json(readiness const& of)
{
    json::array checks;
    for (auto const& each : of.checks)
        checks.push_back(json::object{{"name", each.name}, {"go", each.go}, {"text", each.text}});
    json::array provinces;
    for (auto const& each : of.provinces) provinces.push_back(province_json(each));
    return json::serialize(json::object{{"event", of.event},
                                        {"go", of.go},
                                        {"checks", std::move(checks)},
                                        {"provinces", std::move(provinces)}});
}

std::string to_table(readiness const& of)
{
    auto const verdict = [](bool go) { return go ? "go" : "NO-GO"; };
    std::string out;
    for (auto const& each : of.checks)
        out += fmt::format("{:<6} {:<11} {}\n", verdict(each.go), each.name, each.text);
    out += fmt::format("\n{:<6} {:<4} {:<26} {:>8} {:>8} {:>8} {:>9}\n", "", "code", "province",
                       "expected", "enrolled", "seen", "rehearsed");
    for (auto const& each : of.provinces) {
        auto line = fmt::format("{:<6} {:<4} {:<26} {:>8} {:>8} {:>8} {:>9}  {}", verdict(each.go),
                                each.code.text(), each.name, each.expected, each.enrolled.done,
                                each.seen.done, each.rehearsed.done, lacking_text(each));
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out + fmt::format("\n{}: {}\n", of.event, verdict(of.go));
}

}  // namespace sejuta::app
