// SPDX-License-Identifier: Apache-2.0
// See locate.hpp.
#include "locate.hpp"

#include <fstream>
#include <sstream>

namespace sejuta::sim {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> text_of(fs::path const& file)
{
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return std::nullopt;
    return text.str();
}

base::checked<located_scenario> load_scenario(fs::path const& file,
                                              std::vector<fs::path> const& folders)
{
    auto const text = text_of(file);
    if (!text) return base::fault{"Scenario " + file.string() + " cannot be read."};
    auto const others = [&](std::string const& name) -> std::optional<std::string> {
        if (auto found = text_of(file.parent_path() / (name + ".toml"))) return found;
        for (auto const& folder : folders)
            if (auto found = text_of(folder / (name + ".toml"))) return found;
        return std::nullopt;
    };
    auto parsed = parse_scenario(*text, file.string(), others);
    if (!parsed) return parsed.error();
    return located_scenario{std::move(*parsed), file};
}

}  // namespace

std::vector<fs::path> scenario_folders()
{
    std::vector<fs::path> out{fs::path("client-sim") / "scenarios"};
    std::error_code unknown;
    auto const program = fs::read_symlink("/proc/self/exe", unknown);
    if (unknown) return out;
    auto const bin = program.parent_path();
    // build/<preset>/bin/sejuta-sim in a checkout, <prefix>/bin/sejuta-sim installed.
    auto const checkout = bin.parent_path().parent_path().parent_path();
    out.push_back(checkout / "client-sim" / "scenarios");
    out.push_back(bin.parent_path() / "share" / "sejuta" / "scenarios");
    return out;
}

base::checked<located_scenario> find_scenario(std::string const& wanted,
                                              std::vector<fs::path> const& folders)
{
    std::error_code unreadable;
    if (wanted.ends_with(".toml") || wanted.find('/') != std::string::npos) {
        if (fs::is_regular_file(wanted, unreadable)) return load_scenario(wanted, folders);
        return base::fault{"There is no scenario file " + wanted + "."};
    }
    std::string looked;
    for (auto const& folder : folders) {
        auto const file = folder / (wanted + ".toml");
        if (fs::is_regular_file(file, unreadable)) return load_scenario(file, folders);
        looked += (looked.empty() ? "" : ", ") + folder.string();
    }
    return base::fault{"There is no scenario \"" + wanted + "\" in " + looked +
                       "; give --scenarios DIR or a path."};
}

base::checked<located_event> find_event(fs::path const& scenario_file, std::string const& directory)
{
    std::error_code unreadable;
    auto const is_event = [&](fs::path const& folder) {
        return fs::is_regular_file(folder / "event.toml", unreadable);
    };
    if (is_event(directory)) return located_event{directory};
    for (auto above = fs::absolute(scenario_file, unreadable).parent_path();
         above.has_relative_path(); above = above.parent_path())
        if (is_event(above / directory)) return located_event{above / directory};
    return base::fault{"There is no event directory " + directory +
                       " (a folder with event.toml); give --event DIR."};
}

}  // namespace sejuta::sim
