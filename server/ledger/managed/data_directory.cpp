// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/data_directory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>

#include "base/whole_file.hpp"

namespace sejuta::ledger::managed {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t socket_path_bytes_max = 107;  // sun_path is 108 with its final NUL
constexpr std::size_t secret_bytes = 32;

base::fault unusable(fs::path const& root, std::string_view what, int why)
{
    if (why == ENOSPC || why == EDQUOT)
        return {fmt::format("{}: the disk is full: free some space ({})", what, root.string())};
    return {
        fmt::format("{} ({}): make {} writable for the user of this server, or choose another "
                    "--data-dir",
                    what, std::strerror(why), root.string())};
}

// A string could also be the sentence of a fault, so the value says that it is one.
base::checked<std::string> value(std::string text)
{
    return {boost::system::in_place_value, std::move(text)};
}

std::optional<std::string> read_file(fs::path const& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

descriptor open_lock(fs::path const& file)
{
    return descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
}

bool make_private(fs::path const& folder)
{
    return mkdir(folder.c_str(), S_IRWXU) == 0 || (errno == EEXIST && fs::is_directory(folder));
}

std::string make_secret()
{
    std::array<unsigned char, secret_bytes> random;
    randombytes_buf(random.data(), random.size());
    std::array<char, 2 * secret_bytes + 1> hex;
    sodium_bin2hex(hex.data(), hex.size(), random.data(), random.size());
    return hex.data();
}

fs::path secret_file(fs::path const& root, std::string_view user)
{
    return root / "redis" / fmt::format("{}.secret", user);
}

// Without the line's end; nothing where it is not what make_secret() makes.
std::optional<std::string> parse_secret(std::string text)
{
    if (!text.empty() && text.back() == '\n') text.pop_back();
    auto const hex = text.find_first_not_of("0123456789abcdef") == std::string::npos;
    return hex && text.size() == 2 * secret_bytes ? std::optional(text) : std::nullopt;
}

base::fault bad_secret(fs::path const& file)
{
    return {
        fmt::format("{} does not hold a password of 64 hex digits: restore the file from a "
                    "backup, or stop this server and its Redis and delete it",
                    file.string())};
}

}  // namespace

base::checked<data_directory> data_directory::open(fs::path const& where)
{
    std::error_code wrong;
    auto root = fs::absolute(where, wrong).lexically_normal();
    if (!root.has_filename()) root = root.parent_path();  // "dir/" is "dir"
    data_directory opened(std::move(root));
    if (auto const path = opened.socket().string(); path.size() > socket_path_bytes_max)
        return base::fault{fmt::format(
            "the socket {} would have a path of {} bytes, and a unix socket may have {}: choose a "
            "shorter --data-dir",
            path, path.size(), socket_path_bytes_max)};
    if (auto made = opened.create(); !made) return made.error();
    if (auto locked = opened.lock(); !locked) return locked.error();
    return opened;
}

base::checked<void> data_directory::create() const
{
    std::error_code wrong;
    fs::create_directories(root_.parent_path(), wrong);
    if (wrong || !make_private(root_) || !make_private(redis()))
        return unusable(root_,
                        fmt::format("the data directory {} cannot be created", root_.string()),
                        wrong ? wrong.value() : (errno == EEXIST ? ENOTDIR : errno));
    return {};
}

base::checked<void> data_directory::lock()
{
    auto const file = root_ / "lock";
    lock_ = open_lock(file);
    if (!lock_) return unusable(root_, fmt::format("{} cannot be opened", file.string()), errno);
    if (flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) {
        auto const holder = read_file(file).value_or("");
        return base::fault{fmt::format(
            "another server (process {}) already uses the data directory {}: stop it, or choose "
            "another --data-dir",
            holder.substr(0, holder.find('\n')), root_.string())};
    }
    // For people only; on a full disk the number may be missing.
    auto const id = fmt::format("{}\n", getpid());
    if (ftruncate(lock_.get(), 0) == 0 && pwrite(lock_.get(), id.data(), id.size(), 0) < 0)
        return {};
    return {};
}

bool data_directory::lock_redis()
{
    if (redis_lock_) return true;
    auto file = open_lock(redis() / "lock");
    if (!file || flock(file.get(), LOCK_EX | LOCK_NB) != 0) return false;
    redis_lock_ = std::move(file);
    return true;
}

base::checked<std::string> data_directory::secret(std::string_view user) const
{
    auto const file = secret_file(root_, user);
    if (auto const held = read_file(file)) {
        if (auto parsed = parse_secret(*held)) return value(*parsed);
        return bad_secret(file);
    }
    if (sodium_init() < 0)
        return base::fault{"libsodium has no source of randomness: check /dev/urandom"};
    auto made = make_secret();
    if (auto written = write_private(file, made + "\n"); !written) return written.error();
    return value(made);
}

base::checked<void> write_private(fs::path const& file, std::string const& text)
{
    if (read_file(file) == text) return {};
    auto const wrong = base::replace_file(file, text, S_IRUSR | S_IWUSR);
    if (!wrong) return {};
    return unusable(file.parent_path(), fmt::format("{} cannot be written", file.string()),
                    wrong.value());
}

fs::path socket_of(fs::path const& data_directory)
{
    return fs::absolute(data_directory).lexically_normal() / "redis" / "redis.sock";
}

base::checked<std::string> read_secret(fs::path const& data_directory, std::string_view user)
{
    auto const file = secret_file(data_directory, user);
    auto const held = read_file(file);
    if (!held)
        return base::fault{fmt::format(
            "{} cannot be read: name the --data-dir of a server, as the user that runs it",
            file.string())};
    if (auto parsed = parse_secret(*held)) return value(*parsed);
    return bad_secret(file);
}

}  // namespace sejuta::ledger::managed
