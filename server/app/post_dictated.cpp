// SPDX-License-Identifier: Apache-2.0
#include "app/post_dictated.hpp"

#include <algorithm>

#include "app/bearer.hpp"
#include "app/http_error.hpp"
#include "app/take_dictated.hpp"

namespace sejuta::app {

void post_dictated(edge::terminal_world const& world, edge::http_request const& request,
                   edge::http_reply reply)
{
    auto const event = request.query_value("event");
    auto* pipeline = world.pipeline_of(event);
    if (!pipeline) return reply(plain_text(404, "no such event here: ?event=ID"));
    auto const who = ingest::read_token(bearer_token(request.authorization), event, "",
                                        world.tokens, world.clock.now_ms());
    if (!who) return reply(plain_text(401, "token refused"));
    if (pipeline->is_revoked(who->terminal))
        return reply(plain_text(403, "this terminal was revoked: enrol again with a new code"));
    if (!who->may_dictate)
        return reply(plain_text(403,
                                "this token may not enter for other terminals: ask for one of "
                                "sejuta enrol --token SITE --may-dictate"));
    auto const may_enter = [&sites = who->sites](std::string const& site) {
        return std::binary_search(sites.begin(), sites.end(), site);
    };
    take_dictated(*pipeline, request.body, who->terminal, may_enter,
                  [to = std::move(reply)](auto const& answers) { to(dictated_response(answers)); });
}

}  // namespace sejuta::app
