// SPDX-License-Identifier: Apache-2.0
#include "app/post_reports.hpp"

#include <cctype>
#include <charconv>

#include "app/http_error.hpp"
#include "domain/device_clock.hpp"

#include "ingest/decode/decode.hpp"

namespace sejuta::app {
namespace {

constexpr std::string_view bearer = "bearer ";

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

// The scheme's name is case-insensitive (RFC 9110, 11.1).
std::string_view bearer_token(std::string_view authorization)
{
    if (authorization.size() < bearer.size()) return {};
    for (std::size_t i = 0; i < bearer.size(); ++i)
        if (std::tolower(static_cast<unsigned char>(authorization[i])) != bearer[i]) return {};
    return authorization.substr(bearer.size());
}

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
    auto const frame = ingest::decode(request.body);
    auto const* sent = frame ? std::get_if<domain::sent_reports>(&*frame) : nullptr;
    if (!sent)
        return reply(
            plain_text(400, frame ? "the frame must hold reports"
                                  : std::string(domain::rule_of(frame.error().code).text_en)));
    auto const skew_ms = skew_of(request, pipeline->event_now_ms());
    if (!skew_ms)
        return reply(plain_text(400, "device_time_ms is a number of milliseconds since 1970"));
    auto const posted =
        std::make_shared<posted_frame>(*pipeline, std::move(*identity), *skew_ms, std::move(reply));
    posted->take(posted, *sent);
}

}  // namespace sejuta::app
