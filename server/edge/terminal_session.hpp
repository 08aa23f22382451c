// SPDX-License-Identifier: Apache-2.0
// The conversation with one terminal: Hello, Welcome, then frames until it goes. A pure state
// machine over a channel; the reports themselves are the pipeline's.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "edge/session.hpp"
#include "edge/terminal_frames.hpp"
#include "ingest/authorise/token.hpp"
#include "ingest/pipeline.hpp"

namespace sejuta::edge {

class terminal_session final : public session, private ingest::reporter {
public:
    explicit terminal_session(terminal_world const& world) : world_(world) {}

    void on_open(channel& to) override;
    void on_message(std::string_view message) override;
    void on_tick(std::chrono::nanoseconds now) override;
    void on_shutdown() override;
    void on_closed() override;

private:
    using seqs = std::vector<std::uint32_t>;

    void answer(std::string_view frame) override;
    void day_closed(std::string const& site, domain::service_date date) override;
    void settled() override;

    void take_hello(domain::sent_hello const& hello);
    void take(domain::sent_frame const& frame);
    void take_ask(domain::sent_ask const& ask);
    void take_page(domain::sent_reconcile const& page);
    void take_malformed(domain::rejection const& why);
    void welcome(seqs const& lacking);
    // Asks the ledger which of these it lacks; `then` is called while this conversation lasts.
    void ask_lacking(seqs held, void (terminal_session::*then)(seqs const& lacking));
    void reconciled(seqs const& lacking);
    void answer_days(std::vector<totals::site_date> asked);
    void send_heartbeat();
    void close(close_code code, std::string_view reason);
    void close_revoked();
    bool is_welcome() const { return origin_ != 0; }

    terminal_world const& world_;
    channel* to_ = nullptr;  // null once closed
    ingest::pipeline* pipeline_ = nullptr;
    std::uint64_t origin_ = 0;  // of the pipeline; 0 before Welcome
    bool hello_seen_ = false;
    bool leaving_ = false;          // no frame is taken any more
    bool closed_ = false;           // the close has been queued
    bool reconciling_ = false;      // a page is not answered yet
    std::size_t days_waiting_ = 0;  // asks that the totals have not answered
    std::uint32_t held_up_to_ = 0;
    std::size_t pages_ = 0;  // of a Reconcile
    std::size_t malformed_ = 0;
    std::string install_;                         // as Hello said
    std::unique_ptr<conversation> conversation_;  // from Welcome on, where anybody watches
    std::chrono::nanoseconds opened_at_{0};
    bool heard_ = false;                    // since the last tick
    std::chrono::nanoseconds heard_at_{0};  // the last tick before which it was
    // Keeps late callbacks of ledger and totals from a session that is gone.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace sejuta::edge
