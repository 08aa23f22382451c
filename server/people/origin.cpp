// SPDX-License-Identifier: Apache-2.0
#include "people/origin.hpp"

#include <algorithm>

namespace sejuta::people {
namespace {

// The host and port of an origin; empty where it is none ("null", another scheme).
std::string_view host_of(std::string_view origin)
{
    for (std::string_view const scheme : {"https://", "http://"})
        if (origin.starts_with(scheme)) return origin.substr(scheme.size());
    return {};
}

std::string_view trimmed(std::string_view text)
{
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

bool is_origin(std::string_view text)
{
    auto const host = host_of(text);
    return !host.empty() && host.find_first_of("/?#@ ") == std::string_view::npos;
}

bool may_act(request_source const& from, std::vector<std::string> const& allowed, bool with_cookie)
{
    if (from.origin.empty()) {
        if (!from.sec_fetch_site.empty())
            return from.sec_fetch_site == "same-origin" || from.sec_fetch_site == "none";
        return !with_cookie;
    }
    if (std::find(allowed.begin(), allowed.end(), from.origin) != allowed.end()) return true;
    auto const host = host_of(from.origin);
    return !host.empty() && host == from.host;
}

bool is_loopback_host(std::string_view host)
{
    auto const name =
        host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find(':'));
    return name == "localhost" || name == "[::1]" || name == "127.0.0.1";
}

std::string_view cookie_value(std::string_view header, std::string_view name)
{
    while (!header.empty()) {
        auto const end = header.find(';');
        auto const pair = trimmed(header.substr(0, end));
        auto const equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name)
            return pair.substr(equals + 1);
        header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 1);
    }
    return {};
}

}  // namespace sejuta::people
