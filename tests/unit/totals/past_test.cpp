// SPDX-License-Identifier: Apache-2.0
// Time travel: what the totals were per an event time, identical whenever it is asked.
#include "totals/past.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/change.hpp"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;

constexpr char const* regions[] = {"ID", "15", "15.01", "15.71", "51", "51.71"};

// A random entry of any kind; corrections name reports that came before.
class random_day {
public:
    explicit random_day(unsigned seed) : random_(seed) {}

    ledger::entry next(sample_ledger& ledger, domain::event const& event)
    {
        static constexpr char const* names[] = {"kerinci-pkm", "jambi-pmb", "jambi-tamu",
                                                "denpasar-rs"};
        ledger.advance(below(2) == 0 ? 0 : static_cast<base::unix_ms>(below(900'000)));
        auto const* name = names[below(4)];
        auto altered = event.sites.at(name);
        altered.expected = below(2) == 0;
        switch (below(12)) {
        case 0: return ledger.change(domain::site_change{altered});
        case 1: return ledger.close(name, 5);
        case 2: return ledger.change(domain::site_merge{"jambi-tamu", "jambi-pmb"});
        case 3: return ledger.status(static_cast<domain::event_status>(2 + below(2)));
        case 4:
            return ledger.change(
                domain::target_change{"Provinsi", {"15", "", 0}, 10'000 + below(1'000)});
        case 5:
        case 6:
            if (auto const wrong = any_open()) return ledger.correct(*wrong, instead());
            [[fallthrough]];
        default: {
            auto out = ledger.reports({{.site = name,
                                        .method = static_cast<domain::method>(1 + below(10)),
                                        .acceptors = 1 + below(30),
                                        .date = static_cast<std::size_t>(below(2))}});
            open_.push_back(out.reports[0]);
            return out;
        }
        }
    }
    int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

private:
    std::optional<domain::report> any_open()
    {
        if (open_.empty()) return std::nullopt;
        auto const at = open_.begin() + below(static_cast<int>(open_.size()));
        auto const out = *at;
        open_.erase(at);
        return out;
    }
    std::optional<std::uint32_t> instead()
    {
        if (below(2) == 0) return std::nullopt;
        return static_cast<std::uint32_t>(1 + below(20));
    }

    std::mt19937 random_;
    std::vector<domain::report> open_;
};

struct past_test : testing::Test {
    std::shared_ptr<domain::event> event = two_days();
    sample_ledger ledger{event};
    totals::board board{event};

    past_test() { board.reset(ledger.head()); }
    static std::shared_ptr<domain::event> two_days()
    {
        auto made = sample_event();
        made->service_dates.push_back(*domain::service_date::from_number(20200630));
        return made;
    }
    totals::region_totals at(char const* region, base::unix_ms when) const
    {
        return totals::past_of(board, code(region), when)->totals;
    }
    static totals::region_totals now(totals::board const& of, char const* region)
    {
        return *of.totals_of(code(region));
    }
};

TEST_F(past_test, is_what_the_board_showed_then_whatever_came_later)
{
    for (unsigned seed = 1; seed <= 8; ++seed) {
        random_day random(seed);
        totals::board then(event);
        sample_ledger log(event);
        then.reset(log.head());
        board.reset(log.head());
        std::vector<ledger::entry> all;
        for (int i = 0; i < 150; ++i) board.apply(all.emplace_back(random.next(log, *event)));
        for (std::size_t i = 0; i < all.size(); ++i) {
            then.apply(all[i]);
            auto const when = all[i].sequence.as_of_ms;
            if (i + 1 < all.size() && all[i + 1].sequence.as_of_ms == when) continue;
            for (auto const* region : regions) {
                auto const past = totals::past_of(board, code(region), when);
                ASSERT_EQ(past->sequence, then.sequence()) << "seed " << seed << " entry " << i;
                ASSERT_EQ(past->status, then.status());
                ASSERT_EQ(at(region, when), now(then, region))
                    << region << " seed " << seed << " entry " << i;
            }
        }
    }
}

TEST_F(past_test, includes_what_happened_in_that_very_millisecond_and_nothing_after)
{
    board.apply(ledger.reports({{.acceptors = 3}}));
    ledger.advance(1);
    board.apply(ledger.reports({{.acceptors = 4}}));
    EXPECT_EQ(at("ID", sample_start_ms - 1).acceptors, 0);
    EXPECT_EQ(at("ID", sample_start_ms).acceptors, 3);
    EXPECT_EQ(at("ID", sample_start_ms + 1).acceptors, 7);
    auto const past = totals::past_of(board, code("ID"), sample_start_ms);
    EXPECT_EQ(past->sequence, (ledger::sequence{sample_epoch, 1, sample_start_ms}));
}

TEST_F(past_test, is_the_same_again_after_a_restored_ledger_was_healed)
{
    auto const first = ledger.reports({{.site = "jambi-pmb", .acceptors = 3}});
    ledger.advance(3'600'000);
    auto const lost = ledger.reports({{.site = "denpasar-rs", .acceptors = 4}});
    auto const lost_ms = ledger.now().as_of_ms;
    ledger.advance(3'600'000);
    auto const later = ledger.reports({{.site = "kerinci-pkm", .acceptors = 5}});
    for (auto const& entry : {first, lost, later}) board.apply(entry);
    auto const before = at("ID", lost_ms);
    EXPECT_EQ(before.acceptors, 7);

    // The store comes back without the second and third; the terminals bring both, late.
    sample_ledger restored(event, 77);
    board.reset(restored.head());
    board.apply(restored.reports({{.site = "jambi-pmb", .acceptors = 3}}));
    restored.advance(9'000'000);
    board.apply(restored.heal(later.reports[0], later.sequence.as_of_ms));
    EXPECT_EQ(at("ID", lost_ms).acceptors, 3) << "not healed yet";
    board.apply(restored.heal(lost.reports[0], lost_ms));
    EXPECT_EQ(at("ID", lost_ms), before);
    EXPECT_EQ(now(board, "ID").acceptors, 12);
}

TEST_F(past_test, has_nothing_of_a_region_that_the_event_lacks)
{
    EXPECT_FALSE(totals::past_of(board, code("99"), sample_start_ms));
}

}  // namespace
