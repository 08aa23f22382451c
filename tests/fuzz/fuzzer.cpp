// SPDX-License-Identifier: Apache-2.0
// libFuzzer's way in. One program for all targets, so that every room is built once; SEJUTA_FUZZ
// names the one to run.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz/targets.hpp"

namespace {

sejuta::fuzz::target chosen;

}  // namespace

// As replay_test.cpp says.
extern "C" char const* __asan_default_options()
{
    return "allocator_may_return_null=1:max_allocation_size_mb=256";
}

extern "C" int LLVMFuzzerInitialize(int*, char***)
{
    std::string_view const name = std::getenv("SEJUTA_FUZZ") ? std::getenv("SEJUTA_FUZZ") : "";
    for (auto const& each : sejuta::fuzz::targets())
        if (each.name == name) chosen = each;
    if (chosen.take) return 0;
    std::fprintf(stderr, "SEJUTA_FUZZ names one of these targets:\n");
    for (auto const& each : sejuta::fuzz::targets()) std::fprintf(stderr, "%s\n", each.name.data());
    std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t count)
{
    chosen.take({reinterpret_cast<char const*>(bytes), count});
    return 0;
}
