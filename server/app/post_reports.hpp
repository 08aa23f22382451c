// SPDX-License-Identifier: Apache-2.0
// POST /v1/reports: one frame of a terminal and its answer, where WebSockets are blocked. The same
// pipeline, the same answers; identity by the Authorization header.
#pragma once

#include "edge/http.hpp"
#include "edge/terminal_frames.hpp"

namespace sejuta::app {

// Answers once: 200 with a ServerFrame when everything of the frame was answered; 400, 401, 403,
// 404 or 413 where nothing was taken, 503 where the ledger is away.
void post_reports(edge::terminal_world const& world, edge::http_request const& request,
                  edge::http_reply reply);

}  // namespace sejuta::app
