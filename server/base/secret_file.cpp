// SPDX-License-Identifier: Apache-2.0
#include "base/secret_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace sejuta::base {
namespace {

fault cannot(std::string_view act, secret_file const& where)
{
    return {"cannot " + std::string(act) + " " + where.what + " " + where.file.string() + ": " +
            std::strerror(errno) + ". Give the data directory to the user that runs sejuta."};
}

checked<void> read(secret_file const& where, std::span<unsigned char> bytes)
{
    std::ifstream in(where.file, std::ios::binary);
    if (!in) return cannot("read", where);
    if (!in.read(reinterpret_cast<char*>(bytes.data()),
                 static_cast<std::streamsize>(bytes.size())) ||
        in.peek() != std::ifstream::traits_type::eof())
        return fault{where.what + " " + where.file.string() + " is not " +
                     std::to_string(bytes.size()) + " bytes long: " + where.when_damaged};
    return {};
}

checked<void> write(secret_file const& where, std::span<unsigned char> bytes)
{
    auto const draft = where.file.string() + "." + std::to_string(::getpid());
    int const fd = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return cannot("create", where);
    auto const written = ::write(fd, bytes.data(), bytes.size());
    bool const ok = written == static_cast<ssize_t>(bytes.size()) && ::fsync(fd) == 0;
    int why = errno;
    ::close(fd);
    bool const ours = ok && ::link(draft.c_str(), where.file.c_str()) == 0;
    if (ok) why = errno;
    ::unlink(draft.c_str());
    errno = why;
    if (ours) return {};
    if (ok && why == EEXIST) return read(where, bytes);
    return cannot("write", where);
}

}  // namespace

checked<void> load_or_make_secret(secret_file const& where, std::span<unsigned char> bytes,
                                  std::function<void(std::span<unsigned char>)> const& make)
{
    auto const directory = where.file.parent_path();
    std::error_code ignored;
    if (std::filesystem::create_directories(directory, ignored))
        std::filesystem::permissions(directory, std::filesystem::perms::owner_all, ignored);
    if (std::filesystem::exists(where.file, ignored)) return read(where, bytes);
    make(bytes);
    return write(where, bytes);
}

}  // namespace sejuta::base
