// SPDX-License-Identifier: Apache-2.0
// Which pages may act with a login: those that this server served, and those of origins that the
// settings name. A browser says truly from where a page came; who is no browser has no cookie of
// others. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sejuta::people {

// What a request says of itself; each empty where the header is missing.
struct request_source {
    std::string_view host;            // Host
    std::string_view origin;          // Origin
    std::string_view sec_fetch_site;  // Sec-Fetch-Site
};

// "https://dasbor.example" or "http://127.0.0.1:5173": scheme, host, port, nothing behind.
bool is_origin(std::string_view text);

// May a page of there act here? One that names no origin may not with a cookie (`with_cookie`),
// since browsers name it; programs without a cookie may.
bool may_act(request_source const& from, std::vector<std::string> const& allowed, bool with_cookie);

// True for "127.0.0.1:8080", "[::1]" or "localhost": the browser's own machine, where a cookie
// needs no HTTPS.
bool is_loopback_host(std::string_view host);

// The value of a cookie in a Cookie header, or empty; the first where it stands twice.
std::string_view cookie_value(std::string_view header, std::string_view name);

}  // namespace sejuta::people
