// SPDX-License-Identifier: Apache-2.0
// What a request or a connection showed to say who it is: a session, an access token, or nothing.
// Who that is now, and whether it still holds, is asked anew each time.
#pragma once

#include <variant>

#include "people/access_token.hpp"
#include "people/sessions.hpp"

namespace sejuta::people {

using ticket = std::variant<std::monostate, session_key, access_claims>;

}  // namespace sejuta::people
