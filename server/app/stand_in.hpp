// SPDX-License-Identifier: Apache-2.0
// A report or a close that somebody enters in a terminal's stead: it goes through the pipeline
// under the terminal's id, and is judged and answered as if the terminal had sent it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "ingest/pipeline.hpp"
#include "sejuta/v1/dimensions.pb.h"

namespace sejuta::app {

// What became of it.
struct entered {
    enum class state : std::uint8_t { received, duplicate, refused };

    state became = state::refused;
    // Of a refusal:
    v1::RejectionCode code = v1::REJECTION_CODE_UNSPECIFIED;
    std::string reason = {};   // "SITE_UNKNOWN"
    std::string text_id = {};  // the rule in both languages
    std::string text_en = {};
    bool again = false;  // for now: the same may be taken later
};

// Lifecycle: construct, take() once; `settled` is called once `answer` is filled, never inside
// take(), from within this object: destroy it later. Lives on the pipeline's thread.
class stand_in final : public ingest::reporter {
public:
    // `identity` says for which terminal and sites, and by whom.
    stand_in(ingest::pipeline& pipeline, ingest::identity identity, entered& answer,
             std::function<void()> settled);

    // The clock is the event's: whoever enters it has no device.
    void take(domain::sent_report report);
    void take(domain::sent_close close);

private:
    void answer(std::string_view frame) override;
    void settled() override;

    ingest::pipeline& pipeline_;
    entered& answer_;
    std::function<void()> settled_;
    std::uint64_t origin_;
};

}  // namespace sejuta::app
