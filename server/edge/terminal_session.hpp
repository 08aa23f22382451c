// SPDX-License-Identifier: Apache-2.0
// The conversation with one terminal: Hello, Welcome, then frames of reports until it goes. A pure
// state machine over a channel; the reports themselves are the pipeline's.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "edge/session.hpp"
#include "ingest/authorise/token.hpp"
#include "ingest/pipeline.hpp"

namespace sejuta::edge {

// What every terminal session of one thread shares.
struct terminal_world {
    // The pipeline of an event, or null.
    std::function<ingest::pipeline*(std::string const& event)> pipeline_of;
    ingest::token_rules tokens;
    base::clock const& clock;
    std::vector<std::string> alternatives;  // other servers for Welcome, at most 4
    // The event's status as the followers last saw it.
    std::function<domain::event_status(std::string const& event)> status_of;
};

class terminal_session final : public session, private ingest::reporter {
public:
    explicit terminal_session(terminal_world const& world) : world_(world) {}

    void on_open(channel& to) override;
    void on_message(std::string_view message) override;
    void on_tick(std::chrono::nanoseconds now) override;
    void on_shutdown() override;
    void on_closed() override;

private:
    void answer(std::string_view frame) override;
    void settled() override;

    void take_hello(domain::sent_hello const& hello);
    void welcome(std::vector<std::uint32_t> const& lacking);
    void take_malformed(domain::rejection const& why);
    void send_heartbeat();
    void close(close_code code, std::string_view reason);
    bool is_welcome() const { return origin_ != 0; }

    terminal_world const& world_;
    channel* to_ = nullptr;  // null once closed
    ingest::pipeline* pipeline_ = nullptr;
    std::uint64_t origin_ = 0;  // of the pipeline; 0 before Hello
    bool hello_seen_ = false;
    bool leaving_ = false;  // no frame is taken any more
    bool closed_ = false;   // the close has been queued
    std::size_t malformed_ = 0;
    std::chrono::nanoseconds opened_at_{0};
    std::chrono::nanoseconds heard_at_{0};
    // Keeps late callbacks of the ledger from a session that is gone.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

// The ranges of ascending seqs: {1,2,3,7} → 1-3, 7-7.
std::vector<domain::seq_range> to_ranges(std::vector<std::uint32_t> const& seqs);

// The seqs of ranges, ascending; nothing where a range is empty, they overlap or descend, or they
// are more than the limits allow.
std::optional<std::vector<std::uint32_t>> to_seqs(std::vector<domain::seq_range> const& ranges);

}  // namespace sejuta::edge
