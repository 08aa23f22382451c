// SPDX-License-Identifier: Apache-2.0
#include "app/post_reports.hpp"

#include <charconv>

#include "app/http_error.hpp"

#include "ingest/decode/decode.hpp"

namespace sejuta::app {
namespace {

constexpr std::string_view bearer = "Bearer ";

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

    void take(std::shared_ptr<posted_frame> self, domain::sent_reports const& sent)
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
        reply_({200, "application/x-protobuf", std::move(body_), {}});
        auto const last = std::move(self_);
    }

    ingest::pipeline& pipeline_;
    edge::http_reply reply_;
    std::uint64_t origin_;
    std::string body_;
    std::shared_ptr<posted_frame> self_;
};

// The device's clock minus the event clock; none where the terminal did not say its clock.
base::unix_ms skew_of(edge::http_request const& request, base::unix_ms now_ms)
{
    auto const text = request.query_value("device_time_ms");
    base::unix_ms device_ms = now_ms;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), device_ms);
    return failed == std::errc{} && end == text.data() + text.size() ? device_ms - now_ms : 0;
}

}  // namespace

void post_reports(edge::terminal_world const& world, edge::http_request const& request,
                  edge::http_reply reply)
{
    auto const event = request.query_value("event");
    auto* pipeline = world.pipeline_of(event);
    if (!pipeline) return reply(plain_text(404, "no such event here: ?event=ID"));
    std::optional<ingest::identity> identity;
    if (request.authorization.starts_with(bearer))
        identity = ingest::read_token(std::string_view(request.authorization).substr(bearer.size()),
                                      event, "", world.tokens, world.clock.now_ms());
    if (!identity) return reply(plain_text(401, "token refused"));
    auto const frame = ingest::decode(request.body);
    auto const* sent = frame ? std::get_if<domain::sent_reports>(&*frame) : nullptr;
    if (!sent)
        return reply(
            plain_text(400, frame ? "the frame must hold reports"
                                  : std::string(domain::rule_of(frame.error().code).text_en)));
    auto const posted = std::make_shared<posted_frame>(*pipeline, std::move(*identity),
                                                       skew_of(request, pipeline->event_now_ms()),
                                                       std::move(reply));
    posted->take(posted, *sent);
}

}  // namespace sejuta::app
