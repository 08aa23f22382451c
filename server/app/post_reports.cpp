// SPDX-License-Identifier: Apache-2.0
#include "app/post_reports.hpp"

#include <charconv>

#include "app/bearer.hpp"
#include "app/http_error.hpp"
#include "domain/device_clock.hpp"
#include "ingest/decode/decode.hpp"

namespace sejuta::app {
namespace {

edge::http_response frame_answer(std::string frame)
{
    return {200, "application/x-protobuf", std::move(frame), {{"Cache-Control", "no-store"}}};
}

// Stands in the pipeline as long as the frame's reports are in flight; then it answers and is gone.
class posted_frame final : public ingest::reporter {
public:
    posted_frame(ingest::pipeline& pipeline, ingest::identity identity, base::unix_ms skew,
                 edge::http_reply reply)
        : pipeline_(pipeline),
          reply_(std::move(reply)),
          origin_(pipeline.enter(*this))
    {
        who = std::move(identity);
        skew_ms = skew;
    }

    // Reports or a day's close.
    template <class Sent>
    void take(std::shared_ptr<posted_frame> self, Sent const& sent)
    {
        self_ = std::move(self);
        pipeline_.take(origin_, sent);
    }

private:
    // Answers may come in several frames; as protobuf messages they join by standing in a row.
    void answer(std::string_view frame) override { body_.append(frame); }

    void settled() override
    {
        pipeline_.leave(origin_);
        reply_(frame_answer(std::move(body_)));
        auto const last = std::move(self_);
    }

    ingest::pipeline& pipeline_;
    edge::http_reply reply_;
    std::uint64_t origin_;
    std::string body_;
    std::shared_ptr<posted_frame> self_;
};

// The device's clock minus the event clock, none where the terminal did not say its clock; nothing
// where what it said is no number.
std::optional<base::unix_ms> skew_of(edge::http_request const& request, base::unix_ms now_ms)
{
    auto const text = request.query_value("device_time_ms");
    if (text.empty()) return 0;
    base::unix_ms device_ms = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), device_ms);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return domain::skew_of(device_ms, now_ms);
}

// One frame with who sent it; what it holds decides which of the functions answers.
struct posted {
    edge::terminal_world const& world;
    ingest::pipeline& pipeline;
    ingest::identity who;
    base::unix_ms skew_ms;
    edge::http_reply reply;

    void operator()(domain::sent_reports const& sent) { record(sent); }
    void operator()(domain::sent_close const& sent) { record(sent); }

    void operator()(domain::sent_ask const& sent)
    {
        auto asked = edge::own_days(sent, who, pipeline.event());
        if (asked.empty()) return reply(frame_answer(edge::site_days_frame({})));
        world.site_days(
            pipeline.event().id, std::move(asked), pipeline.now().revision,
            [to = reply](auto const& days) { to(frame_answer(edge::site_days_frame(days))); });
    }

    void operator()(domain::sent_reconcile const& sent)
    {
        auto held = edge::to_seqs(sent.held);
        if (!held || held->empty())
            return reply(plain_text(400, "held: ascending ranges, 1 to 64 of at most 4096 seqs"));
        auto const up_to = held->back();
        ask_lacking(std::move(*held), [up_to](auto const& lacking) {
            return edge::reconciled_frame(lacking, up_to);
        });
    }

    void operator()(domain::sent_hello const& sent)
    {
        auto held = edge::to_seqs(sent.held);
        if (!held)
            return reply(plain_text(400, "held: ascending ranges, at most 64 and 4096 seqs"));
        if (sent.device_time_ms != 0)
            skew_ms = domain::skew_of(sent.device_time_ms, pipeline.event_now_ms());
        if (world.note_seen) world.note_seen(pipeline.event().id, who.terminal);
        ask_lacking(std::move(*held), [&world = world, &pipeline = pipeline, who = who,
                                       skew_ms = skew_ms](auto const& lacking) {
            return edge::welcome_frame(world, pipeline, who, skew_ms, lacking);
        });
    }

    void operator()(domain::sent_heartbeat const&)
    {
        reply(plain_text(400, "a request of its own needs no heartbeat"));
    }

private:
    template <class Sent>
    void record(Sent const& sent)
    {
        auto const frame =
            std::make_shared<posted_frame>(pipeline, std::move(who), skew_ms, std::move(reply));
        frame->take(frame, sent);
    }

    void ask_lacking(std::vector<std::uint32_t> held,
                     std::function<std::string(std::vector<std::uint32_t> const&)> words)
    {
        pipeline.lacking(who.terminal, std::move(held),
                         [to = reply, words = std::move(words)](auto const& lacking) {
                             if (!lacking)
                                 return to(plain_text(503, "the ledger is away: send it again"));
                             to(frame_answer(words(*lacking)));
                         });
    }
};

}  // namespace

void post_reports(edge::terminal_world const& world, edge::http_request const& request,
                  edge::http_reply reply)
{
    auto const event = request.query_value("event");
    auto* pipeline = world.pipeline_of(event);
    if (!pipeline) return reply(plain_text(404, "no such event here: ?event=ID"));
    auto identity = ingest::read_token(bearer_token(request.authorization), event, "", world.tokens,
                                       world.clock.now_ms());
    if (!identity) return reply(plain_text(401, "token refused"));
    if (pipeline->is_revoked(identity->terminal))
        return reply(plain_text(403, "this terminal was revoked: enrol again with a new code"));
    auto const frame = ingest::decode(request.body);
    if (!frame)
        return reply(plain_text(400, std::string(domain::rule_of(frame.error().code).text_en)));
    auto const skew_ms = skew_of(request, pipeline->event_now_ms());
    if (!skew_ms)
        return reply(plain_text(400, "device_time_ms is a number of milliseconds since 1970"));
    std::visit(posted{world, *pipeline, std::move(*identity), *skew_ms, std::move(reply)}, *frame);
}

}  // namespace sejuta::app
