// SPDX-License-Identifier: Apache-2.0
#include "app/http_error.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace sejuta::app {

refusal_row const origin_refused{
    403, "origin_refused", "Halaman ini bukan dari server ini. Buka dasbor dari alamatnya sendiri.",
    "This page is not from this server. Open the dashboards at their own address."};

edge::http_response refused(refusal_row const& why, std::string_view field)
{
    boost::json::object const body{
        {"error", why.error}, {"field", field}, {"text_id", why.text_id}, {"text_en", why.text_en}};
    return {why.status,
            "application/json",
            boost::json::serialize(body) + "\n",
            {{"Cache-Control", "no-store"}}};
}

edge::http_response refused(refusal_row const& why, std::chrono::seconds wait)
{
    auto answer = refused(why);
    answer.headers.emplace_back("Retry-After", std::to_string(wait.count()));
    return answer;
}

}  // namespace sejuta::app
