// SPDX-License-Identifier: Apache-2.0
#include "edge/static_files.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "base/assert.hpp"
#include "base/limits.hpp"

namespace sejuta::edge {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> content_types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".avif", "image/avif"},
    {".ico", "image/x-icon"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".txt", "text/plain; charset=utf-8"},
    {".pdf", "application/pdf"},
}};

std::string_view content_type_of(std::string_view path)
{
    for (auto const& [ending, type] : content_types)
        if (path.ends_with(ending)) return type;
    return "application/octet-stream";
}

// Builds put a hash of the content into the names below assets/: such a name never changes meaning.
std::string_view cache_control_of(std::string_view path)
{
    return path.find("/assets/") != path.npos ? "public, max-age=31536000, immutable" : "no-cache";
}

std::string etag_of(std::string_view body)
{
    std::array<unsigned char, 16> digest{};
    crypto_generichash(digest.data(), digest.size(),
                       reinterpret_cast<unsigned char const*>(body.data()), body.size(), nullptr,
                       0);
    std::array<char, 2 * digest.size() + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
    return '"' + std::string(hex.data()) + '"';
}

std::string trimmed(std::string_view text)
{
    auto const from = text.find_first_not_of(" \t");
    if (from == text.npos) return {};
    return std::string(text.substr(from, text.find_last_not_of(" \t") - from + 1));
}

std::vector<std::string> list_of(std::string_view header)
{
    std::vector<std::string> items;
    while (!header.empty()) {
        auto const item = header.substr(0, header.find(','));
        header.remove_prefix(std::min(header.size(), item.size() + 1));
        items.push_back(trimmed(item));
    }
    return items;
}

bool takes_gzip(http_request const& request)
{
    auto const accepted = list_of(request.accept_encoding);
    return std::any_of(accepted.begin(), accepted.end(), [](std::string const& coding) {
        auto const name = trimmed(std::string_view(coding).substr(0, coding.find(';')));
        if (name != "gzip" && name != "*") return false;
        auto const weight = coding.find("q=");
        // q=0, q=0.0 ...: expressly not.
        return weight == coding.npos || coding.find_first_not_of("0. ", weight + 2) != coding.npos;
    });
}

bool already_has(http_request const& request, std::string const& etag)
{
    auto const held = list_of(request.if_none_match);
    return std::any_of(held.begin(), held.end(), [&](std::string_view tag) {
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        return tag == etag || tag == "*";
    });
}

base::checked<std::string> read_whole(fs::path const& path)
{
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream content;
    content << stream.rdbuf();
    if (!stream)
        return base::fault{"cannot read " + path.string() + "; make it readable or build anew"};
    // Named, since a string could also be taken for the fault's sentence.
    return base::checked<std::string>(boost::system::in_place_value, std::move(content).str());
}

}  // namespace

base::checked<static_files> static_files::load(std::vector<static_app> const& apps)
{
    static_files loaded;
    std::size_t bytes = 0;
    for (auto const& app : apps) {
        auto const total = loaded.load_app(app, bytes);
        if (!total) return total.error();
        bytes = *total;
    }
    loaded.take_gzip();
    return loaded;
}

base::checked<std::size_t> static_files::load_app(static_app const& app, std::size_t bytes)
{
    SEJUTA_ASSERT(app.prefix.starts_with('/') && app.prefix.ends_with('/'), "prefix like /lapor/");
    std::error_code error;
    fs::recursive_directory_iterator entries(app.directory, error);
    if (error) return bytes;
    for (auto const& entry : entries) {
        if (entry.is_symlink() || !entry.is_regular_file()) continue;
        bytes += entry.file_size();
        if (bytes > limits::static_bytes_max)
            return base::fault{"the web apps under " + app.directory.string() + " exceed " +
                               std::to_string(limits::static_bytes_max >> 20) +
                               " MiB; is that the directory of a build?"};
        auto body = read_whole(entry.path());
        if (!body) return body.error();
        auto path = app.prefix + entry.path().lexically_relative(app.directory).generic_string();
        auto etag = etag_of(*body);
        file held{std::string(content_type_of(path)),
                  std::string(cache_control_of(path)),
                  std::move(etag),
                  *std::move(body),
                  {}};
        files_.insert_or_assign(std::move(path), std::move(held));
    }
    auto const index = app.prefix + "index.html";
    routes_[app.prefix] = index;
    for (auto const& route : app.routes) routes_[route] = index;
    return bytes;
}

// NAME.gz is the gzip of NAME and no file of its own.
void static_files::take_gzip()
{
    for (auto at = files_.begin(); at != files_.end();) {
        auto const plain =
            at->first.ends_with(".gz")
                ? files_.find(std::string_view(at->first).substr(0, at->first.size() - 3))
                : files_.end();
        if (plain == files_.end()) {
            ++at;
            continue;
        }
        plain->second.gzip = std::move(at->second.body);
        at = files_.erase(at);
    }
}

static_files::file const* static_files::find(std::string_view path) const
{
    if (auto const found = files_.find(path); found != files_.end()) return &found->second;
    auto route = routes_.find(path);
    // The nearest "…/*" above.
    for (auto rest = path; route == routes_.end() && rest.find('/') != rest.npos;) {
        rest = rest.substr(0, rest.find_last_of('/'));
        route = routes_.find(std::string(rest) + "/*");
    }
    if (route == routes_.end()) return nullptr;
    auto const index = files_.find(route->second);
    return index == files_.end() ? nullptr : &index->second;
}

std::optional<http_response> static_files::answer(http_request const& request) const
{
    if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
    http_response response;
    auto const* const found = find(request.path);
    if (found == nullptr) {
        // "/lapor" is "/lapor/", where the app's relative links are right.
        if (!routes_.contains(request.path + "/") || find(request.path + "/") == nullptr)
            return std::nullopt;
        response.status = 308;
        response.content_type = "text/plain; charset=utf-8";
        response.headers.emplace_back("Location", request.path + "/");
        return response;
    }
    response.content_type = found->content_type;
    response.headers.emplace_back("Cache-Control", found->cache_control);
    if (!found->gzip.empty()) response.headers.emplace_back("Vary", "Accept-Encoding");
    bool const zipped = !found->gzip.empty() && takes_gzip(request);
    // Two encodings are two representations: each has its own tag.
    auto const etag =
        zipped ? found->etag.substr(0, found->etag.size() - 1) + "-gz\"" : found->etag;
    response.headers.emplace_back("ETag", etag);
    if (already_has(request, etag)) {
        response.status = 304;
        return response;
    }
    if (zipped) response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = zipped ? found->gzip : found->body;
    return response;
}

}  // namespace sejuta::edge
