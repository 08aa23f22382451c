// SPDX-License-Identifier: Apache-2.0
// An HTTP answer that is one sentence: what is wrong and what to do.
#pragma once

#include "edge/http.hpp"

namespace sejuta::app {

inline edge::http_response plain_text(int status, std::string sentence)
{
    return {status, "text/plain; charset=utf-8", std::move(sentence) + "\n", {}};
}

// 405, with the methods that the path has.
inline edge::http_response method_not_allowed(std::string allowed)
{
    auto answer = plain_text(405, "this path takes " + allowed);
    answer.headers.emplace_back("Allow", std::move(allowed));
    return answer;
}

}  // namespace sejuta::app
