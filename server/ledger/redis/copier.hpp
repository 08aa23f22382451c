// SPDX-License-Identifier: Apache-2.0
// Follows one event's ledger into a second copy: every entry as its bytes are, on disk in groups:
// what came while the last group was synced is the next one. A copy that was stopped goes on where
// it ends; another ledger than it has begins a new line, and the old one is kept.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "ledger/copy_writer.hpp"
#include "ledger/redis/connection.hpp"
#include "ledger/redis/reader.hpp"

namespace sejuta::ledger::redis {

struct copy_figures {
    std::string event;
    ledger::revision revision = 0;  // the last that is on the copy's disk
    ledger::revision behind = 0;    // entries that the ledger had more, when last asked
    std::filesystem::path line;     // the folder of the line that is written; empty: not found yet
    std::string trouble;            // why it does not go on, for people; empty: it does
    std::chrono::steady_clock::time_point since;  // behind or in trouble; else the last proof
    bool is_whole() const { return behind == 0 && trouble.empty(); }
};

// Lifecycle: construct, start(), destruction. It blocks its thread while it syncs, so the thread of
// its io_context serves nobody else.
class copier {
public:
    copier(boost::asio::io_context& io, endpoint where, std::filesystem::path const& copy,
           std::string event, std::function<void(copy_figures const&)> told);

    void start();
    void stop();

private:
    void place();
    void placed(base::result<position> const& at);
    void read();
    void took(base::result<page> const& arrived);
    void prove();
    void note(ledger::revision behind);
    void later(std::string why);
    bool failed(boost::system::error_code why);

    std::string event_;
    std::function<void(copy_figures const&)> told_;
    connection connection_;
    reader reader_;
    boost::asio::steady_timer retry_;
    copy_writer writer_;
    copy_figures now_;
    bool stopped_ = false;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace sejuta::ledger::redis
