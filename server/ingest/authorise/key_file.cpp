// SPDX-License-Identifier: Apache-2.0
// The server's signing key on disk: 64 raw bytes that only its owner may read.
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "ingest/authorise/token.hpp"

namespace sejuta::ingest {
namespace {

base::fault cannot(std::string_view act, std::filesystem::path const& file)
{
    return {"cannot " + std::string(act) + " the signing key " + file.string() + ": " +
            std::strerror(errno) + ". Give the data directory to the user that runs sejuta."};
}

// A key file appears whole or not at all, so that two programs that start at once agree on one.
base::checked<key_pair> make_key(std::filesystem::path const& file)
{
    key_pair keys{};
    crypto_sign_keypair(keys.public_key.data(), keys.secret_key.data());
    auto const draft = file.string() + "." + std::to_string(::getpid());
    int const fd = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return cannot("create", file);
    auto const written = ::write(fd, keys.secret_key.data(), keys.secret_key.size());
    bool const ok = written == static_cast<ssize_t>(keys.secret_key.size()) && ::fsync(fd) == 0;
    ::close(fd);
    bool const ours = ok && ::link(draft.c_str(), file.c_str()) == 0;
    int const why = errno;
    ::unlink(draft.c_str());
    errno = why;
    if (ours) return keys;
    if (ok && why == EEXIST) return load_or_make_key(file.parent_path());
    return cannot("write", file);
}

}  // namespace

base::checked<key_pair> load_or_make_key(std::filesystem::path const& directory)
{
    if (sodium_init() < 0) return base::fault{"libsodium cannot start: no source of randomness"};
    auto const file = directory / "token.key";
    std::error_code ignored;
    // The directory is its owner's alone, also where this is what makes it.
    if (std::filesystem::create_directories(directory, ignored))
        std::filesystem::permissions(directory, std::filesystem::perms::owner_all, ignored);
    if (!std::filesystem::exists(file, ignored)) return make_key(file);
    key_pair keys{};
    std::ifstream in(file, std::ios::binary);
    if (!in.read(reinterpret_cast<char*>(keys.secret_key.data()),
                 static_cast<std::streamsize>(keys.secret_key.size())) ||
        in.peek() != std::ifstream::traits_type::eof())
        return base::fault{"the signing key " + file.string() +
                           " is not 64 bytes long: restore it from a backup, or remove it and "
                           "enrol every terminal again"};
    crypto_sign_ed25519_sk_to_pk(keys.public_key.data(), keys.secret_key.data());
    return keys;
}

}  // namespace sejuta::ingest
