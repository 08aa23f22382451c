// SPDX-License-Identifier: Apache-2.0
#include "catalogue/directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/whole_file.hpp"

namespace sejuta::catalogue {
base::checked<directory_lock> directory_lock::take(std::filesystem::path const& dir)
{
    int const descriptor = ::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return base::fault{dir.string() + ": " + std::strerror(errno)};
    while (::flock(descriptor, LOCK_EX) != 0) {
        if (errno == EINTR) continue;
        int const error = errno;
        ::close(descriptor);
        return base::fault{dir.string() + ": cannot be locked: " + std::strerror(error)};
    }
    return directory_lock(descriptor);
}

directory_lock::directory_lock(directory_lock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1))
{
}

directory_lock::~directory_lock()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

base::checked<void> replace_file(std::filesystem::path const& file, std::string_view text)
{
    if (auto const wrong = base::replace_file(file, text, 0644))
        return base::fault{file.string() + ": cannot be written: " + wrong.message() +
                           "; it is as it was before"};
    return {};
}

}  // namespace sejuta::catalogue
