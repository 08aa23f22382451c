// SPDX-License-Identifier: Apache-2.0
// Passwords: argon2id by libsodium, about a tenth of a second and 64 MiB a hash. Both functions
// block: call them on a worker, never on an I/O thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sejuta::people {

// Nothing where a password is fit to be one, else the rule that it breaks.
std::optional<std::string> password_fault(std::string_view password);

// "$argon2id$v=19$m=65536,t=2,p=1$..."; nothing where 64 MiB of memory are not to be had.
std::optional<std::string> hash_password(std::string_view password);

// What an unknown user's password is compared with: of 32 random bytes that nobody kept, at the
// cost of `hash_password`. In the source, so that a start hashes nothing.
inline constexpr char nobodys_hash[] =
    "$argon2id$v=19$m=65536,t=2,p=1$bbArKforcREQKN2uqgJigg$"
    "V4SVAPiA/pYLTuncIzCc0Oe6qBQ7ju5xs86RhRdFOvI";

// Whether the password is the hash's. The empty hash is nobody's: the answer is no, after the time
// that a wrong password takes.
bool password_matches(std::string const& hash, std::string_view password);

}  // namespace sejuta::people
