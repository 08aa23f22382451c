// SPDX-License-Identifier: Apache-2.0
#include "app/slow_desk.hpp"

#include <boost/asio/post.hpp>

#include "app/http_error.hpp"

namespace sejuta::app {

void slow_desk::ask(work question, reply done)
{
    if (busy_.exchange(true)) {
        auto answer = plain_text(503, busy_sentence_);
        answer.headers.emplace_back("Retry-After", "2");
        return done(std::move(answer));
    }
    boost::asio::post(pool_, [this, question = std::move(question), done = std::move(done)] {
        auto answer = question();
        busy_ = false;
        done(std::move(answer));
    });
}

}  // namespace sejuta::app
