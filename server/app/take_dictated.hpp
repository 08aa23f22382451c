// SPDX-License-Identifier: Apache-2.0
// What terminals dictated by telephone, recorded under their own ids, so that a later sending by
// the terminal itself is a duplicate and counts nothing. Whoever calls this has decided who may
// enter what; everything else is judged as if the terminal had sent it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/stand_in.hpp"
#include "edge/http.hpp"
#include "ingest/pipeline.hpp"

namespace sejuta::app {

// What became of one line.
struct dictated_answer {
    std::size_t line = 0;       // from 1; blank lines are counted and not answered
    std::string terminal = {};  // empty where the line could not be read; seq is 0 then
    std::uint32_t seq = 0;
    entered outcome = {};  // its reason may be the line's own fault, "check"
};

// Takes the lines of `text`, in order, on the pipeline's thread. `may_enter` says for which sites;
// others are refused with SITE_NOT_YOURS. The ledger is told `by` whom. Answers once, with one
// answer for each line that is not blank, never inside the call; not at all once the pipeline is
// gone.
void take_dictated(ingest::pipeline& pipeline, std::string_view text, std::string const& by,
                   std::function<bool(std::string const& site)> const& may_enter,
                   std::function<void(std::vector<dictated_answer>)> done);

// {"lines": [{"line": 1, "state": "received", "terminal": "…", "seq": 4}, …]}
edge::http_response dictated_response(std::vector<dictated_answer> const& answers);

}  // namespace sejuta::app
