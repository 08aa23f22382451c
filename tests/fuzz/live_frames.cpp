// SPDX-License-Identifier: Apache-2.0
#include "base/assert.hpp"
#include "base/limits.hpp"
#include "edge/live_session.hpp"
#include "fuzz/targets.hpp"
#include "support/event_builder.hpp"
#include "viewer.hpp"

namespace sejuta::fuzz {
namespace {

struct counted_channel final : edge::channel {
    int closes = 0;

    void send(std::string_view) override
    {
        SEJUTA_ASSERT(closes == 0, "nothing is sent after a close");
    }
    std::size_t unsent_bytes() const override { return 0; }
    void close(edge::close_code, std::string_view reason) override
    {
        SEJUTA_ASSERT(reason.size() <= 120, "a close frame has room for its reason");
        ++closes;
    }
};

}  // namespace

void take_viewer_frame(std::string_view bytes)
{
    static auto const event = std::make_shared<domain::event const>(tests::small_event());
    int interest = 0;
    fanout::hub hub([&](fanout::topic const&, int change) { interest += change; });
    edge::live_world const world{hub,
                                 [](std::string const& id) {
                                     return id.empty() || id == event->id ? event
                                                                          : domain::event_ptr();
                                 },
                                 [](auto const&) { return people::everybody(); }};
    counted_channel to;
    {
        edge::live_session session(world);
        session.on_open(to);
        session.on_message(bytes);
        session.on_message(bytes);
        SEJUTA_ASSERT(interest <= static_cast<int>(limits::topics_per_viewer_max), "its topics");
        SEJUTA_ASSERT(to.closes == 0 || interest == 0, "who is told to go watches nothing");
    }
    SEJUTA_ASSERT(interest == 0 && to.closes <= 1, "who has gone watches nothing");
}

void take_live_frame(std::string_view bytes)
{
    sim::viewer viewer("harganas-2020", {"ID", "15"});
    for (int times = 0; times < 2; ++times) {
        auto const answers = viewer.on_message(bytes);
        SEJUTA_ASSERT(answers.size() <= 1, "at most one question a frame");
        for (auto const& answer : answers) take_viewer_frame(answer);
    }
}

}  // namespace sejuta::fuzz
