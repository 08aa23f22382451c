// SPDX-License-Identifier: Apache-2.0
// The built web apps, held in memory. Everything is loaded once at start, and a request is an exact
// look-up in a map: what was not in the directory then does not exist, so no path can lead out of
// it. Immutable after load(): one object serves all threads.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "edge/http.hpp"

namespace sejuta::edge {

// One app: the directory of its build, where it appears, and the paths below that which are its own
// pages: they get index.html. A route that ends in "/*" stands for everything below it.
struct static_app {
    std::filesystem::path directory;
    std::string prefix = "/";  // begins and ends with a slash
    std::vector<std::string> routes;
};

class static_files {
public:
    // A directory that is not there gives no files and no fault. Files over static_bytes_max in all
    // are a fault: somebody gave the wrong directory. Symbolic links are left out.
    static base::checked<static_files> load(std::vector<static_app> const& apps);

    // The answer to a GET or HEAD, 304 included; null for what we do not have.
    std::optional<http_response> answer(http_request const& request) const;

    std::size_t count() const { return files_.size(); }

private:
    struct file {
        std::string content_type;
        std::string cache_control;
        std::string etag;
        std::string body;
        std::string gzip;  // precompressed by the build, or empty
    };

    base::checked<std::size_t> load_app(static_app const& app, std::size_t bytes_before);
    void take_gzip();
    file const* find(std::string_view path) const;

    std::map<std::string, file, std::less<>> files_;  // by URL path
    std::map<std::string, std::string, std::less<>>
        routes_;  // page, or page prefix with "/*" → index
};

}  // namespace sejuta::edge
