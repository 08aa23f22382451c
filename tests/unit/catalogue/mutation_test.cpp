// SPDX-License-Identifier: Apache-2.0
// Valid tables with random damage: never a crash, and what is taken is whole. Each seed is printed
// and replays with SEJUTA_TEST_SEED.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <random>

#include "catalogue/import_sites.hpp"
#include "catalogue/import_targets.hpp"
#include "unit/catalogue/event_directory.hpp"

namespace sejuta::catalogue {
namespace {

class damage {
public:
    damage()
    {
        auto const* given = std::getenv("SEJUTA_TEST_SEED");
        seed_ = given ? std::stoul(given) : std::random_device()();
        random_.seed(seed_);
    }
    unsigned long seed() const { return seed_; }

    std::string of(std::string text)
    {
        auto const times = 1 + random_() % 4;
        for (unsigned i = 0; i < times && !text.empty(); ++i) once(text);
        return text;
    }

private:
    void once(std::string& text)
    {
        static constexpr std::string_view letters =
            ",;\"\n\r\t .0123456789aAzZ=-+#'\xEF\xBB\xBF\xC2\xA0\xE9";
        auto const at = random_() % text.size();
        auto const length = std::min<std::size_t>(text.size() - at, random_() % 20);
        switch (random_() % 6) {
        case 0: text[at] = letters[random_() % letters.size()]; break;
        case 1: text.insert(at, 1, letters[random_() % letters.size()]); break;
        case 2: text.erase(at, length); break;
        case 3: text.insert(at, text.substr(at, length)); break;
        case 4: text[at] = static_cast<char>(random_() % 256); break;
        default: text.resize(at);
        }
    }

    std::mt19937 random_;
    unsigned long seed_;
};

TEST(damaged_tables, are_refused_with_reasons_or_taken_whole_and_never_crash)
{
    event_directory dir;
    auto const opened = open_directory(dir.path()).value();
    faults none;
    auto const names = name_book::open(opened.aliases_file, opened.regions, none);
    damage any;
    RecordProperty("seed", std::to_string(any.seed()));
    std::printf("SEJUTA_TEST_SEED=%lu\n", any.seed());
    std::string const targets =
        "code_system,code,name,target,method_group,month,officer\n"
        "kemendagri,15,Jambi,11093,,,\nkemendagri,15.06,Tanjung Jabung Barat,590,,2020-06,\n"
        "kemendagri,15.07,Tanjung Jabung Timur,1.055,suntik,,\nkemendagri,15.71,\"Kota "
        "Jambi\",556,,,\n";
    std::string const sites(event_directory::good_sites);
    unsigned refused = 0;
    for (int i = 0; i < 4'000; ++i) {
        auto const table = any.of(targets);
        auto const taken = import_targets(opened, names, {table, "t.csv", "A", i % 2 == 0});
        if (taken) {
            // What was written is read back the same, so half a row can never have been taken.
            faults found;
            target_world const world{opened.regions, opened.event->sites,
                                     opened.event->service_dates};
            auto const again =
                parse_targets(format_targets(taken->rows, "kemendagri"), "again", world, found);
            ASSERT_TRUE(found.none()) << table << found.rows().front().sentence();
            ASSERT_EQ(again.rows, taken->rows) << table;
        } else {
            ASSERT_FALSE(taken.error().rows.empty()) << table;
            ++refused;
        }
        auto const stored = any.of(sites);
        auto const register_ = import_sites(opened, names, {stored, "s.csv", i % 2 == 0});
        if (register_) {
            faults found;
            auto const again =
                parse_sites(format_sites(register_->rows), "again", opened.regions, found);
            ASSERT_TRUE(found.none()) << stored << found.rows().front().sentence();
            ASSERT_EQ(again.rows, register_->rows) << stored;
            ASSERT_GE(register_->rows.size(), opened.sites.size()) << "a site was deleted";
        }
    }
    EXPECT_GT(refused, 400U) << "the damage is felt";
    EXPECT_LT(refused, 4'000U) << "and some tables pass";
}

}  // namespace
}  // namespace sejuta::catalogue
