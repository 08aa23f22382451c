// SPDX-License-Identifier: Apache-2.0
// One-time codes for new terminals: 12 characters of Crockford's base32, 60 random bits. A code is
// for the person who enrols and is kept nowhere; the ledger has its hash.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/change.hpp"

namespace sejuta::ingest {

// A new random code, normalised: "7K3M9QWERT2X".
std::string make_enrol_code();

// As it is printed: "7K3M-9QWE-RT2X".
std::string shown_code(std::string_view normalised);

// What a person typed, normalised: upper case, without spaces and dashes, O as 0, I and L as 1.
// Nothing where that is no code.
std::optional<std::string> normalised_code(std::string_view typed);

// BLAKE2b-128 of a normalised code.
domain::code_hash hash_of_code(std::string_view normalised);

}  // namespace sejuta::ingest
