// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/store_url.hpp"

#include <charconv>
#include <optional>

namespace sejuta::ledger::managed {
namespace {

using base::fault;
using std::string_view;

constexpr std::size_t unix_path_bytes_max = 107;
constexpr string_view forms =
    "write --store redis://user:password@host:port or --store unix:///path";

fault wrong(string_view what)
{
    return {std::string("the store's address ").append(what).append(": ").append(forms)};
}

std::optional<std::string> percent_decoded(string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            out += text[at];
            continue;
        }
        unsigned byte = 0;
        auto const* const digits = text.data() + at + 1;
        if (at + 2 >= text.size()) return std::nullopt;
        auto const [end, bad] = std::from_chars(digits, digits + 2, byte, 16);
        if (bad != std::errc() || end != digits + 2) return std::nullopt;
        out += static_cast<char>(byte);
        at += 2;
    }
    return out;
}

// Takes "user:password@" off the front.
bool take_credentials(string_view& rest, redis::endpoint& into)
{
    auto const at = rest.rfind('@');
    if (at == string_view::npos) return true;
    auto const credentials = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    auto const colon = credentials.find(':');
    if (colon == string_view::npos) return false;
    auto const user = percent_decoded(credentials.substr(0, colon));
    auto const password = percent_decoded(credentials.substr(colon + 1));
    if (!user || !password || password->empty()) return false;
    into.user = *user;
    into.password = *password;
    return true;
}

bool take_port(string_view text, redis::endpoint& into)
{
    auto const [end, bad] = std::from_chars(text.data(), text.data() + text.size(), into.port);
    return bad == std::errc() && end == text.data() + text.size() && into.port > 0;
}

// "host", "host:port", "[v6]", "[v6]:port".
bool take_host(string_view text, redis::endpoint& into)
{
    auto const bracketed = text.starts_with('[');
    auto const end = bracketed ? text.find(']') : text.find(':');
    if (bracketed && end == string_view::npos) return false;
    into.host = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
    auto const rest = end == string_view::npos ? string_view() : text.substr(end + bracketed);
    if (into.host.empty()) return false;
    return rest.empty() || (rest.front() == ':' && take_port(rest.substr(1), into));
}

base::checked<redis::endpoint> parse_tcp(string_view rest)
{
    redis::endpoint where;
    if (!take_credentials(rest, where)) return wrong("needs both user and password before the @");
    if (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.find_first_of("/?#") != string_view::npos)
        return wrong("has a path, and Sejuta always uses database 0");
    if (!take_host(rest, where)) return wrong("has no host, or a port that is none");
    return where;
}

base::checked<redis::endpoint> parse_unix(string_view rest)
{
    redis::endpoint where;
    if (!rest.starts_with('/') && !take_credentials(rest, where))
        return wrong("needs both user and password before the @");
    if (!rest.starts_with('/')) return wrong("has no absolute path");
    if (rest.size() > unix_path_bytes_max)
        return wrong("has a path over 107 bytes, more than a unix socket may have");
    where.unix_path = rest;
    return where;
}

}  // namespace

base::checked<redis::endpoint> parse_store_url(string_view url)
{
    constexpr string_view tcp = "redis://";
    constexpr string_view local = "unix://";
    if (url.starts_with(tcp)) return parse_tcp(url.substr(tcp.size()));
    if (url.starts_with(local)) return parse_unix(url.substr(local.size()));
    if (url.starts_with("rediss://"))
        return wrong("asks for TLS, which the ledger's connection does not speak; use a tunnel");
    return wrong("begins with neither redis:// nor unix://");
}

}  // namespace sejuta::ledger::managed
