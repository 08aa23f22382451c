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
#include <cstring>
#include <optional>

#include "base/limits.hpp"

namespace sejuta::app {
namespace {

namespace fs = std::filesystem;

base::fault cannot(std::string_view act, fs::path const& file)
{
    return {fmt::format("cannot {} {}: {}. Give it to the user that runs sejuta.", act,
                        file.string(), std::strerror(errno))};
}

class descriptor {
public:
    explicit descriptor(int number) : number_(number) {}
    descriptor(descriptor const&) = delete;
    descriptor& operator=(descriptor const&) = delete;
    ~descriptor()
    {
        if (number_ >= 0) ::close(number_);
    }
    int get() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

private:
    int number_;
};

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

std::optional<base::fault> read_all(int file, fs::path const& path, std::string& into)
{
    char buffer[64 * 1024];
    for (;;) {
        auto const got = ::read(file, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return cannot("read", path);
        if (got == 0) return std::nullopt;
        into.append(buffer, static_cast<std::size_t>(got));
        if (into.size() > limits::users_file_bytes_max)
            return base::fault{path.string() + " is longer than a users' file may be"};
    }
}

bool write_all(int file, std::string_view text)
{
    while (!text.empty()) {
        auto const put = ::write(file, text.data(), text.size());
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(put));
    }
    return ::fsync(file) == 0;
}

base::checked<void> replace(fs::path const& path, std::string const& text)
{
    auto const draft = path.string() + ".draft";
    ::unlink(draft.c_str());  // of one who was killed; nobody else is here under the lock
    {
        descriptor const file(
            ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!file || !write_all(file.get(), text)) return cannot("write", draft);
    }
    if (::rename(draft.c_str(), path.c_str()) != 0) return cannot("write", path);
    auto const parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
    descriptor const directory(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory || ::fsync(directory.get()) != 0) return cannot("write", parent);
    return {};
}

}  // namespace

fs::path users_path(std::string const& data_dir, std::string const& users)
{
    return users.empty() ? fs::path(data_dir) / "users.json" : fs::path(users);
}

base::checked<people::users> read_users(fs::path const& path)
{
    descriptor const file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file && errno == ENOENT) return people::users();
    if (!file) return cannot("read", path);
    if (auto wrong = unsafe(file.get(), path)) return *wrong;
    std::string text;
    if (auto wrong = read_all(file.get(), path, text)) return *wrong;
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
    descriptor const lock(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock || ::flock(lock.get(), LOCK_EX) != 0) return cannot("lock", lock_path);
    auto book = read_users(path);
    if (!book) return book.error();
    if (auto changed = change(*book); !changed) return changed.error();
    return replace(path, book->text());
}

std::string users_stamp(fs::path const& path)
{
    struct stat facts{};
    if (::stat(path.c_str(), &facts) != 0) return {};
    return fmt::format("{}.{}.{}.{}.{}", facts.st_ino, facts.st_size, facts.st_mtim.tv_sec,
                       facts.st_mtim.tv_nsec, facts.st_ctim.tv_nsec);
}

}  // namespace sejuta::app
