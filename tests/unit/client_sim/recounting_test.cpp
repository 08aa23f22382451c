// SPDX-License-Identifier: Apache-2.0
// The recount's child: what it says, and that none outlives the wait for it.
#include "recounting.hpp"

#include <gtest/gtest.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>

namespace sejuta::sim {
namespace {

struct recounting_by : ::testing::Test {
    ~recounting_by() override { std::filesystem::remove(program); }
    // A program in verify's place.
    ledger_place place(std::string const& body) const
    {
        std::ofstream(program) << "#!/bin/sh\n" << body << "\n";
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        ledger_place out;
        out.program = program;
        return out;
    }
    recounted result_of(recounting& one, std::string const& body)
    {
        recounted out;
        one.start(place(body), "e", [&](recounted found) { out = std::move(found); });
        io.run();
        return out;
    }
    boost::asio::io_context io;
    std::filesystem::path program =
        std::filesystem::temp_directory_path() / ("sejuta-recounting-" + std::to_string(getpid()));
};

TEST_F(recounting_by, a_program_that_refuses_gives_its_reason)
{
    recounting one(io);
    auto const found = result_of(one, "echo 'sejuta: the store is locked' >&2; exit 1");
    EXPECT_FALSE(found.made());
    EXPECT_EQ(found.trouble, "sejuta: the store is locked");
}

TEST_F(recounting_by, a_program_that_does_not_heed_its_end_is_killed)
{
    recounting one(io, std::chrono::seconds(1));
    auto const begun = std::chrono::steady_clock::now();
    auto const found = result_of(one, "trap '' TERM; while :; do sleep 0.1; done");
    EXPECT_EQ(found.trouble, "it did not end within 1 seconds");
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
}

}  // namespace
}  // namespace sejuta::sim
