// SPDX-License-Identifier: Apache-2.0
#include "fanout/publisher.hpp"

#include <gtest/gtest.h>

#include "fanout/outbox.hpp"
#include "unit/fanout/live_state.hpp"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
using namespace std::chrono_literals;
using fanout::publication;

struct publisher_test : testing::Test {
    domain::event_ptr event = sample_event();
    sample_ledger ledger{event};
    totals::board board{event};
    base::fake_clock clock;
    fanout::publisher publisher{clock, {.development_tokens = true, .weaker_durability = false}};

    publisher_test()
    {
        board.reset(ledger.head());
        publisher.add(board);
    }
    void catch_up() { board.caught_up(ledger.now(), ledger.now().as_of_ms); }
    fanout::topic topic(char const* region) const { return {event->id, code(region)}; }
    static v1::LiveFrame decode(fanout::shared_frame const& bytes)
    {
        v1::LiveFrame frame;
        EXPECT_TRUE(frame.ParseFromString(*bytes));
        return frame;
    }
    v1::LiveHeartbeat beat() { return decode(publisher.heartbeats().at(0).frame).heartbeat(); }
};

TEST_F(publisher_test, answers_the_first_interest_with_a_snapshot)
{
    board.apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 3}}));
    catch_up();
    auto const first = publisher.interest(topic("15"), +1);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->delta, nullptr);
    auto const s = decode(first->snapshot).snapshot();
    EXPECT_EQ(s.event().id(), event->id);
    EXPECT_EQ(s.event().kind(), v1::EVENT_KIND_REHEARSAL);
    EXPECT_EQ(s.event().status(), v1::EVENT_STATUS_OPEN);
    EXPECT_EQ(s.event().service_dates(0), 20200629U);
    EXPECT_TRUE(s.event().development_tokens());
    EXPECT_EQ(s.event().clock_speed(), 1);
    EXPECT_EQ(s.sequence().epoch(), sample_epoch);
    EXPECT_EQ(s.sequence().revision(), 1U);
    EXPECT_EQ(s.sequence().as_of_ms(), sample_start_ms);
    EXPECT_EQ(s.region(), "15");
    ASSERT_EQ(s.path_size(), 2);
    EXPECT_EQ(s.path(0).name(), "Indonesia");
    EXPECT_EQ(s.path(1).name(), "Jambi");
    EXPECT_EQ(s.totals().acceptors(), 3);
    EXPECT_EQ(s.totals().target().acceptors(), 11'093);
    EXPECT_EQ(s.totals().by_region_size(), 2);
    EXPECT_EQ(s.region_names(1).name(), "Kota Jambi");
    EXPECT_EQ(s.totals().group_targets_size(), 3);
}

TEST_F(publisher_test, steps_with_the_changed_rows_only)
{
    board.apply(ledger.reports({{.site = "kerinci-pkm", .method = domain::method::iud}}));
    catch_up();
    publisher.interest(topic("15"), +1);
    EXPECT_TRUE(publisher.step().empty());
    board.apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 2}}));
    board.apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 3}}));
    auto const steps = publisher.step();
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps[0].base_revision, 1U);
    auto const d = decode(steps[0].delta).delta();
    EXPECT_EQ(d.base_revision(), 1U);
    EXPECT_EQ(d.sequence().revision(), 3U);
    EXPECT_EQ(d.region(), "15");
    EXPECT_EQ(d.changed().acceptors(), 6);
    EXPECT_EQ(d.changed().coverage().reported(), 2U);
    ASSERT_EQ(d.changed().by_method_size(), 1);
    EXPECT_EQ(d.changed().by_method(0).method(), v1::METHOD_PIL);
    EXPECT_EQ(d.changed().by_method(0).acceptors(), 5);
    ASSERT_EQ(d.changed().by_region_size(), 1);
    EXPECT_EQ(d.changed().by_region(0).code(), "15.71");
    EXPECT_EQ(d.changed().by_minute_size(), 1);
    EXPECT_EQ(decode(steps[0].snapshot).snapshot().totals().acceptors(), 6);
}

TEST_F(publisher_test, all_topics_of_an_event_step_to_the_same_sequence)
{
    catch_up();
    publisher.interest(topic("15"), +1);
    publisher.interest(topic("51"), +1);
    board.apply(ledger.reports({{.site = "jambi-pmb"}}));
    auto const steps = publisher.step();
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0].sequence, steps[1].sequence);
    auto const still = decode(steps[1].delta).delta();
    EXPECT_EQ(still.region(), "51");
    EXPECT_EQ(still.changed().by_method_size(), 0);
    EXPECT_EQ(still.changed().by_region_size(), 0);
    EXPECT_EQ(still.changed().by_minute_size(), 0);
}

TEST_F(publisher_test, tells_the_status)
{
    catch_up();
    publisher.interest(topic("15"), +1);
    board.apply(ledger.status(domain::event_status::closed));
    auto const steps = publisher.step();
    EXPECT_EQ(decode(steps.at(0).delta).delta().event_status(), v1::EVENT_STATUS_CLOSED);
    EXPECT_EQ(decode(steps.at(0).snapshot).snapshot().event().status(), v1::EVENT_STATUS_CLOSED);
}

TEST_F(publisher_test, shows_nothing_of_half_a_ledger)
{
    board.apply(ledger.reports({{.acceptors = 5}}));
    EXPECT_FALSE(publisher.interest(topic("15"), +1));
    EXPECT_TRUE(publisher.step().empty());
    EXPECT_TRUE(publisher.heartbeats().empty());
    catch_up();
    auto const steps = publisher.step();
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps[0].delta, nullptr);
    EXPECT_EQ(decode(steps[0].snapshot).snapshot().totals().acceptors(), 5);
}

TEST_F(publisher_test, begins_anew_after_a_reset)
{
    board.apply(ledger.reports({{.acceptors = 5}}));
    catch_up();
    publisher.interest(topic("15"), +1);
    for (auto const epoch : {ledger::epoch{77}, sample_epoch}) {
        sample_ledger restored(event, epoch);
        board.reset(restored.head());
        EXPECT_TRUE(publisher.step().empty());
        board.apply(restored.reports({{.acceptors = 2}}));
        board.caught_up(restored.now(), 0);
        auto const steps = publisher.step();
        ASSERT_EQ(steps.size(), 1U);
        EXPECT_EQ(steps[0].delta, nullptr);
        EXPECT_EQ(steps[0].sequence.epoch, epoch);
        EXPECT_EQ(decode(steps[0].snapshot).snapshot().totals().acceptors(), 2);
    }
}

TEST_F(publisher_test, gives_another_hub_the_state_that_its_next_delta_is_against)
{
    catch_up();
    publisher.interest(topic("15"), +1);
    board.apply(ledger.reports({{.acceptors = 5}}));
    auto const second = publisher.interest(topic("15"), +1);
    ASSERT_TRUE(second);
    auto const steps = publisher.step();
    EXPECT_EQ(steps.at(0).base_revision, second->sequence.revision);
    publisher.interest(topic("15"), -1);
    EXPECT_EQ(publisher.watched_topics(), 1U);
    publisher.interest(topic("15"), -1);
    EXPECT_EQ(publisher.watched_topics(), 0U);
}

TEST_F(publisher_test, beats_with_the_sequence_that_was_published)
{
    board.apply(ledger.reports({{.acceptors = 5}}));
    board.caught_up(ledger.now(), sample_start_ms + 100);
    publisher.step();
    clock.set(sample_start_ms + 2'000);
    auto b = beat();
    EXPECT_EQ(b.sequence().revision(), 1U);
    EXPECT_EQ(b.checked_at_ms(), sample_start_ms + 100);
    EXPECT_EQ(b.server_time_ms(), sample_start_ms + 2'000);

    board.caught_up(ledger.now(), sample_start_ms + 1'900);
    EXPECT_EQ(beat().checked_at_ms(), sample_start_ms + 1'900);

    // Newer than what was published: neither its revision nor its freshness may be claimed.
    ledger.advance(5'000);
    board.apply(ledger.reports({{.acceptors = 5}}));
    board.caught_up(ledger.now(), sample_start_ms + 6'000);
    b = beat();
    EXPECT_EQ(b.sequence().revision(), 1U);
    EXPECT_EQ(b.checked_at_ms(), sample_start_ms + 1'900);
    publisher.step();
    b = beat();
    EXPECT_EQ(b.sequence().revision(), 2U);
    EXPECT_EQ(b.checked_at_ms(), sample_start_ms + 6'000);
}

TEST_F(publisher_test, tells_how_long_the_ledger_has_been_silent)
{
    catch_up();
    publisher.step();
    clock.advance(999ms);
    EXPECT_EQ(beat().ledger_age_seconds(), 0U);
    board.lost();
    clock.advance(6s);
    publisher.step();
    EXPECT_EQ(beat().ledger_age_seconds(), 6U);
    board.reset(ledger.head());  // loading again is no word about now
    clock.advance(1s);
    EXPECT_EQ(beat().ledger_age_seconds(), 7U);
    catch_up();
    EXPECT_EQ(beat().ledger_age_seconds(), 0U);
}

// 38 provinces, three target sets, every province's coverage, and so many minutes that each has
// its row in the ledger: a morning just below limits::curve_rows_max, a day, a month.
struct nation_test : publisher_test, testing::WithParamInterface<std::pair<int, int>> {
    std::shared_ptr<domain::event> big = sample_event();

    void make_nation()
    {
        big->regions.clear();
        big->sites.clear();
        big->target_sets = {
            {"Panitia Pusat", {}, {}, {}}, {"Provinsi", {}, {}, {}}, {"MURI", {}, {}, {}}};
        add(code("ID"));
        for (int i = 11; i < 49; ++i) {
            add(code(std::to_string(i).c_str()));
            for (auto const& kind : domain::place_tokens) add_site(i, kind.value);
        }
    }
    void add(domain::region_code c)
    {
        big->regions.emplace(c, domain::region{c, "Kepulauan Bangka Belitung", domain::zone::wib});
        for (auto& set : big->target_sets) set.by_region[c] = 1'375'321;
    }
    void add_site(int province, domain::place kind)
    {
        auto const name = std::to_string(province) + "-" + std::string(domain::word(kind));
        auto const regency = code((std::to_string(province) + ".01").c_str());
        big->sites.emplace(name, domain::site{.code = name, .place = kind, .regency = regency});
    }
    static ledger::entry minute_entry(int minute)
    {
        ledger::entry entry;
        entry.sequence = {sample_epoch, static_cast<ledger::revision>(minute + 1),
                          sample_start_ms + minute * 60'000LL};
        entry.deltas["2020-06-29/" + std::to_string(11 + minute % 38) +
                     ".01/pil/baru/none/pmb/none/ontime"] = 4'300 * 60 % 16'000;
        return entry;
    }
};

TEST_P(nation_test, takes_at_most_20_kB_however_long_its_curve)
{
    make_nation();
    totals::board nation(big);
    fanout::publisher many(clock, {});
    many.add(nation);
    nation.reset(ledger.head());
    auto const [minutes, step] = GetParam();
    for (int minute = 0; minute < minutes; ++minute) nation.apply(minute_entry(minute));
    nation.caught_up(nation.sequence(), 0);
    auto const frame = many.interest(topic("ID"), +1);
    ASSERT_TRUE(frame);
    auto const s = decode(frame->snapshot).snapshot();
    EXPECT_EQ(s.totals().minute_step(), static_cast<std::uint32_t>(step));
    EXPECT_EQ(s.totals().by_minute_size(), (minutes + step - 1) / step);
    EXPECT_EQ(s.totals().by_region_size(), 38);
    EXPECT_EQ(s.totals().targets_size(), 3);
    EXPECT_LE(frame->snapshot->size(), 20'000U);
    RecordProperty("bytes", static_cast<int>(frame->snapshot->size()));
}
INSTANTIATE_TEST_SUITE_P(curves, nation_test,
                         testing::Values(std::pair(1'000, 1), std::pair(1'440, 5),
                                         std::pair(31 * 1'440, 60)));

// What one row stands for grows in the middle of a day; a viewer that has deltas only must end with
// what a snapshot shows.
TEST_F(nation_test, a_curve_that_coarsens_reaches_viewers_by_delta)
{
    make_nation();
    totals::board nation(big);
    fanout::publisher many(clock, {});
    many.add(nation);
    nation.reset(ledger.head());
    nation.apply(minute_entry(0));
    nation.caught_up(nation.sequence(), 0);
    live_state viewer;
    ASSERT_TRUE(viewer.take(*many.interest(topic("ID"), +1)->snapshot));
    fanout::shared_frame newest;
    for (int minute = 1; minute < 1'010; ++minute) {
        nation.apply(minute_entry(minute));
        auto const steps = many.step();
        ASSERT_TRUE(viewer.take(*steps.at(0).delta));
        newest = steps[0].snapshot;
    }
    live_state other;
    ASSERT_TRUE(other.take(*newest));
    EXPECT_EQ(other.shown().totals().minute_step(), 5U);
    EXPECT_TRUE(shows_the_same(viewer.shown(), other.shown()));
}

// One topic of a day of random reports, a third of them taken back, watched by a viewer that reads
// everything and by one that skips.
struct random_day : publisher_test {
    sample_ledger day{event};
    std::optional<ledger::entry> last;
    live_state quick, slow;
    fanout::outbox unread;

    void begin(fanout::topic const& of, ledger::epoch epoch)
    {
        day = sample_ledger(event, epoch);
        last.reset();
        board.reset(day.head());
        board.caught_up({epoch, 0, 0}, 0);
        auto const first = publisher.interest(of, +1).value();
        unread = {};
        unread.open(of);
        ASSERT_TRUE(unread.put(first));
        ASSERT_TRUE(quick.take(*first.snapshot));
    }
    void report(std::mt19937& random)
    {
        if (last && random() % 3 == 0) {
            board.apply(day.reverse(*last));
            last.reset();
            return;
        }
        last = day.random_reports(random);
        board.apply(*last);
        if (random() % 20 == 0) board.apply(day.status(domain::event_status::late));
    }
    // What the board says, by way of no publication.
    v1::Totals truth(fanout::topic const& of) const
    {
        v1::Snapshot rows;
        auto const bytes = fanout::snapshot_rows(board.event(), board.totals_of(of.region).value());
        EXPECT_TRUE(rows.ParseFromString(bytes));
        return rows.totals();
    }
    void step(fanout::topic const& of)
    {
        for (auto const& p : publisher.step()) {
            ASSERT_TRUE(quick.take(p.delta ? *p.delta : *p.snapshot));
            ASSERT_TRUE(unread.put(p));
            live_state newest;
            ASSERT_TRUE(newest.take(*p.snapshot));
            ASSERT_TRUE(shows_the_same(quick.shown(), newest.shown()));
        }
        ASSERT_TRUE(shows_the_same(quick.shown().totals(), truth(of)));
    }
    void read_late()
    {
        while (auto const frame = unread.take()) ASSERT_TRUE(slow.take(*frame));
        ASSERT_TRUE(shows_the_same(slow.shown(), quick.shown()));
    }
};

TEST_F(random_day, snapshot_and_deltas_add_up_to_the_newest_snapshot_and_to_the_board)
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        std::mt19937 random(seed);
        for (auto const* region : {"ID", "15", "15.71", "51"}) {
            SCOPED_TRACE("seed " + std::to_string(seed) + " region " + region);
            auto const of = topic(region);
            ASSERT_NO_FATAL_FAILURE(begin(of, seed));
            for (int i = 0; i < 30; ++i) {
                for (auto n = random() % 4; n > 0; --n) report(random);
                ASSERT_NO_FATAL_FAILURE(step(of));
                if (random() % 3 != 0) continue;
                ASSERT_NO_FATAL_FAILURE(read_late());
            }
            publisher.interest(of, -1);
        }
    }
}

}  // namespace
