// SPDX-License-Identifier: Apache-2.0
#include <variant>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "domain/rejection.hpp"
#include "fuzz/targets.hpp"
#include "ingest/decode/decode.hpp"
#include "ingest/decode/parsed_frame.hpp"
#include "ingest/decode/plain_reports.hpp"
#include "ingest/validate/validate.hpp"
#include "ledger/entry.hpp"
#include "support/event_builder.hpp"

namespace sejuta::fuzz {
namespace {

domain::event const& the_event()
{
    static domain::event const event = tests::small_event();
    return event;
}

// What validate lets through is read back from the ledger as it was.
void keep(domain::report report)
{
    SEJUTA_ASSERT(report.count > 0 && report.count <= limits::count_max, "a count that exists");
    SEJUTA_ASSERT(the_event().find_region(report.cell.regency), "a regency of the event");
    auto const bytes = ledger::encode(report);
    ledger::stream_entry const stored{
        "7-0",
        {{"kind", "reports"},
         {"epoch", "00c0ffee00c0ffee"},
         {"recorded_at", "1700000000000"},
         {"event_time", "1593400000123"},
         {"lateness", "ontime"},
         {"reports", bytes},
         {"deltas", "2020-06-29/15.71/pil/baru/none/pmb/none/ontime=1"},
         {"chain", "0123456789abcdef0123456789abcdef01234567"}}};
    auto const read = ledger::decode(stored);
    SEJUTA_ASSERT(read.has_value() && read->reports.size() == 1, "the ledger reads its own bytes");
    SEJUTA_ASSERT(domain::digest_of(read->reports.front()) == domain::digest_of(report),
                  "of the same digest");
    report.hashed.reset();  // nobody took it of what was read
    SEJUTA_ASSERT(read->reports.front() == report, "and finds the same report");
}

void judge(domain::sent_report const& sent, ingest::circumstances const& at)
{
    auto report = ingest::validate(sent, at);
    if (report) return keep(std::move(*report));
    auto const& rule = domain::rule_of(report.error().code);
    SEJUTA_ASSERT(!rule.text_en.empty() && !rule.text_id.empty(), "a refusal says why");
    SEJUTA_ASSERT(report.error().value.size() <= 64, "and does not repeat what is long");
}

}  // namespace

void take_terminal_frame(std::string_view bytes)
{
    auto const frame = ingest::decode(bytes);
    if (auto const plain = ingest::plain_reports(bytes)) {
        auto const parsed = ingest::parsed_frame(bytes);
        SEJUTA_ASSERT(parsed && std::get<domain::sent_reports>(*parsed) == *plain,
                      "both ways through decode say the same");
    }
    if (!frame) return;
    static std::string const terminal = "hp-0001";
    ingest::circumstances const at{the_event(), terminal, 1'593'414'000'000, 3'000};
    if (auto const* sent = std::get_if<domain::sent_reports>(&*frame)) {
        SEJUTA_ASSERT(sent->reports.size() <= limits::reports_per_frame_max, "a frame's reports");
        for (auto const& one : sent->reports) judge(one, at);
    }
    if (auto const* sent = std::get_if<domain::sent_close>(&*frame))
        if (auto const close = ingest::validate(*sent, at))
            SEJUTA_ASSERT(!ledger::encode(*close).empty(), "a close has bytes");
}

}  // namespace sejuta::fuzz
