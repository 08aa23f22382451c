// SPDX-License-Identifier: Apache-2.0
// A small good event in a directory of its own, so that a test can spoil one thing and look at the
// faults. The directory is removed with the object.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/event_loader.hpp"

namespace sejuta::catalogue {

class event_directory {
public:
    event_directory()
    {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "sejuta-event-XXXXXX").string();
        if (!::mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp failed");
        root_ = pattern;
        std::filesystem::create_directories(root_ / "events/x");
        std::filesystem::create_directories(root_ / "regions");
        std::filesystem::copy(SEJUTA_SOURCE_DIR "/data/regions/2020-06", root_ / "regions/2020-06",
                              std::filesystem::copy_options::recursive);
        write("event.toml", good_toml);
        write("targets.csv", good_targets);
        write("sites.csv", good_sites);
    }
    ~event_directory() { std::filesystem::remove_all(root_); }
    event_directory(event_directory const&) = delete;
    event_directory& operator=(event_directory const&) = delete;

    std::filesystem::path path() const { return root_ / "events/x"; }
    std::filesystem::path regions() const { return root_ / "regions/2020-06"; }

    void write(std::string const& name, std::string_view text) const
    {
        std::ofstream(path() / name, std::ios::binary) << text;
    }
    void remove(std::string const& name) const { std::filesystem::remove(path() / name); }

    // Replaces the one occurrence of a text in a file, by its path from the event's directory.
    void replace(std::string const& name, std::string_view before, std::string_view after) const
    {
        std::ifstream in(path() / name, std::ios::binary);
        std::string text(std::istreambuf_iterator<char>(in), {});
        auto const at = text.find(before);
        if (at == std::string::npos) throw std::runtime_error("nothing to replace in " + name);
        write(name, text.replace(at, before.size(), after));
    }

    // The faults, with paths from the directory above events/ and regions/; empty where it loads.
    std::vector<std::string> faults() const
    {
        auto const result = load_event(path());
        if (result) return {};
        auto lines = result.error().lines;
        for (auto& line : lines)
            if (line.starts_with(root_.string() + '/')) line.erase(0, root_.string().size() + 1);
        return lines;
    }

    static constexpr std::string_view good_toml = R"(id = "latihan-2020"
name = "Latihan"
kind = "rehearsal"
initial_status = "open"
service_dates = [2020-06-29]
deadline = 2020-06-29T22:00:00+07:00
ceiling = 500
regions = "../../regions/2020-06"
targets = "targets.csv"
sites = "sites.csv"
rehearses = "harganas-27"
[clock]
starts_at = 2020-06-29T07:00:00+07:00
ends_at = 2020-06-29T22:00:00+07:00
speed = 900
)";
    static constexpr std::string_view good_targets =
        "set,code_system,code,name,method_group,target\n"
        "Panitia Pusat,kemendagri,ID,Indonesia,,1000000\n"
        "Panitia Pusat,kemendagri,15,Jambi,,11093\n"
        "Panitia Pusat,kemendagri,15.06,Tanjung Jabung Barat,,590\n"
        "Panitia Pusat,kemendagri,15.07,Tanjung Jabung Timur,,1055\n"
        "Panitia Pusat,kemendagri,15.08,Bungo,,1185\n"
        "Panitia Pusat,kemendagri,15.09,Tebo,,740\n"
        "Panitia Pusat,kemendagri,15.71,Kota Jambi,,556\n"
        "Panitia Pusat,kemendagri,15,Jambi,suntik,3702\n";
    static constexpr std::string_view good_sites =
        "code,name,kind,regency,district,expected\n"
        "S1571-PKM-001,,puskesmas,15.71,,yes\n"
        "S1571-PMB-001,,pmb,15.71,,yes\n"
        "S1508-IMP-001,,imp,15.08,,no\n";

private:
    std::filesystem::path root_;
};

}  // namespace sejuta::catalogue
