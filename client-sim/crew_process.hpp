// SPDX-License-Identifier: Apache-2.0
// A share of the terminals in a process of its own, for more connections than one process may have
// files. Forked once the plan is made, which both then share in memory; they talk over a pair of
// sockets. The child ends with the parent, and leaves signals to it.
#pragma once

#include <sys/types.h>
#include <boost/asio/local/stream_protocol.hpp>
#include <memory>

#include "crew_here.hpp"

namespace sejuta::sim {

// A forked child and our end of its sockets; made before there is an io_context.
struct crew_child {
    pid_t pid = -1;
    int socket = -1;
    shard mine;
};

// Forks; the child serves the parent and never returns. A fault where the system refuses.
base::checked<crew_child> fork_crew(crew_options, scenario const&, plan const&);

class crew_process final : public crew {
public:
    crew_process(boost::asio::io_context&, crew_child);
    ~crew_process() override;

    void start(crew_start const&) override;
    void finish(bool ask) override;
    void stop() override;
    crew_news take_news() override;
    bool finished() const override { return given_ || lost_; }
    void give(book& into, audit& seen) override;
    std::optional<crew_loss> lost() const override { return lost_; }
    instant mute_for() const override;

private:
    void read();
    void take(std::string_view message);
    void order(char what, std::string_view body);
    void gone(boost::system::error_code why);
    void lose(crew_loss how);

    crew_child child_;
    boost::asio::local::stream_protocol::socket socket_;
    std::string head_;
    std::string body_;
    crew_news news_;
    std::string book_;
    sim::audit audit_;
    bool given_ = false;
    bool stopped_ = false;
    // Looks for news that found none, in a row: time in which we ourselves stood still is not in
    // it.
    int unheard_ = 0;
    std::optional<crew_loss> lost_;
};

}  // namespace sejuta::sim
