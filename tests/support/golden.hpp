// SPDX-License-Identifier: Apache-2.0
// The wire's golden bytes (proto/golden/*.binpb, readable beside them as .txtpb): what was written
// once, the server and every client must go on understanding, and write alike.
#pragma once

#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace sejuta::tests {

inline std::string golden_file(std::string const& name)
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
    auto const bytes = golden_file(name + ".binpb");
    ASSERT_TRUE(from_bytes.ParseFromString(bytes));
    ASSERT_TRUE(
        google::protobuf::TextFormat::ParseFromString(golden_file(name + ".txtpb"), &from_text));
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(from_bytes, from_text))
        << from_bytes.DebugString();
    EXPECT_EQ(from_bytes.SerializeAsString(), bytes);
}

}  // namespace sejuta::tests
