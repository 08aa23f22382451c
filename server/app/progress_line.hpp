// SPDX-License-Identifier: Apache-2.0
// How far a command is: one line that is written over, and of which nothing stays.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace sejuta::app {

class progress_line {
public:
    // `command` begins the line: "verify". Not shown, it writes nothing.
    progress_line(std::ostream& out, bool shown, std::string_view command)
        : out_(out),
          shown_(shown),
          command_(command)
    {
    }
    ~progress_line() { clear(); }
    progress_line(progress_line const&) = delete;
    progress_line& operator=(progress_line const&) = delete;

    void show(std::string_view event, std::string_view part, std::uint64_t done, std::uint64_t of)
    {
        if (!shown_) return;
        out_ << fmt::format("\r\033[K{}: {}: {} {} of {}", command_, event, part, done, of)
             << std::flush;
    }

    void clear()
    {
        if (shown_) out_ << "\r\033[K" << std::flush;
    }

private:
    std::ostream& out_;
    bool shown_;
    std::string command_;
};

}  // namespace sejuta::app
