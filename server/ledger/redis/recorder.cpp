// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/recorder.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/assert.hpp"
#include "ledger/redis/functions.hpp"
#include "ledger/redis/record_call.hpp"
#include "ledger/redis/record_reply.hpp"

namespace sejuta::ledger::redis {
namespace {

using base::errc;
using seqs_type = std::vector<std::uint32_t>;

// The error code of a reply that is an error; logged where it is another than the last one.
boost::system::error_code refused(value const& answer, std::string& last)
{
    if (answer.text() != last) {
        last = answer.text();
        spdlog::error("ledger: Redis refused a call: {}", last);
    }
    return error_of(answer);
}

// One question what the ledger lacks, from its first command to its answer.
struct asking {
    std::vector<std::string> index_and_missing;  // the keys
    std::string terminal;
    seqs_type seqs;
    std::function<void(base::result<seqs_type>)> done;
    std::shared_ptr<std::string> last_refusal;
    bool noted = false;  // something was lacking before
};
using asking_ptr = std::shared_ptr<asking>;

// True where the answer can be read; otherwise `done` has its error.
bool is_answer(asking& about, base::result<reply> const& answer)
{
    if (answer && !answer->is_error()) return true;
    about.done(answer ? refused(*answer, *about.last_refusal) : answer.error());
    return false;
}

void note(connection& to, asking_ptr const& about, seqs_type lacking)
{
    std::vector<std::string> call{"FCALL",
                                  std::string(missing_function),
                                  "2",
                                  about->index_and_missing[1],
                                  about->index_and_missing[0],
                                  about->terminal};
    for (auto const seq : lacking) call.push_back(std::to_string(seq));
    to.command(call, [about, lacking = std::move(lacking)](base::result<reply> const& answer) {
        if (is_answer(*about, answer)) about->done(lacking);
    });
}

void found(connection& to, asking_ptr const& about, value const& values)
{
    seqs_type lacking;
    for (std::size_t i = 0; i < about->seqs.size(); ++i)
        if (values.at(i).is_nil()) lacking.push_back(about->seqs[i]);
    if (lacking.empty() && !about->noted) return about->done(std::move(lacking));
    note(to, about, std::move(lacking));
}

}  // namespace

void recorder::record(domain::event const& event, std::vector<domain::report> const& reports,
                      on_recorded done)
{
    SEJUTA_ASSERT(!reports.empty() && reports.size() <= limits::batch_reports_max,
                  "a batch has 1 to batch_reports_max reports");
    auto order = order_of(reports);
    auto call = record_call(event, reports, order);
    connection_.command(std::move(call), [order = std::move(order), done = std::move(done),
                                          last = refusal_](base::result<reply> const& answer) {
        if (!answer) return done(answer.error());
        if (answer->is_error()) return done(refused(*answer, *last));
        last->clear();
        done(parse_record_reply(*answer, order));
    });
}

void recorder::close_day(domain::event const& event, domain::day_close const& close, on_closed done)
{
    connection_.command(close_call(event, close), [done = std::move(done), last = refusal_](
                                                      base::result<reply> const& answer) {
        if (!answer) return done(answer.error());
        if (answer->is_error()) return done(refused(*answer, *last));
        done(parse_close_reply(*answer));
    });
}

// Both questions leave in one send; a third command follows only where something lacks, or was
// noted to lack before.
void recorder::lacking(domain::event const& event, std::string const& terminal,
                       std::vector<std::uint32_t> seqs,
                       std::function<void(base::result<std::vector<std::uint32_t>>)> done)
{
    auto const about =
        std::make_shared<asking>(asking{{key(event.id, "index"), key(event.id, "missing")},
                                        terminal,
                                        std::move(seqs),
                                        std::move(done),
                                        refusal_});
    connection_.command({"HGET", about->index_and_missing[1], terminal},
                        [about](base::result<reply> const& answer) {
                            about->noted = answer && answer->is_text() && answer->text() != "0:";
                        });
    // HMGET needs a field; seq 0 is never recorded, and nobody asked for it.
    std::vector<std::string> call{"HMGET", about->index_and_missing[0]};
    for (auto const seq : about->seqs) call.push_back(index_id(terminal, seq));
    if (about->seqs.empty()) call.push_back(index_id(terminal, 0));
    connection_.command(call, [&to = connection_, about](base::result<reply> const& answer) {
        if (!is_answer(*about, answer)) return;
        auto const asked = std::max<std::size_t>(about->seqs.size(), 1);
        if (answer->elements() != asked) return about->done(errc::store_nonsense);
        found(to, about, *answer);
    });
}

}  // namespace sejuta::ledger::redis
