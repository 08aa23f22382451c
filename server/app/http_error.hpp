// SPDX-License-Identifier: Apache-2.0
// An HTTP answer that is one sentence: what is wrong and what to do.
#pragma once

#include "edge/http.hpp"

namespace sejuta::app {

inline edge::http_response plain_text(int status, std::string sentence)
{
    return {status, "text/plain; charset=utf-8", std::move(sentence) + "\n", {}};
}

}  // namespace sejuta::app
