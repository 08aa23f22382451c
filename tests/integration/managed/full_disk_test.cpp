// SPDX-License-Identifier: Apache-2.0
// A full disk: Redis ends at the write that fails, comes back, and must neither end in a loop nor
// lose what had a receipt. On a small file system of its own where we may mount one; elsewhere a
// limit on Redis's file size stands in for it.
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <chrono>

#include "integration/managed/support.hpp"
#include "ledger/managed/prober.hpp"

namespace sejuta::ledger::managed {
namespace {

namespace fs = std::filesystem;
using steady = std::chrono::steady_clock;
constexpr auto npos = std::string::npos;
constexpr auto start_mark = "is starting oO0OoO0OoO0Oo";

constexpr std::uint64_t disk_bytes = 2 * limits::disk_free_bytes_min;

// A disk that can be filled and freed.
class small_disk {
public:
    explicit small_disk(fs::path where) : where_(std::move(where))
    {
        fs::create_directory(where_);
        // In a mount namespace of our own, so that nothing stays mounted whatever happens to us.
        real_ = unshare(CLONE_NEWNS) == 0 &&
                mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                mount("tmpfs", where_.c_str(), "tmpfs", 0,
                      ("size=" + std::to_string(disk_bytes)).c_str()) == 0;
        std::printf("full disk: %s\n", real_ ? "a tmpfs" : "a limit on the size of files");
    }
    ~small_disk()
    {
        if (real_) umount2(where_.c_str(), MNT_DETACH);
    }
    small_disk(small_disk const&) = delete;
    small_disk& operator=(small_disk const&) = delete;

    void fill(managed_redis const& redis)
    {
        fill();
        limit(redis);
    }
    void fill()
    {
        full_ = true;
        if (!real_) return;
        std::ofstream ballast(where_ / "ballast", std::ios::binary);
        std::string const block(64 * 1024, 'x');
        while (ballast.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
    }
    // A Redis that was started anew has no limit any more; a disk stays full by itself.
    void limit(managed_redis const& redis) const
    {
        if (real_ || !full_) return;
        // Room for Redis's log, which is short, and none for one more report.
        rlimit const little{24 * 1024, RLIM_INFINITY};
        prlimit(redis.process_id(), RLIMIT_FSIZE, &little, nullptr);
    }
    void free()
    {
        full_ = false;
        fs::remove(where_ / "ballast");
    }
    void free(managed_redis const& redis)
    {
        free();
        rlimit const all{RLIM_INFINITY, RLIM_INFINITY};
        if (!real_ && redis.process_id() > 0)
            prlimit(redis.process_id(), RLIMIT_FSIZE, &all, nullptr);
    }
    std::optional<std::uint64_t> left() const
    {
        if (!real_) return full_ ? 0 : disk_bytes;
        return free_bytes(where_);
    }

private:
    fs::path where_;
    bool real_ = false;
    bool full_ = false;
};

class full_disk : public testing::Test {
protected:
    full_disk() : disk_(directory_ / "disk")
    {
        auto started = managed_redis::start(io_, options());
        if (!started) throw std::runtime_error(started.error().sentence);
        redis_ = std::move(*started);
        redis_->on_change([this](redis_state now) {
            if (now == redis_state::down) ended_.push_back(steady::now());
            if (now == redis_state::up) disk_.limit(*redis_);
        });
        readiness_facts known;
        known.functions_loaded = known.rights_probed = known.ledger_recounted = true;
        prober_ = std::make_unique<prober>(
            io_,
            prober_options{.store = redis_->admin(),
                           .data_directory = directory_ / "disk/data",
                           .free_bytes = [this](fs::path const&) { return disk_.left(); }},
            known);
        prober_->start();
    }
    managed_options options()
    {
        auto all = options_in(directory_ / "disk/data");
        all.free_bytes = [this](fs::path const&) { return disk_.left(); };
        return all;
    }
    // More than what is left in the last page of the file.
    bool record() const
    {
        auto const id = ask(redis_->application(),
                            {"XADD", "{e}:ledger", "*", "reports", std::string(16 * 1024, 'r')});
        return id.find("-0") != std::string::npos;
    }
    std::string recorded() const { return ask(redis_->application(), {"XLEN", "{e}:ledger"}); }
    bool comes_back()
    {
        return run_until(io_, [&] { return redis_->state() == redis_state::down; }) &&
               run_until(io_, [&] { return redis_->state() == redis_state::up; });
    }
    // Whether no Redis was started for so long.
    bool stays_down_for(std::chrono::milliseconds how_long)
    {
        auto const until = steady::now() + how_long;
        run_until(io_, [&] { return steady::now() > until || redis_->process_id() != 0; });
        return redis_->process_id() == 0;
    }
    std::size_t starts() const
    {
        auto const text = read_text(redis_->log());
        std::size_t found = 0;
        for (auto at = text.find(start_mark); at != npos; at = text.find(start_mark, at + 1))
            ++found;
        return found;
    }

    temporary_directory directory_;
    small_disk disk_;
    boost::asio::io_context io_;
    std::vector<steady::time_point> ended_;
    std::unique_ptr<managed_redis> redis_;
    std::unique_ptr<prober> prober_;
};

TEST_F(full_disk, stops_recording_and_ends_with_the_space_and_the_data)
{
    ASSERT_TRUE(run_until(io_, [&] { return prober_->may_record(); }));
    EXPECT_TRUE(record());
    disk_.fill(*redis_);
    auto const disk_is_named = [&] {
        auto const reasons = reasons_not_ready(prober_->facts());
        return std::ranges::any_of(reasons, [](std::string const& reason) {
            return reason.find("are free on the disk") != npos;
        });
    };
    ASSERT_TRUE(run_until(io_, disk_is_named));
    EXPECT_FALSE(prober_->may_record());

    // A write that was under way when the disk filled up.
    EXPECT_FALSE(record());
    ASSERT_TRUE(run_until(io_, [&] { return redis_->reason().find("MiB are free") != npos; }))
        << redis_->reason();
    EXPECT_TRUE(stays_down_for(1500ms)) << "Redis was started on a full disk";
    EXPECT_FALSE(prober_->may_record());
    EXPECT_EQ(starts(), 1U);

    disk_.free(*redis_);
    ASSERT_TRUE(run_until(io_, [&] { return prober_->may_record(); })) << redis_->reason();
    EXPECT_EQ(recorded(), "1");
    EXPECT_TRUE(record());
    EXPECT_EQ(recorded(), "2");
}

TEST_F(full_disk, a_log_that_it_cut_short_is_no_damage)
{
    EXPECT_TRUE(record());
    std::ofstream(redis_->log(), std::ios::app) << "99:M 21 Nov 2026 21:21:39.684 # Fatal er";
    ASSERT_GT(redis_->process_id(), 0);
    ::kill(redis_->process_id(), SIGKILL);
    ASSERT_TRUE(comes_back()) << redis_->reason();
    EXPECT_EQ(recorded(), "1");
}

TEST_F(full_disk, a_server_that_starts_on_it_says_what_is_missing)
{
    EXPECT_TRUE(record());
    redis_.reset();
    prober_.reset();
    disk_.fill();
    auto const refused = managed_redis::start(io_, options());
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().sentence, testing::HasSubstr("free some space"));
    disk_.free();
    auto started = managed_redis::start(io_, options());
    ASSERT_TRUE(started) << started.error().sentence;
    redis_ = std::move(*started);
    EXPECT_EQ(recorded(), "1");
}

TEST_F(full_disk, a_redis_that_ends_is_started_ever_more_slowly)
{
    EXPECT_TRUE(record());
    for (auto i = 0; i < 4; ++i) {
        ::kill(redis_->process_id(), SIGKILL);
        ASSERT_TRUE(comes_back()) << redis_->reason();
    }
    ASSERT_EQ(ended_.size(), 4U);
    EXPECT_GE(ended_[1] - ended_[0], limits::redis_restart_backoff_min);
    EXPECT_GE(ended_[2] - ended_[1], 2 * limits::redis_restart_backoff_min);
    EXPECT_GE(ended_[3] - ended_[2], 4 * limits::redis_restart_backoff_min);
    EXPECT_EQ(recorded(), "1");
}

}  // namespace
}  // namespace sejuta::ledger::managed
