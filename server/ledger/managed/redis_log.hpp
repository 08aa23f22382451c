// SPDX-License-Identifier: Apache-2.0
// What Redis says in its log while it loads. A Redis that threw away its own data answers PONG like
// a healthy one (ACL changed under the append-only file), so its log is the only witness.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sejuta::ledger::managed {

struct loading_report {
    bool ready = false;     // "ready to accept connections" was logged
    bool tail_cut = false;  // the append-only file ended inside a command; that command is gone
    std::vector<std::string> errors;  // warnings that are not known to be harmless

    bool operator==(loading_report const&) const = default;
};

// Reads the lines from the last start of Redis up to the point where it was ready.
loading_report read_loading(std::string_view log);

// The last megabyte of a log; empty where it cannot be read.
std::string tail_of(std::filesystem::path const& log);

// The last line that is a warning, without process id and date; empty where there is none.
std::string last_warning(std::string_view log);

}  // namespace sejuta::ledger::managed
