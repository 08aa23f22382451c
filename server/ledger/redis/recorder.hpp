// SPDX-License-Identifier: Apache-2.0
// Records batches through one connection to Redis, one Function call a batch. A thread has its own.
#pragma once

#include <memory>
#include <string>

#include "ledger/ledger.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::redis {

// The connection must outlive it; callbacks may come after its own end, as long as the connection
// lives. Errors: those of connection::command, those of error_of, and store_nonsense. After
// store_timeout and store_lost the batch may have been recorded.
class recorder final : public recorder_port {
public:
    explicit recorder(connection& to) : connection_(to) {}

    void record(domain::event const& event, std::vector<domain::report> const& reports,
                on_recorded done) override;
    void close_day(domain::event const& event, domain::day_close const& close,
                   on_closed done) override;
    void lacking(domain::event const& event, std::string const& terminal,
                 std::vector<std::uint32_t> seqs,
                 std::function<void(base::result<std::vector<std::uint32_t>>)> done) override;

private:
    connection& connection_;
    // The last refusal of Redis, so that the log has each once and not once a batch.
    std::shared_ptr<std::string> refusal_ = std::make_shared<std::string>();
};

}  // namespace sejuta::ledger::redis
