// SPDX-License-Identifier: Apache-2.0
// POST /v1/dictated?event=ID: lines that somebody took down by telephone, entered under the ids of
// the terminals that dictated them, by a token that may (docs/PROTOCOL.md).
#pragma once

#include "edge/http.hpp"
#include "edge/terminal_frames.hpp"

namespace sejuta::app {

// Answers once, on this thread.
void post_dictated(edge::terminal_world const& world, edge::http_request const& request,
                   edge::http_reply reply);

}  // namespace sejuta::app
