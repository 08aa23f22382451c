// SPDX-License-Identifier: Apache-2.0
#include "app/presence.hpp"

#include "app/centre.hpp"

namespace sejuta::app {

presence::presence(mailbox<centre> to, std::string event, std::string terminal,
                   std::string const& install)
    : centre_(to),
      event_(std::move(event)),
      terminal_(std::move(terminal))
{
    centre_.post([event = event_, terminal = terminal_, told = told_, install](centre& c) {
        c.terminal_entered(event, terminal, told, install);
    });
}

presence::~presence()
{
    centre_.post([event = event_, terminal = terminal_, told = told_](centre& c) {
        c.terminal_left(event, terminal, told);
    });
}

void presence::spoke()
{
    if (!told_->load(std::memory_order_relaxed)) return;
    centre_.post([event = event_, terminal = terminal_, told = told_](centre& c) {
        c.terminal_spoke(event, terminal, told);
    });
}

}  // namespace sejuta::app
