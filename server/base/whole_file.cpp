// SPDX-License-Identifier: Apache-2.0
#include "base/whole_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/descriptor.hpp"

namespace sejuta::base {
namespace {

namespace fs = std::filesystem;

constexpr int fresh = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

std::error_code to_disk(descriptor const& file, std::string_view bytes)
{
    if (!file) return last_error();
    if (auto const wrong = write_all(file.get(), bytes)) return wrong;
    return ::fsync(file.get()) == 0 ? std::error_code() : last_error();
}

// Written beside its place first, and then moved there.
std::error_code put(fs::path const& file, std::string_view bytes, mode_t mode, unsigned how)
{
    auto const draft = file.string() + "." + std::to_string(::getpid()) + ".draft";
    ::unlink(draft.c_str());  // of one who had our number and was killed
    auto wrong = to_disk(descriptor(::open(draft.c_str(), fresh, mode)), bytes);
    if (!wrong && ::renameat2(AT_FDCWD, draft.c_str(), AT_FDCWD, file.c_str(), how) != 0)
        wrong = last_error();
    if (!wrong) return sync_folder_of(file);
    ::unlink(draft.c_str());
    return wrong;
}

}  // namespace

std::error_code last_error()
{
    return {errno, std::generic_category()};
}

std::error_code write_all(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        auto const put = ::write(file, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return last_error();
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
}

std::error_code read_all(int file, std::string& into, std::size_t at_most)
{
    char block[64 * 1024];
    for (std::size_t taken = 0;;) {
        auto const got = ::read(file, block, sizeof block);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return last_error();
        if (got == 0) return {};
        taken += static_cast<std::size_t>(got);
        if (taken > at_most) return std::make_error_code(std::errc::file_too_large);
        into.append(block, static_cast<std::size_t>(got));
    }
}

std::error_code sync_folder_of(fs::path const& file)
{
    auto const folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    descriptor const opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return opened && ::fsync(opened.get()) == 0 ? std::error_code() : last_error();
}

std::error_code replace_file(fs::path const& file, std::string_view bytes, mode_t mode)
{
    return put(file, bytes, mode, 0);
}

std::error_code create_file(fs::path const& file, std::string_view bytes, mode_t mode)
{
    return put(file, bytes, mode, RENAME_NOREPLACE);
}

}  // namespace sejuta::base
