// SPDX-License-Identifier: Apache-2.0
// The terminals' golden bytes (proto/golden, readable beside them as .txtpb): what was written
// once, the server and every client must go on understanding, and write alike.
#include <gtest/gtest.h>

#include "ingest/decode/decode.hpp"
#include "sejuta/v1/terminal.pb.h"
#include "support/golden.hpp"

namespace sejuta {
namespace {

using tests::expect_golden;
using tests::golden_file;

TEST(golden_test, the_terminals_bytes_mean_what_stands_beside_them)
{
    expect_golden<v1::TerminalFrame>("terminal_hello");
    expect_golden<v1::TerminalFrame>("terminal_reports");
    expect_golden<v1::TerminalFrame>("terminal_heartbeat");
    expect_golden<v1::TerminalFrame>("terminal_close_day");
    expect_golden<v1::TerminalFrame>("terminal_ask_site_days");
    expect_golden<v1::TerminalFrame>("terminal_reconcile");
    expect_golden<v1::ServerFrame>("server_welcome");
    expect_golden<v1::ServerFrame>("server_site_days");
    expect_golden<v1::ServerFrame>("server_reconciled");
    expect_golden<v1::ServerFrame>("server_receipts");
    expect_golden<v1::ServerFrame>("server_conflict");
}

TEST(golden_test, the_decoder_takes_them)
{
    auto const hello = ingest::decode(golden_file("terminal_hello.binpb"));
    ASSERT_TRUE(hello.has_value());
    auto const& said = std::get<domain::sent_hello>(*hello);
    EXPECT_EQ(said.terminal, "terminal-1");
    EXPECT_EQ(said.held, (std::vector<domain::seq_range>{{1, 3}, {7, 7}}));
    auto const frame = ingest::decode(golden_file("terminal_reports.binpb"));
    ASSERT_TRUE(frame.has_value());
    auto const& reports = std::get<domain::sent_reports>(*frame).reports;
    ASSERT_EQ(reports.size(), 2u);
    EXPECT_EQ(reports[0].count, 3u);
    EXPECT_EQ(reports[1].correction->reason, 3);
    auto const close = ingest::decode(golden_file("terminal_close_day.binpb"));
    EXPECT_EQ(std::get<domain::sent_close>(*close).proof->mac, "0123456789abcdef");
    auto const ask = ingest::decode(golden_file("terminal_ask_site_days.binpb"));
    EXPECT_EQ(std::get<domain::sent_ask>(*ask).days.size(), 2u);
    auto const page = ingest::decode(golden_file("terminal_reconcile.binpb"));
    EXPECT_EQ(std::get<domain::sent_reconcile>(*page).held,
              (std::vector<domain::seq_range>{{4097, 8192}, {9000, 9000}}));
}

}  // namespace
}  // namespace sejuta
