// SPDX-License-Identifier: Apache-2.0
// One process that we watch through a pidfd: a child that we started, or one that we found running.
// It never kills on destruction: a Redis may outlive the server that started it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/error.hpp"

namespace sejuta::ledger::managed {

using base::descriptor;

// What to start. The child gets /dev/null as input, the log as output and `inherited` as its
// descriptor 3, a session of its own (Ctrl-C on the terminal is for us alone), default signals, and
// no other descriptor of ours: a listening socket kept by a surviving child would block its port.
struct launch {
    std::string program;  // a path
    std::vector<std::string> arguments;
    std::string log;
    int inherited = -1;
};

class process {
public:
    static base::checked<process> start(launch const& what);
    // Nothing where there is no such process any more.
    static std::optional<process> find(pid_t id);

    pid_t id() const { return id_; }
    // Becomes readable when the process has ended.
    int watched() const { return watched_.get(); }
    // Whether it has ended; a child is reaped here.
    bool ended();
    // How it ended, for people: "exit code 1", "signal 9".
    std::string const& fate() const { return fate_; }
    void signal(int number) const;
    // Blocks until it has ended or the time is over; true where it has ended.
    bool wait(std::chrono::milliseconds at_most);

private:
    process(pid_t id, descriptor watched, bool child)
        : id_(id),
          watched_(std::move(watched)),
          child_(child)
    {
    }

    pid_t id_;
    descriptor watched_;
    bool child_;
    bool ended_ = false;
    std::string fate_;
};

// The path of a program by the rules of PATH; nothing where there is none that can be run.
std::optional<std::string> find_program(std::string const& name);

// What a program prints on its standard output within the deadline.
base::checked<std::string> output_of(std::string const& program,
                                     std::vector<std::string> const& arguments,
                                     std::chrono::milliseconds deadline);

}  // namespace sejuta::ledger::managed
