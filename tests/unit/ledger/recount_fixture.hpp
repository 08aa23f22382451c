// SPDX-License-Identifier: Apache-2.0
// A small ledger in memory, copied into plain values for a test of the recount to damage.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "ledger/recount.hpp"
#include "support/event_builder.hpp"
#include "support/stored_ledger.hpp"

namespace sejuta::ledger {

inline void PrintTo(difference const& one, std::ostream* out)
{
    *out << one.key << " | " << one.field << ": expected \"" << one.expected << "\", found \""
         << one.found << '"';
}

inline constexpr auto pil_pmb = "2020-06-29/15.71/pil/baru/none/pmb/none/ontime";
inline constexpr auto pil_pmb_late = "2020-06-29/15.71/pil/baru/none/pmb/none/late";
inline constexpr auto kondom_imp = "2020-06-29/15.05/kondom/ulang/none/imp/tni/ontime";
inline constexpr auto iud_papua = "2020-06-29/91.71/iud/baru/kb_pp/puskesmas/ibi/late";
// 2020-06-29T01:00Z
inline constexpr base::unix_ms opens_ms = 1'593'392'400'000;

inline domain::report a_report(std::string terminal, std::uint32_t seq, std::string_view cell,
                               std::uint32_t count, std::string site = "PMB-1")
{
    return {.terminal = std::move(terminal),
            .seq = seq,
            .site = std::move(site),
            .cell = domain::from_field(cell).value(),
            .count = count,
            .corrects = {},
            .made_at_ms = opens_ms};
}

inline domain::report correcting(domain::report report, std::uint32_t seq,
                                 domain::correction_kind kind)
{
    report.corrects = domain::correction{seq, kind, domain::correction_reason::salah_hitung};
    return report;
}

// Revision 1 begin, 2 three reports, 3 a void and a replacement, 4 late, 5 a late report, 6 a new
// epoch, 7 one more report. 5 + 1 + 7 + 2 acceptors remain of 7 reports.
class recount_test : public ::testing::Test {
protected:
    recount_test()
    {
        auto event = tests::small_event();
        event.clock = {.starts_at_ms = opens_ms, .ends_at_ms = 0, .speed = 1};
        ledger_ = std::make_unique<memory_ledger>(std::make_shared<domain::event>(event), clock_,
                                                  0x1111111111111111);
        record({a_report("t-01", 1, pil_pmb, 3), a_report("t-01", 2, pil_pmb, 4),
                a_report("t-02", 1, kondom_imp, 10, "IMP-1")});
        clock_.advance(std::chrono::minutes(2));
        record({correcting(a_report("t-01", 3, pil_pmb, 3), 1, domain::correction_kind::void_),
                correcting(a_report("t-02", 2, kondom_imp, 1, "IMP-1"), 1,
                           domain::correction_kind::replace)});
        ledger_->set_status(domain::event_status::late);
        record({a_report("t-01", 4, pil_pmb, 7)});
        ledger_->begin_epoch(0x2222222222222222);
        record({a_report("t-03", 1, iud_papua, 2, "PKM-9")});
        stored_ = tests::copy_of(*ledger_, "uji-2020", "1:1111111111111111 6:2222222222222222");
    }
    void record(std::vector<domain::report> const& reports)
    {
        auto const revision = ledger_->now().now.revision;
        auto const event = tests::small_event();
        ledger_->record(event, reports, [](auto const& answer) { ASSERT_TRUE(answer); });
        ledger_->run();
        ASSERT_EQ(ledger_->now().now.revision, revision + 1);
    }
    // Changes the first report of an entry, as a hand on the disk could.
    void change_report(std::size_t entry, std::function<void(domain::report&)> const& change)
    {
        auto reports = decode(stored_.entries[entry].raw()).value().reports;
        change(reports.front());
        std::string bytes;
        for (auto const& one : reports) bytes += encode(one);
        stored_.entries[entry]["reports"] = bytes;
    }

    base::fake_clock clock_;
    std::unique_ptr<memory_ledger> ledger_;
    tests::stored_ledger stored_;
};

}  // namespace sejuta::ledger
