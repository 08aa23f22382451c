// SPDX-License-Identifier: Apache-2.0
// The terminals' golden bytes (proto/golden, readable beside them as .txtpb): what was written
// once, the server and every client must go on understanding, and write alike.
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "ingest/decode/decode.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta {
namespace {

std::string file(std::string const& name)
{
    std::ifstream in(SEJUTA_SOURCE_DIR "/proto/golden/" + name, std::ios::binary);
    EXPECT_TRUE(in) << name;
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

template <class Frame>
void expect_golden(std::string const& name)
{
    SCOPED_TRACE(name);
    Frame from_bytes, from_text;
    auto const bytes = file(name + ".binpb");
    ASSERT_TRUE(from_bytes.ParseFromString(bytes));
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(file(name + ".txtpb"), &from_text));
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(from_bytes, from_text))
        << from_bytes.DebugString();
    EXPECT_EQ(from_bytes.SerializeAsString(), bytes);
}

TEST(golden_test, the_terminals_bytes_mean_what_stands_beside_them)
{
    expect_golden<v1::TerminalFrame>("terminal_hello");
    expect_golden<v1::TerminalFrame>("terminal_reports");
    expect_golden<v1::TerminalFrame>("terminal_heartbeat");
    expect_golden<v1::ServerFrame>("server_welcome");
    expect_golden<v1::ServerFrame>("server_receipts");
}

TEST(golden_test, the_decoder_takes_them)
{
    auto const hello = ingest::decode(file("terminal_hello.binpb"));
    ASSERT_TRUE(hello.has_value());
    auto const& said = std::get<domain::sent_hello>(*hello);
    EXPECT_EQ(said.terminal, "terminal-1");
    EXPECT_EQ(said.held, (std::vector<domain::seq_range>{{1, 3}, {7, 7}}));
    auto const frame = ingest::decode(file("terminal_reports.binpb"));
    ASSERT_TRUE(frame.has_value());
    auto const& reports = std::get<domain::sent_reports>(*frame).reports;
    ASSERT_EQ(reports.size(), 2u);
    EXPECT_EQ(reports[0].count, 3u);
    EXPECT_EQ(reports[1].correction->reason, 3);
}

}  // namespace
}  // namespace sejuta
