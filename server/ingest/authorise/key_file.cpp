// SPDX-License-Identifier: Apache-2.0
// The server's signing key on disk: 64 raw bytes that only its owner may read.
#include <sodium.h>

#include "base/secret_file.hpp"
#include "ingest/authorise/token.hpp"

namespace sejuta::ingest {

base::checked<key_pair> load_or_make_key(std::filesystem::path const& directory)
{
    if (sodium_init() < 0) return base::fault{"libsodium cannot start: no source of randomness"};
    key_pair keys{};
    auto const loaded = base::load_or_make_secret(
        {.file = directory / "token.key",
         .what = "the signing key",
         .when_damaged = "restore it from a backup, or remove it and enrol every terminal again"},
        keys.secret_key, [&keys](std::span<unsigned char> fresh) {
            crypto_sign_keypair(keys.public_key.data(), fresh.data());
        });
    if (!loaded) return loaded.error();
    crypto_sign_ed25519_sk_to_pk(keys.public_key.data(), keys.secret_key.data());
    return keys;
}

}  // namespace sejuta::ingest
