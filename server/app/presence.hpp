// SPDX-License-Identifier: Apache-2.0
// One terminal's conversation as the centre knows it, so that a token that speaks from two devices
// is seen across the network threads. Costs the centre two posts a conversation, and one for each
// frame only while the terminal has another conversation.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "app/mailbox.hpp"
#include "edge/terminal_frames.hpp"

namespace sejuta::app {

class centre;

// True while frames of the conversation are to be told; its address is the conversation's name.
using presence_flag = std::shared_ptr<std::atomic<bool>>;

class presence final : public edge::conversation {
public:
    presence(mailbox<centre> to, std::string event, std::string terminal,
             std::string const& install);
    ~presence() override;
    void spoke() override;

private:
    mailbox<centre> centre_;
    std::string event_;
    std::string terminal_;
    presence_flag told_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace sejuta::app
