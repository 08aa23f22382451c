// SPDX-License-Identifier: Apache-2.0
// POST /v1/login, POST /v1/logout and GET /v1/me.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>

#include "app/login_desk.hpp"
#include "edge/http.hpp"

namespace sejuta::app {

bool is_people_page(std::string_view path);

// Answers once, on the loop's thread: a login is compared on the desk's worker. `welcomed` is told
// there whom it let in.
void people_page(login_desk& desk, boost::asio::io_context& io, edge::http_request const& request,
                 edge::http_reply reply, std::function<void(std::string const& user)> welcomed);

}  // namespace sejuta::app
