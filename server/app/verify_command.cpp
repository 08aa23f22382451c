// SPDX-License-Identifier: Apache-2.0
#include "app/verify_command.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include "app/settings.hpp"
#include "app/verify.hpp"

namespace sejuta::app {

int run_verify_command(verify_command const& command)
{
    auto const store = opened_store::open(command.where, store_user::reader);
    if (!store) {
        fmt::print(stderr, "sejuta: {}\n", store.error().sentence);
        return exit_failed;
    }
    return run_verify(
        {(*store)->where(), command.events, ::isatty(STDERR_FILENO) == 1, command.audit});
}

}  // namespace sejuta::app
