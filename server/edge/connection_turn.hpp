// SPDX-License-Identifier: Apache-2.0
// Marks that a connection is in a turn of its own, at the end of which it is settled anyway.
#pragma once

#include <utility>

#include "edge/connection.hpp"

namespace sejuta::edge {

class connection::own_turn {
public:
    explicit own_turn(bool& flag) : flag_(flag), before_(std::exchange(flag, true)) {}
    ~own_turn() { flag_ = before_; }
    own_turn(own_turn const&) = delete;
    own_turn& operator=(own_turn const&) = delete;

private:
    bool& flag_;
    bool before_;
};

}  // namespace sejuta::edge
