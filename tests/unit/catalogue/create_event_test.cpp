// SPDX-License-Identifier: Apache-2.0
// New event directories: they check without a fault, or there are none.
#include "catalogue/create_event.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "catalogue/directory.hpp"
#include "unit/catalogue/event_directory.hpp"

namespace sejuta::catalogue {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class creating : public testing::Test {
protected:
    loaded<domain::event_ptr> create() { return create_event(path(), wanted_); }
    std::filesystem::path path() const { return home_.path().parent_path() / "harganas-2027"; }

    event_directory home_;
    new_event wanted_{.id = "harganas-2027",
                      .name = "Harganas \"34\"",
                      .kind = domain::event_kind::real,
                      .rehearses = {},
                      .days = {"2027-06-29"},
                      .deadline = "2027-06-29T22:00:00+07:00",
                      .regions = SEJUTA_SOURCE_DIR "/data/regions/2025",
                      .harganas = false};
};

TEST_F(creating, makes_a_draft_that_checks_without_a_fault)
{
    auto const made = create();
    ASSERT_TRUE(made.has_value()) << made.error().lines.front();
    EXPECT_EQ((*made)->name, "Harganas \"34\"");
    EXPECT_EQ((*made)->kind, domain::event_kind::real);
    EXPECT_EQ((*made)->initial_status, domain::event_status::draft);
    EXPECT_EQ((*made)->region_set, "kemendagri-2025");
    EXPECT_TRUE((*made)->sites.empty());
}

TEST_F(creating, the_next_harganas_gives_the_million_and_a_form_of_38_provinces)
{
    wanted_.harganas = true;
    auto const made = create().value();
    EXPECT_EQ(made->target_sets.at(0).by_region.at(domain::region_code::nation()), 1'000'000);
    std::ifstream in(path() / "targets-form.csv");
    std::string line;
    int lines = 0;
    while (std::getline(in, line)) ++lines;
    EXPECT_EQ(lines, 1 + 1 + 38) << "the header, the nation, the provinces";
}

TEST_F(creating, spans_of_days_are_written_out)
{
    wanted_.days = {"2027-06-28..2027-07-02", "2027-07-04"};
    wanted_.deadline = "2027-07-05T22:00:00+07:00";
    auto const made = create();
    ASSERT_TRUE(made.has_value()) << made.error().lines.front();
    ASSERT_EQ((*made)->service_dates.size(), 6U);
    EXPECT_EQ((*made)->service_dates[3].text(), "2027-07-01");
}

TEST_F(creating, leaves_nothing_where_something_is_wrong)
{
    auto const refused = [&](auto spoil, std::string const& why) {
        auto const good = wanted_;
        spoil();
        auto const made = create();
        ASSERT_FALSE(made.has_value()) << why;
        EXPECT_THAT(made.error().lines, testing::Contains(HasSubstr(why)));
        EXPECT_FALSE(std::filesystem::exists(path())) << why;
        wanted_ = good;
    };
    refused([&] { wanted_.id = "Harganas"; }, "id \"Harganas\"");
    refused([&] { wanted_.days = {"29 Juni"}; }, "date \"29 Juni\"");
    refused([&] { wanted_.days = {"2027-06-29..2027-06-28"}; }, "date \"");
    refused([&] { wanted_.days = {"2027-01-01..2029-01-01"}; }, "at most 366 dates");
    refused([&] { wanted_.deadline = "2027-06-29\nkind = 1"; }, "deadline \"");
    refused([&] { wanted_.deadline = "2027-06-01T22:00:00+07:00"; }, "deadline");
    refused([&] { wanted_.rehearses = "harganas-26"; }, "a real event rehearses nothing");
    refused([&] { wanted_.kind = domain::event_kind::rehearsal; }, "rehearses: is missing");
    refused([&] { wanted_.regions = "/nowhere"; }, "set.toml");
}

TEST_F(creating, never_touches_a_directory_that_is_there)
{
    ASSERT_TRUE(create().has_value());
    wanted_.name = "Another";
    EXPECT_THAT(create().error().lines, ElementsAre(HasSubstr("is there already")));
    EXPECT_EQ(load_event(path()).value()->name, "Harganas \"34\"");
}

TEST(a_file, is_replaced_whole_or_stays)
{
    event_directory dir;
    auto const file = dir.path() / "sites.csv";
    ASSERT_TRUE(replace_file(file, "new").has_value());
    std::ifstream in(file);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "new");
    // Where the draft cannot be made the file is as it was.
    std::filesystem::create_directory(dir.path() /
                                      ("sites.csv." + std::to_string(::getpid()) + ".draft"));
    EXPECT_FALSE(replace_file(file, "newer").has_value());
    std::ifstream again(file);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(again), {}), "new");
}

}  // namespace
}  // namespace sejuta::catalogue
