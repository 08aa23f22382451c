// SPDX-License-Identifier: Apache-2.0
// Who may do what in Redis. A Function runs with its caller's rights and is not rolled back when a
// command is refused in the middle, so the application's rights are written down once, here: the
// configuration grants exactly these, and the start probes each of them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sejuta::ledger::managed {

inline constexpr std::string_view application_user = "sejuta";
inline constexpr std::string_view admin_user = "sejuta-admin";    // loads functions, reads settings
inline constexpr std::string_view reader_user = "sejuta-reader";  // reads counters, for outsiders

// One command of the application as it must be allowed, with arguments of its shape. KEY stands for
// a key of the event.
struct right {
    std::string_view command;
    std::vector<std::string_view> arguments;
    bool writes = false;
};

std::span<right const> application_rights();

// The arguments of the right's command on a key of this event.
std::vector<std::string> sample(right const& of, std::string_view event);

// The rules of a `user` line, without name and password: what the user may do.
std::string application_rules();
std::string reader_rules();
std::string admin_rules();
// The default user cannot log in, and yet may do everything: Redis loads its own append-only file
// as this user, and throws away every transaction that it may not run.
std::string default_rules();

}  // namespace sejuta::ledger::managed
