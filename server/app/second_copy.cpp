// SPDX-License-Identifier: Apache-2.0
#include "app/second_copy.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include <spdlog/spdlog.h>

#include "base/limits.hpp"
#include "ledger/copy_reader.hpp"
#include "ledger/managed/data_directory.hpp"

namespace sejuta::app {
namespace {

namespace fs = std::filesystem;
using ledger::redis::copy_figures;
using steady = std::chrono::steady_clock;

bool make_private(fs::path const& folder)
{
    return mkdir(folder.c_str(), S_IRWXU) == 0 || (errno == EEXIST && fs::is_directory(folder));
}

bool on_one_disk(fs::path const& a, fs::path const& b)
{
    struct stat one{};
    struct stat other{};
    return stat(a.c_str(), &one) == 0 && stat(b.c_str(), &other) == 0 && one.st_dev == other.st_dev;
}

}  // namespace

std::vector<fs::path> files_to_copy(fs::path const& data_directory)
{
    std::vector<fs::path> files;
    std::error_code missing;
    for (auto const& each : fs::directory_iterator(data_directory, missing))
        if (each.is_regular_file() && each.path().filename() != "lock")
            files.push_back(each.path());
    return files;
}

base::checked<std::unique_ptr<second_copy>> second_copy::open(second_copy_options options)
{
    std::unique_ptr<second_copy> opened(new second_copy(std::move(options)));
    if (auto ready = opened->prepare(); !ready) return ready.error();
    return opened;
}

second_copy::second_copy(second_copy_options options)
    : options_(std::move(options)),
      work_(io_.get_executor()),
      files_timer_(io_)
{
    for (auto const& event : options_.events)
        copiers_.push_back(std::make_unique<ledger::redis::copier>(
            io_, options_.store, options_.copy, event,
            [this](copy_figures const& now) { took(now); }));
}

second_copy::~second_copy()
{
    stop();
}

base::checked<void> second_copy::prepare()
{
    auto const& copy = options_.copy;
    auto const unusable = [&](std::string_view why) {
        return base::fault{fmt::format(
            "second-copy \"{}\": {}: name a directory on another disk that sejuta may write",
            copy.string(), why)};
    };
    if (!make_private(copy)) return unusable(std::strerror(errno));
    lock_ = base::descriptor(
        ::open((copy / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!lock_) return unusable(std::strerror(errno));
    if (flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) return unusable("another server writes there");
    if (on_one_disk(copy, options_.data_directory))
        spdlog::warn(
            "copy {} is on the disk of the data directory: it protects from mistakes, not "
            "from a dead disk",
            copy.string());
    return {};
}

// A line that was found or begun gets its files at once.
void second_copy::took(copy_figures const& now)
{
    std::filesystem::path before;
    {
        std::lock_guard const own(mutex_);
        before = std::exchange(figures_[now.event], now).line;
    }
    if (before != now.line) copy_files(now.line);
}

// Only what has changed is written, and never into an older line.
void second_copy::copy_files(fs::path const& line)
{
    auto const into = line / ledger::copy_files_folder;
    std::string trouble;
    if (!make_private(into)) trouble = fmt::format("{}: {}", into.string(), std::strerror(errno));
    for (auto const& file : files_to_copy(options_.data_directory)) {
        std::ifstream in(file, std::ios::binary);
        std::string const bytes{std::istreambuf_iterator<char>(in), {}};
        auto done = ledger::managed::write_private(into / file.filename(), bytes);
        if (!done) trouble = done.error().sentence;
    }
    if (!trouble.empty()) spdlog::warn("copy {}", trouble);
    std::lock_guard const own(mutex_);
    files_trouble_ = trouble;
}

void second_copy::copy_files_later()
{
    files_timer_.expires_after(limits::witness_interval);
    files_timer_.async_wait([this](boost::system::error_code wrong) {
        // stop() may come when this was on its way already.
        if (wrong || !work_.owns_work()) return;
        for (auto const& now : figures())
            if (!now.line.empty()) copy_files(now.line);
        copy_files_later();
    });
}

void second_copy::start()
{
    for (auto& each : copiers_) each->start();
    copy_files_later();
    thread_ = std::thread([this] { io_.run(); });
}

void second_copy::stop()
{
    if (!thread_.joinable()) return;
    boost::asio::post(io_, [this] {
        for (auto& each : copiers_) each->stop();
        files_timer_.cancel();
        work_.reset();
    });
    thread_.join();
}

std::vector<copy_figures> second_copy::figures() const
{
    std::lock_guard const own(mutex_);
    std::vector<copy_figures> all;
    for (auto const& [event, now] : figures_) all.push_back(now);
    return all;
}

std::vector<std::string> second_copy::warnings() const
{
    std::vector<std::string> found;
    {
        std::lock_guard const own(mutex_);
        if (!files_trouble_.empty())
            found.push_back("the second copy lacks files of the data directory: " + files_trouble_);
    }
    for (auto const& now : figures()) {
        auto const waited = steady::now() - now.since;
        if (now.is_whole() || waited < limits::copy_lag_warning) continue;
        found.push_back(fmt::format(
            "the second copy of event {} is at revision {}, {} behind, since {} s{}{}", now.event,
            now.revision, now.behind, std::chrono::floor<std::chrono::seconds>(waited).count(),
            now.trouble.empty() ? "" : ": ", now.trouble));
    }
    return found;
}

}  // namespace sejuta::app
