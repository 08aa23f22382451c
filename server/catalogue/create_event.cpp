// SPDX-License-Identifier: Apache-2.0
#include "catalogue/create_event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "base/limits.hpp"
#include "catalogue/csv_writer.hpp"
#include "catalogue/directory.hpp"
#include "catalogue/event_loader.hpp"

namespace sejuta::catalogue {
namespace {

namespace fs = std::filesystem;
using domain::service_date;

constexpr auto million = 1'000'000;

std::string quoted_toml(std::string_view text)
{
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + '"';
}

service_date next(service_date day)
{
    using namespace std::chrono;
    auto const n = day.number();
    year_month_day const after(
        sys_days(year(static_cast<int>(n / 10'000)) / (n / 100 % 100) / (n % 100)) + days(1));
    return *service_date::from_number(
        static_cast<std::uint32_t>(static_cast<int>(after.year())) * 10'000 +
        static_cast<unsigned>(after.month()) * 100 + static_cast<unsigned>(after.day()));
}

// The days of "2026-06-29" or "2026-06-16..2026-06-30"; nothing where it is neither.
std::optional<std::vector<service_date>> days_of(std::string const& text)
{
    auto const dots = text.find("..");
    auto const first = service_date::from_text(text.substr(0, dots));
    auto const last =
        dots == std::string::npos ? first : service_date::from_text(text.substr(dots + 2));
    if (!first || !last || *last < *first) return std::nullopt;
    std::vector<service_date> days{*first};
    while (days.back() < *last && days.size() <= limits::service_dates_max)
        days.push_back(next(days.back()));
    return days;
}

std::string dates_toml(std::vector<std::string> const& given, faults& found)
{
    std::string out = "[";
    std::size_t count = 0;
    for (auto const& text : given) {
        auto const days = days_of(text);
        if (!days)
            found.in_file("date \"" + text + '"', "a day like 2026-06-29, or first..last");
        else
            for (auto const day : *days)
                out += (count++ == 0 ? "" : count % 6 == 1 ? ",\n    " : ", ") + day.text();
    }
    return out + ']';
}

std::string event_toml(fs::path const& dir, new_event const& from, faults& found)
{
    if (from.deadline.find_first_not_of("0123456789-:.TZ+") != std::string::npos)
        found.in_file("deadline \"" + from.deadline + '"',
                      "a time with its offset, like 2026-06-29T22:00:00+07:00");
    std::error_code failed;
    auto const regions = fs::proximate(fs::absolute(from.regions), fs::absolute(dir), failed);
    auto out = fmt::format(
        "# SPDX-License-Identifier: Apache-2.0\n"
        "id = {}\nname = {}\nkind = \"{}\"\n",
        quoted_toml(from.id), quoted_toml(from.name), domain::word(from.kind));
    if (!from.rehearses.empty())
        out += fmt::format("rehearses = {}\n", quoted_toml(from.rehearses));
    out += fmt::format(
        "initial_status = \"draft\"\nservice_dates = {}\ndeadline = {}\n"
        "ceiling = 500 # acceptors in one report that ask twice; 0 for none\n"
        "regions = {}\ntargets = \"targets.csv\"\nsites = \"sites.csv\"\n",
        dates_toml(from.days, found), from.deadline, quoted_toml(regions.string()));
    return out;
}

std::string targets_csv(new_event const& from, region_set const& regions)
{
    std::vector<target_row> rows;
    if (from.harganas)
        rows.push_back(
            {"Panitia Pusat", "ID", regions.regions.begin()->second.name, "", 0, "", million, ""});
    return format_targets(rows, regions.code_system);
}

// The million and every province as a table for `sejuta target import`, with the provinces' numbers
// left to be filled in.
std::string targets_form(region_set const& regions)
{
    csv_writer form({"code_system", "code", "name", "target"});
    for (auto const& [code, region] : regions.regions)
        if (!code.is_regency())
            form.row({regions.code_system, code.text(), region.name,
                      code.is_nation() ? std::to_string(million) : ""});
    return form.text();
}

std::optional<base::fault> write_all(fs::path const& dir, new_event const& from,
                                     std::string const& toml, region_set const& regions)
{
    std::vector<std::pair<fs::path, std::string>> files{
        {"sites.csv", format_sites({})},
        {"targets.csv", targets_csv(from, regions)},
        {"event.toml", toml},
    };
    if (from.harganas) files.insert(files.begin(), {"targets-form.csv", targets_form(regions)});
    for (auto const& [name, text] : files)
        if (auto const written = replace_file(dir / name, text); !written) return written.error();
    return std::nullopt;
}

}  // namespace

loaded<domain::event_ptr> create_event(fs::path const& dir, new_event const& from)
{
    faults found;
    auto const regions = read_region_set(from.regions, found);
    auto const toml = event_toml(dir, from, found);
    std::error_code failed;
    if (fs::exists(dir, failed)) found.in_file(dir.string(), "is there already; name a new one");
    if (!found.none()) return found.take();
    fs::create_directories(dir, failed);
    if (failed) {
        found.in_file(dir.string(), "cannot be made: " + failed.message());
        return found.take();
    }
    if (auto const trouble = write_all(dir, from, toml, regions)) {
        found.in_file(dir.string(), trouble->sentence);
        fs::remove_all(dir, failed);
        return found.take();
    }
    auto made = load_event(dir);
    if (!made) fs::remove_all(dir, failed);
    return made;
}

fs::path find_region_set(std::string const& name, fs::path const& event)
{
    std::error_code failed;
    auto const beside = fs::absolute(event, failed).parent_path().parent_path() / "regions" / name;
    for (auto const& place : {fs::path(name), beside, fs::path("data/regions") / name})
        if (fs::exists(place / "set.toml", failed)) return place.lexically_normal();
    return {};
}

}  // namespace sejuta::catalogue
