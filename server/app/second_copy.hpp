// SPDX-License-Identifier: Apache-2.0
// `sejuta serve --second-copy DIR`: every ledger entry of every event, and the files of the data
// directory (keys of tokens and receipts among them), on another disk. A thread of its own, since
// it waits for that disk.
//
//   COPY/lock       held by the server that writes here
//   COPY/<event>/   ledger/copy_writer.hpp
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "ledger/redis/copier.hpp"

namespace sejuta::app {

struct second_copy_options {
    std::filesystem::path copy;
    std::filesystem::path data_directory;
    ledger::redis::endpoint store;    // as a user who reads
    std::vector<std::string> events;  // ids
};

// Lifecycle: open(), start(), stop() or destruction. figures() and warnings() from any thread.
class second_copy {
public:
    // A fault where the directory cannot be made, is not writable or another server writes there.
    static base::checked<std::unique_ptr<second_copy>> open(second_copy_options options);
    ~second_copy();
    second_copy(second_copy const&) = delete;
    second_copy& operator=(second_copy const&) = delete;

    void start();
    void stop();
    std::vector<ledger::redis::copy_figures> figures() const;
    // One sentence for each event that is behind for longer than limits::copy_lag_warning.
    std::vector<std::string> warnings() const;

private:
    explicit second_copy(second_copy_options options);
    base::checked<void> prepare();
    void took(ledger::redis::copy_figures const& now);
    void copy_files(std::filesystem::path const& line);
    void copy_files_later();

    second_copy_options options_;
    base::descriptor lock_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    boost::asio::steady_timer files_timer_;
    std::vector<std::unique_ptr<ledger::redis::copier>> copiers_;
    mutable std::mutex mutex_;  // of figures_
    std::map<std::string, ledger::redis::copy_figures> figures_;
    std::string files_trouble_;  // also under mutex_
    std::thread thread_;
};

// The files of a data directory that belong into a copy: those at its top, but for the lock.
std::vector<std::filesystem::path> files_to_copy(std::filesystem::path const& data_directory);

}  // namespace sejuta::app
