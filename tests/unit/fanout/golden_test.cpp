// SPDX-License-Identifier: Apache-2.0
// The live frames' golden bytes (proto/golden/live_*.binpb, readable beside them as .txtpb): what
// the server wrote once, it and every client must go on understanding, and write alike.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fanout/frames.hpp"
#include "sejuta/v1/live.pb.h"
#include "support/golden.hpp"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
using domain::method;

// Two states of Jambi's board, the second with a correction that empties a row.
struct golden_test : testing::Test {
    domain::event_ptr event = golden_event();
    sample_ledger ledger{event};
    totals::board board{event};
    totals::warnings say{.development_tokens = true, .weaker_durability = false};

    static domain::event_ptr golden_event()
    {
        auto made = sample_event();
        made->rehearses = "harganas-2020";
        made->indicators = {{"TFR", "2.27", "1.98", true, "Wordpers Indonesia, 25 April 2024"}};
        return made;
    }
    golden_test()
    {
        board.reset(ledger.head());
        board.apply(ledger.reports(
            {{.site = "kerinci-pkm", .method = method::suntik_3_bulan, .acceptors = 4},
             {.site = "jambi-pmb",
              .method = method::iud,
              .acceptors = 2,
              .postpartum = domain::postpartum::kb_pp,
              .partner = domain::partner::ibi}}));
    }
    fanout::topic_state state() const
    {
        return {board.sequence(), board.status(), board.totals_of(code("15")).value()};
    }
    void correct()
    {
        ledger.advance(125'000);
        board.apply(ledger.close("jambi-pmb", 2));
        board.apply(ledger.close("jambi-tamu", 0));
        board.apply(ledger.change(domain::target_change{"Provinsi", {"15", "", 0}, 10'500}));
        board.apply(ledger.reports(
            {{.site = "kerinci-pkm", .method = method::suntik_3_bulan, .acceptors = -4},
             {.site = "kerinci-pkm", .method = method::suntik_1_bulan, .acceptors = 3}}));
    }
};

TEST_F(golden_test, decode_as_the_text_beside_them_says)
{
    expect_golden<v1::LiveFrame>("live_snapshot");
    expect_golden<v1::LiveFrame>("live_delta");
    expect_golden<v1::LiveFrame>("live_heartbeat");
    expect_golden<v1::ViewerFrame>("live_subscribe");
    expect_golden<v1::ViewerFrame>("live_unsubscribe");
}

TEST_F(golden_test, snapshot_is_what_the_server_writes)
{
    auto const rows = fanout::snapshot_rows(*event, state().totals);
    EXPECT_EQ(*fanout::snapshot_frame(board.moment(), board.head(), say, rows),
              golden_file("live_snapshot.binpb"));
}

TEST_F(golden_test, delta_is_what_the_server_writes)
{
    auto const before = state();
    correct();
    EXPECT_EQ(*fanout::delta_frame(before, state()), golden_file("live_delta.binpb"));
}

TEST_F(golden_test, heartbeat_is_what_the_server_writes)
{
    correct();
    EXPECT_EQ(*fanout::heartbeat_frame({.sequence = board.sequence(),
                                        .checked_at_ms = sample_start_ms + 126'000,
                                        .server_time_ms = sample_start_ms + 126'250,
                                        .ledger_age_seconds = 0}),
              golden_file("live_heartbeat.binpb"));
}

}  // namespace
