// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/recorder.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "base/assert.hpp"
#include "ledger/redis/functions.hpp"
#include "ledger/redis/record_call.hpp"

namespace sejuta::ledger::redis {
namespace {

using base::errc;
using seqs_type = std::vector<std::uint32_t>;

base::result<seqs_type> parse_lacking(value const& answer, seqs_type const& asked)
{
    if (answer.elements() != asked.size()) return errc::store_nonsense;
    seqs_type missing;
    for (std::size_t i = 0; i < asked.size(); ++i)
        if (answer.at(i).is_nil()) missing.push_back(asked[i]);
    return missing;
}

// The error code of a reply that is an error; logged where it is another than the last one.
boost::system::error_code refused(value const& answer, std::string& last)
{
    if (answer.text() != last) {
        last = answer.text();
        spdlog::error("ledger: Redis refused a call: {}", last);
    }
    return error_of(answer);
}

}  // namespace

void recorder::record(domain::event const& event, std::vector<domain::report> const& reports,
                      on_recorded done)
{
    SEJUTA_ASSERT(!reports.empty() && reports.size() <= limits::batch_reports_max,
                  "a batch has 1 to batch_reports_max reports");
    auto const count = reports.size();
    connection_.command(record_call(event, reports), [count, done = std::move(done),
                                                      last = refusal_](base::result<reply> answer) {
        if (!answer) return done(answer.error());
        if (answer->is_error()) return done(refused(*answer, *last));
        last->clear();
        done(parse_record_reply(*answer, count));
    });
}

void recorder::lacking(domain::event const& event, std::string const& terminal,
                       std::vector<std::uint32_t> seqs,
                       std::function<void(base::result<std::vector<std::uint32_t>>)> done)
{
    // HMGET needs a field, and a question about nothing must not be answered inside the call: seq 0
    // is never recorded and drops out of the answer.
    auto const nothing_asked = seqs.empty();
    std::vector<std::string> call{"HMGET", index_key(event.id, terminal)};
    call.reserve(2 + seqs.size());
    for (auto const seq : seqs) call.push_back(std::to_string(seq));
    if (nothing_asked) call.emplace_back("0");
    connection_.command(std::move(call),
                        [seqs = std::move(seqs), nothing_asked, done = std::move(done),
                         last = refusal_](base::result<reply> answer) {
                            if (!answer) return done(answer.error());
                            if (answer->is_error()) return done(refused(*answer, *last));
                            if (nothing_asked) return done(seqs_type{});
                            done(parse_lacking(*answer, seqs));
                        });
}

}  // namespace sejuta::ledger::redis
