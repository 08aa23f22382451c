// SPDX-License-Identifier: Apache-2.0
// The lock is a file of its own beside the users' file, since a rename puts another file in its
// place.
#include "app/users_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "base/descriptor.hpp"
#include "base/limits.hpp"
#include "base/whole_file.hpp"

namespace sejuta::app {
namespace {

namespace fs = std::filesystem;

base::fault cannot(std::string_view act, fs::path const& file,
                   std::error_code why = base::last_error())
{
    return {fmt::format("cannot {} {}: {}. Give it to the user that runs sejuta.", act,
                        file.string(), why.message())};
}

std::optional<base::fault> unsafe(int file, fs::path const& path)
{
    struct stat facts{};
    if (::fstat(file, &facts) != 0) return cannot("read", path);
    if (!S_ISREG(facts.st_mode)) return base::fault{path.string() + " is no file"};
    if (facts.st_uid != ::geteuid() && facts.st_uid != 0)
        return base::fault{path.string() + " belongs to another user: chown it to the one that " +
                           "runs sejuta"};
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return base::fault{path.string() + " may be read by others: chmod 600 " + path.string()};
    return std::nullopt;
}

}  // namespace

fs::path users_path(std::string const& data_dir, std::string const& users)
{
    return users.empty() ? fs::path(data_dir) / "users.json" : fs::path(users);
}

base::checked<people::users> read_users(fs::path const& path)
{
    base::descriptor const file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file && errno == ENOENT) return people::users();
    if (!file) return cannot("read", path);
    if (auto wrong = unsafe(file.get(), path)) return *wrong;
    std::string text;
    if (auto const wrong = base::read_all(file.get(), text, limits::users_file_bytes_max)) {
        if (wrong != std::errc::file_too_large) return cannot("read", path, wrong);
        return base::fault{path.string() + " is longer than a users' file may be"};
    }
    auto read = people::users::from_text(text);
    if (!read) return base::fault{path.string() + ": " + read.error().sentence};
    return read;
}

base::checked<void> edit_users(fs::path const& path,
                               std::function<base::checked<void>(people::users&)> const& change)
{
    std::error_code ignored;
    if (path.has_parent_path() && fs::create_directories(path.parent_path(), ignored))
        fs::permissions(path.parent_path(), fs::perms::owner_all, ignored);
    auto const lock_path = path.string() + ".lock";
    base::descriptor const lock(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock || ::flock(lock.get(), LOCK_EX) != 0) return cannot("lock", lock_path);
    auto book = read_users(path);
    if (!book) return book.error();
    if (auto changed = change(*book); !changed) return changed.error();
    if (auto const wrong = base::replace_file(path, book->text(), 0600))
        return cannot("write", path, wrong);
    return {};
}

std::string users_stamp(fs::path const& path)
{
    struct stat facts{};
    if (::stat(path.c_str(), &facts) != 0) return {};
    return fmt::format("{}.{}.{}.{}.{}", facts.st_ino, facts.st_size, facts.st_mtim.tv_sec,
                       facts.st_mtim.tv_nsec, facts.st_ctim.tv_nsec);
}

}  // namespace sejuta::app
