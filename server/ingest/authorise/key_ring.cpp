// SPDX-License-Identifier: Apache-2.0
#include "ingest/authorise/key_ring.hpp"

#include <sodium.h>

#include <algorithm>
#include <fstream>

#include "base/limits.hpp"
#include "base/secret_file.hpp"
#include "base/whole_file.hpp"

namespace sejuta::ingest {

namespace {

namespace fs = std::filesystem;

constexpr auto when_damaged =
    "restore it from a backup, or remove it and enrol every terminal again";

fs::path file_in(fs::path const& directory)
{
    return directory / "token.key";
}

base::fault damaged(fs::path const& file, std::string const& what)
{
    return {"the signing keys " + file.string() + " " + what + ": " + when_damaged};
}

key_pair pair_of(secret_key const& secret)
{
    key_pair keys{.public_key = {}, .secret_key = secret};
    crypto_sign_ed25519_sk_to_pk(keys.public_key.data(), secret.data());
    return keys;
}

// True where the public half that stands in a secret key is its own.
bool is_whole(secret_key const& secret)
{
    std::array<unsigned char, crypto_sign_SEEDBYTES> seed{};
    crypto_sign_ed25519_sk_to_seed(seed.data(), secret.data());
    public_key made{};
    secret_key again{};
    crypto_sign_seed_keypair(made.data(), again.data(), seed.data());
    return sodium_memcmp(again.data(), secret.data(), secret.size()) == 0;
}

base::checked<key_set> read_keys(fs::path const& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) return damaged(file, "cannot be read");
    key_set keys;
    for (secret_key secret{};;) {
        in.read(reinterpret_cast<char*>(secret.data()),
                static_cast<std::streamsize>(secret.size()));
        if (in.gcount() == 0) break;
        if (in.gcount() != static_cast<std::streamsize>(secret.size()))
            return damaged(file, "are not 64 bytes each");
        if (!is_whole(secret)) return damaged(file, "have a key that is none");
        if (keys.size() == limits::signing_keys_max)
            return damaged(file,
                           "are more than " + std::to_string(limits::signing_keys_max) + " keys");
        keys.push_back(pair_of(secret));
    }
    if (keys.empty()) return damaged(file, "are empty");
    return keys;
}

base::checked<key_set> write_keys(fs::path const& file, key_set keys)
{
    std::string bytes;
    for (auto const& each : keys)
        bytes.append(reinterpret_cast<char const*>(each.secret_key.data()), each.secret_key.size());
    auto const wrong = base::replace_file(file, bytes, 0600);
    if (!wrong) return keys;
    return base::fault{"cannot write the signing keys " + file.string() + ": " + wrong.message() +
                       ". Give the data directory to the user that runs sejuta."};
}

}  // namespace

std::string fingerprint(public_key const& key)
{
    std::array<unsigned char, 16> hash{};
    crypto_generichash(hash.data(), hash.size(), key.data(), key.size(), nullptr, 0);
    std::array<char, 17> text{};
    sodium_bin2hex(text.data(), text.size(), hash.data(), 8);
    return text.data();
}

base::checked<key_set> load_or_make_keys(fs::path const& directory)
{
    if (sodium_init() < 0) return base::fault{"libsodium cannot start: no source of randomness"};
    std::error_code ignored;
    if (fs::exists(file_in(directory), ignored)) return read_keys(file_in(directory));
    secret_key secret{};
    auto const made = base::load_or_make_secret(
        {.file = file_in(directory), .what = "the signing key", .when_damaged = when_damaged},
        secret, [](std::span<unsigned char> fresh) {
            public_key other{};
            crypto_sign_keypair(other.data(), fresh.data());
        });
    if (!made) return made.error();
    return key_set{pair_of(secret)};
}

base::checked<key_pair> load_or_make_key(fs::path const& directory)
{
    auto const keys = load_or_make_keys(directory);
    if (!keys) return keys.error();
    return keys->back();
}

base::checked<key_set> add_key(fs::path const& directory)
{
    auto keys = load_or_make_keys(directory);
    if (!keys) return keys;
    if (keys->size() >= limits::signing_keys_max)
        return base::fault{"there are " + std::to_string(keys->size()) +
                           " signing keys already, as many as there may be: retire an old one"};
    key_pair fresh{};
    crypto_sign_keypair(fresh.public_key.data(), fresh.secret_key.data());
    keys->push_back(fresh);
    return write_keys(file_in(directory), std::move(*keys));
}

base::checked<key_set> retire_key(fs::path const& directory, std::string const& which)
{
    auto keys = load_or_make_keys(directory);
    if (!keys) return keys;
    auto const found = std::find_if(keys->begin(), keys->end(), [&](key_pair const& each) {
        return fingerprint(each.public_key) == which;
    });
    if (found == keys->end())
        return base::fault{"key \"" + which +
                           "\": no such signing key; sejuta key list shows them"};
    if (found == keys->end() - 1)
        return base::fault{"key \"" + which + "\": it is the one that signs; add a new one first"};
    keys->erase(found);
    return write_keys(file_in(directory), std::move(*keys));
}

key_ring::key_ring(fs::path directory, key_set keys)
    : directory_(std::move(directory)),
      now_(std::make_shared<key_set const>(std::move(keys)))
{
    std::error_code ignored;
    read_at_ = fs::last_write_time(file_in(directory_), ignored);
}

base::checked<std::unique_ptr<key_ring>> key_ring::open(fs::path const& directory)
{
    auto keys = load_or_make_keys(directory);
    if (!keys) return keys.error();
    return std::unique_ptr<key_ring>(new key_ring(directory, std::move(*keys)));
}

base::checked<key_ring::reading> key_ring::reload()
{
    std::error_code gone;
    auto const written = fs::last_write_time(file_in(directory_), gone);
    if (gone || written == read_at_) return reading::unchanged;
    read_at_ = written;
    auto keys = read_keys(file_in(directory_));
    if (!keys) return keys.error();
    now_.store(std::make_shared<key_set const>(std::move(*keys)));
    return reading::changed;
}

}  // namespace sejuta::ingest
