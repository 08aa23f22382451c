// SPDX-License-Identifier: Apache-2.0
// What we do when we ourselves are wrong: say why and abort. Always on. Never for input.
#pragma once

#include <cstdio>
#include <cstdlib>

#define SEJUTA_ASSERT(condition, why)                                                      \
    do {                                                                                   \
        if (!(condition)) [[unlikely]] {                                                   \
            std::fprintf(stderr, "%s:%d: assertion failed: %s (%s)\n", __FILE__, __LINE__, \
                         #condition, why);                                                 \
            std::abort();                                                                  \
        }                                                                                  \
    } while (false)
