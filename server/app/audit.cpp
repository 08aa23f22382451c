// SPDX-License-Identifier: Apache-2.0
#include "app/audit.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <utility>

#include "base/limits.hpp"
#include "ledger/redis/opening.hpp"

namespace sejuta::app {
namespace {

constexpr std::chrono::seconds between_tries{1};

}  // namespace

audit::audit(boost::asio::io_context& io, ledger::redis::connection& store,
             std::function<bool(std::string const& event)> is_final)
    : io_(io),
      store_(store),
      is_final_(std::move(is_final))
{
}

void audit::note(std::vector<domain::event_ptr> const& events, domain::change const& what)
{
    for (auto const& event : events) write(event, what, limits::record_retry_max / between_tries);
}

void audit::write(domain::event_ptr const& event, domain::change const& what, int tries_left)
{
    if (is_final_(event->id)) return;
    ledger::redis::write_change(
        store_, *event, what,
        [this, event, what, tries_left](base::checked<ledger::head> const& written) {
            if (written) return;
            if (tries_left == 0)
                return spdlog::error("people no audit entry event={} by={}: {}", event->id, what.by,
                                     written.error().sentence);
            auto timer = std::make_shared<boost::asio::steady_timer>(io_, between_tries);
            timer->async_wait(
                [this, timer, event, what, tries_left](boost::system::error_code failed) {
                    if (!failed) write(event, what, tries_left - 1);
                });
        });
}

}  // namespace sejuta::app
