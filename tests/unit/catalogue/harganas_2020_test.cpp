// SPDX-License-Identifier: Apache-2.0
// The event that ships: its directory loads, and its figures are the published ones.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "catalogue/csv.hpp"
#include "catalogue/directory.hpp"
#include "catalogue/event_loader.hpp"
#include "catalogue/region_set.hpp"
#include "catalogue/targets.hpp"
#include "totals/achievement.hpp"

namespace sejuta::catalogue {
namespace {

using domain::region_code;

region_code at(char const* code)
{
    return *region_code::from_text(code);
}

std::string all(fault_list const& list)
{
    std::string out;
    for (auto const& line : list.lines) out += line + '\n';
    return out;
}

std::filesystem::path const data = SEJUTA_SOURCE_DIR "/data";

class harganas_2020 : public testing::Test {
protected:
    void SetUp() override
    {
        auto loaded = load_event(data / "events/harganas-2020");
        ASSERT_TRUE(loaded.has_value()) << all(loaded.error());
        event_ = *loaded;
    }

    domain::target_set const& set(std::size_t at) const { return event_->target_sets.at(at); }

    domain::event_ptr event_;
};

TEST_F(harganas_2020, is_a_rehearsal_of_the_29th_of_june_with_a_fast_clock)
{
    EXPECT_EQ(event_->id, "harganas-2020");
    EXPECT_EQ(event_->name, "Harganas 27 · 29 Juni 2020");
    EXPECT_EQ(event_->kind, domain::event_kind::rehearsal);
    EXPECT_EQ(event_->initial_status, domain::event_status::open);
    ASSERT_EQ(event_->service_dates.size(), 1U);
    EXPECT_EQ(event_->service_dates[0].text(), "2020-06-29");
    EXPECT_EQ(event_->ceiling, 500U);
    EXPECT_EQ(event_->clock.starts_at_ms, 1'593'388'800'000);  // 2020-06-29T00:00Z
    EXPECT_EQ(event_->clock.ends_at_ms, 1'593'442'800'000);    // 2020-06-29T15:00Z
    EXPECT_EQ(event_->deadline_ms, 1'593'442'800'000);
    EXPECT_EQ(event_->clock.speed, 900.0);
}

TEST_F(harganas_2020, has_the_regions_of_2020_with_their_zones)
{
    EXPECT_EQ(event_->region_set, "kemendagri-2020-06");
    EXPECT_EQ(event_->regions.size(), 1U + 34U + 514U);
    EXPECT_EQ(event_->find_region(at("15.71"))->name, "Kota Jambi");
    EXPECT_EQ(event_->find_region(at("15.71"))->zone, domain::zone::wib);
    EXPECT_EQ(event_->find_region(at("15.08"))->name, "Bungo");
    EXPECT_EQ(event_->find_region(at("51.71"))->zone, domain::zone::wita);
    EXPECT_EQ(event_->find_region(at("91.01"))->name, "Merauke");
    EXPECT_EQ(event_->find_region(at("91.01"))->zone, domain::zone::wit);
    EXPECT_EQ(event_->find_region(at("93.01")), nullptr);
}

TEST_F(harganas_2020, has_jambis_tree_under_the_million)
{
    EXPECT_EQ(set(0).name, "Panitia Pusat");
    EXPECT_EQ(set(0).by_region.at(region_code::nation()), 1'000'000);
    std::int64_t regencies = 0;
    for (auto const& [code, target] : set(0).by_region)
        if (code.parent() == at("15") && code.is_regency()) regencies += target;
    EXPECT_EQ(regencies, 11'093);
    EXPECT_EQ(set(0).by_region.at(at("15")), 11'093);
    EXPECT_EQ(set(0).by_region.at(at("15.07")), 1'055);
    auto const& groups = set(0).by_group.at(at("15"));
    EXPECT_EQ(groups.at("implan+iud"), 831);
    EXPECT_EQ(groups.at("suntik"), 3'702);
    EXPECT_EQ(groups.at("kondom+pil"), 6'560);
}

TEST_F(harganas_2020, keeps_the_other_published_sets_apart)
{
    ASSERT_EQ(event_->target_sets.size(), 4U);
    EXPECT_EQ(set(0).by_region.at(at("32")), 418'224);
    EXPECT_EQ(set(1).name, "Provinsi");
    EXPECT_EQ(set(1).by_region.at(at("32")), 454'226);
    EXPECT_EQ(set(2).name, "BKKBN rincian");
    EXPECT_EQ(set(2).by_region.at(region_code::nation()), 1'375'321);
    EXPECT_EQ(set(3).name, "MURI");
    EXPECT_EQ(set(3).by_region.at(region_code::nation()), 1'373'902);
}

TEST_F(harganas_2020, shows_the_residue_and_leaves_the_figures_as_printed)
{
    auto const& residues = event_->residues;
    ASSERT_EQ(residues.size(), 3U);
    EXPECT_EQ(residues[0].region, at("15"));
    EXPECT_EQ(residues[0].over, domain::summed_over::children);
    EXPECT_EQ(residues[0].summed, residues[0].printed);
    EXPECT_EQ(residues[1].over, domain::summed_over::method_groups);
    EXPECT_EQ(residues[1].summed, 11'093);
    EXPECT_EQ(residues[2].set, "BKKBN rincian");
    EXPECT_EQ(residues[2].printed, 1'375'321);
    EXPECT_EQ(residues[2].summed, 1'375'322);
}

TEST_F(harganas_2020, has_all_five_kinds_of_site_in_each_regency_of_jambi_and_jawa_barat)
{
    std::map<region_code, std::set<domain::place>> kinds;
    for (auto const& [code, site] : event_->sites) {
        EXPECT_TRUE(site.expected) << code;
        kinds[site.regency].insert(site.place);
    }
    EXPECT_EQ(kinds.size(), 11U + 27U);
    for (auto const& [code, seen] : kinds) EXPECT_EQ(seen.size(), 5U) << code.text();
    auto const* pmb = event_->find_site("S1571-PMB-003");
    ASSERT_NE(pmb, nullptr);
    EXPECT_EQ(event_->zone_of(*pmb), domain::zone::wib);
}

TEST(events, that_ship_all_load_under_the_name_of_their_directory)
{
    std::size_t count = 0;
    for (auto const& entry : std::filesystem::directory_iterator(data / "events")) {
        if (!entry.is_directory()) continue;
        auto const loaded = load_event(entry.path());
        ASSERT_TRUE(loaded.has_value()) << all(loaded.error());
        EXPECT_EQ((*loaded)->id, entry.path().filename().string());
        // Of a real event the organisers bring the register.
        EXPECT_EQ((*loaded)->sites.empty(), (*loaded)->kind == domain::event_kind::real);
        ++count;
    }
    EXPECT_GE(count, 5U);
}

TEST(events, of_several_days_keep_their_dates_and_target)
{
    auto const pekan = load_event(data / "events/pekan-kb-2023").value();
    EXPECT_EQ(pekan->service_dates.size(), 13U);
    EXPECT_EQ(pekan->target_sets.at(0).by_region.at(region_code::nation()), 1'256'052);
    auto const serang = load_event(data / "events/grebek-serang-2023").value();
    EXPECT_EQ(serang->service_dates.size(), 31U);
    EXPECT_EQ(serang->target_sets.at(0).by_region.at(at("36.04")), 625);
}

TEST(events, reproduce_the_published_percentages_of_their_results)
{
    faults found;
    auto const rows =
        read_csv((data / "sources/events-published.csv").string(),
                 {{"event", "region", "result", "printed_percent"},
                  {"first_day", "last_day", "reports_until", "as_of", "target", "source"}},
                 found);
    std::map<std::string, std::string> const directories{
        {"Harganas 27 national", "harganas-2020"},
        {"Pekan KB Nov 2023 national", "pekan-kb-2023"},
        {"Grebek MKJP Serang", "grebek-serang-2023"}};
    std::map<std::string, std::string> percents;
    for (auto const& row : rows) {
        auto const directory = directories.find(row.fields[0]);
        if (directory == directories.end()) continue;
        auto const event = load_event(data / "events" / directory->second).value();
        auto const target = event->target_sets.at(0).by_region.at(at(row.fields[1].c_str()));
        percents[directory->second] = totals::percent(std::stoll(row.fields[2]), target).value();
    }
    EXPECT_EQ(percents, (std::map<std::string, std::string>{{"grebek-serang-2023", "160.00"},
                                                            {"harganas-2020", "135.53"},
                                                            {"pekan-kb-2023", "28.85"}}));
    auto const jabar = load_event(data / "events/harganas-2020").value();
    EXPECT_EQ(totals::percent(466'304, jabar->target_sets.at(0).by_region.at(at("32"))), "111.50");
    EXPECT_EQ(totals::percent(466'304, jabar->target_sets.at(1).by_region.at(at("32"))), "102.66");
}

TEST(events, of_luwu_utara_has_monthly_targets_of_officers_that_say_they_are_simulated)
{
    auto const opened = open_directory(data / "events/grebek-luwu-utara-2022");
    ASSERT_TRUE(opened.has_value()) << all(opened.error());
    auto const& set = opened->event->target_sets.at(0);
    EXPECT_EQ(set.name, "Kabupaten (simulasi)");
    EXPECT_EQ(set.finer.at({"officer:PLKB-7322-02", "", 202207}), 37);
    EXPECT_EQ(set.by_region.at(at("73.22")), 714);
    for (auto const& row : opened->targets) EXPECT_EQ(row.source, "simulated");
    // Months and officers add up to the whole.
    auto const parts = part_residues_of(opened->targets);
    EXPECT_EQ(parts.size(), 4U);
    for (auto const& each : parts) EXPECT_EQ(each.summed, each.printed) << each.parts << each.month;
}

TEST(region_sets, of_now_has_38_provinces_and_514_regencies)
{
    auto const set = load_region_set(data / "regions/2025");
    ASSERT_TRUE(set.has_value()) << all(set.error());
    std::size_t provinces = 0;
    std::size_t regencies = 0;
    for (auto const& [code, region] : set->regions) {
        provinces += code.is_province() ? 1 : 0;
        regencies += code.is_regency() ? 1 : 0;
    }
    EXPECT_EQ(provinces, 38U);
    EXPECT_EQ(regencies, 514U);
}

}  // namespace
}  // namespace sejuta::catalogue
