// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode/decode.hpp"

#include "base/limits.hpp"
#include "ingest/decode/parsed_frame.hpp"
#include "ingest/decode/plain_reports.hpp"

namespace sejuta::ingest {

domain::judged<domain::sent_frame> decode(std::string_view frame)
{
    if (frame.size() > limits::terminal_frame_bytes_max)
        return domain::rejection{domain::rejection_code::malformed_frame};
    if (auto reports = plain_reports(frame)) return domain::sent_frame(*std::move(reports));
    return parsed_frame(frame);
}

}  // namespace sejuta::ingest
