// SPDX-License-Identifier: Apache-2.0
// The server's signing keys: `token.key`, 1 to limits::signing_keys_max keys of 64 raw bytes, the
// oldest first. The last one signs; all of them verify, so that a new key needs no stop and no new
// tokens: add one, let every server read it, and retire the old one when its tokens are gone.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ingest/authorise/token.hpp"

namespace sejuta::ingest {

using key_set = std::vector<key_pair>;  // not empty, oldest first

// What people call a key by: 16 hex digits of its public half's hash.
std::string fingerprint(public_key const& key);

// The keys of a data directory; one is made where none is there.
base::checked<key_set> load_or_make_keys(std::filesystem::path const& directory);

// Writes a new key behind the others; it signs from now on. A fault where there are too many.
base::checked<key_set> add_key(std::filesystem::path const& directory);

// Takes a key away; tokens that it signed are refused from now on. A fault where the fingerprint is
// no key's, or the newest one's.
base::checked<key_set> retire_key(std::filesystem::path const& directory,
                                  std::string const& fingerprint);

// The set that counts now, for all threads. One thread reloads.
class key_ring {
public:
    static base::checked<std::unique_ptr<key_ring>> open(std::filesystem::path const& directory);

    // From any thread; stays valid while it is held.
    std::shared_ptr<key_set const> now() const { return now_.load(); }

    enum class reading { unchanged, changed };
    // Reads the file again where it is not the one read last. A fault leaves the set as it was, and
    // is told once.
    base::checked<reading> reload();

private:
    key_ring(std::filesystem::path directory, key_set keys);

    std::filesystem::path directory_;
    std::filesystem::file_time_type read_at_{};
    std::atomic<std::shared_ptr<key_set const>> now_;
};

}  // namespace sejuta::ingest
