// SPDX-License-Identifier: Apache-2.0
// Cuts the bytes of one HTTP connection into requests, as a pure object: bytes in, one event at a
// time out. It never holds more than one head, one body and what one read brought beyond them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "edge/http_head.hpp"

namespace sejuta::edge {

class request_reader {
public:
    struct incomplete {};
    struct continue_awaited {};  // said once: the client waits for "100 Continue"
    struct whole_request {
        http_request request;
        bool keep_alive = false;
    };
    struct whole_upgrade {
        request_head head;
        std::string bytes;  // the head as it came
    };
    using event =
        std::variant<incomplete, continue_awaited, whole_request, whole_upgrade, http_refusal>;

    void feed(std::string_view bytes) { input_.append(bytes); }
    // Call until incomplete. After a refusal or an upgrade this object has done its work.
    event next();

    // Nothing of a next request has arrived.
    bool idle() const { return input_.empty() && !head_; }
    // What came after an upgrade's head: WebSocket frames.
    std::string take_rest() { return std::exchange(input_, {}); }

private:
    event take_body();

    std::string input_;
    std::unique_ptr<request_head> head_;  // read; its body is awaited
};

}  // namespace sejuta::edge
