// SPDX-License-Identifier: Apache-2.0
#include "catalogue/directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace sejuta::catalogue {
namespace {

base::fault trouble(std::filesystem::path const& file, int error)
{
    return {file.string() + ": cannot be written: " + std::strerror(error) +
            "; it is as it was before"};
}

bool write_all(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        auto const written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0;
}

void sync_directory(std::filesystem::path const& dir)
{
    int const descriptor = ::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

}  // namespace

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
    auto draft = file;
    draft += ".new";
    int const descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0) return trouble(file, errno);
    bool const written = write_all(descriptor, text);
    int const error = errno;
    ::close(descriptor);
    if (!written || ::rename(draft.c_str(), file.c_str()) != 0) {
        auto const why = trouble(file, written ? errno : error);
        ::unlink(draft.c_str());
        return why;
    }
    sync_directory(file.has_parent_path() ? file.parent_path() : ".");
    return {};
}

}  // namespace sejuta::catalogue
