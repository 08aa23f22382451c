// SPDX-License-Identifier: Apache-2.0
// HTTP answers that refuse: one sentence for programs, or for people a word with a sentence in both
// languages that says what is wrong and what to do.
#pragma once

#include <chrono>

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

// A row of docs/PROTOCOL.md: the word stays, the sentences may be mended.
struct refusal_row {
    int status;
    std::string_view error;
    std::string_view text_id;
    std::string_view text_en;
};

// {"error", "field", "text_id", "text_en"}; `field` is of the request, empty where it is about
// none.
edge::http_response refused(refusal_row const& why, std::string_view field = {});
// The same with Retry-After.
edge::http_response refused(refusal_row const& why, std::chrono::seconds wait);

// A page of elsewhere that acts with a cookie of ours.
extern refusal_row const origin_refused;

}  // namespace sejuta::app
