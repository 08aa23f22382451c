// SPDX-License-Identifier: Apache-2.0
// Micro benchmarks of the pure stages, one report's way in order: decode, validate, digest, ack,
// totals, fanout. They say where the server's microseconds go, not what a server can do: nothing
// here waits for a disk or a socket. docs/BENCHMARKS.md says how to read them.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "catalogue/event_loader.hpp"
#include "fanout/frames.hpp"
#include "ingest/ack/ack.hpp"
#include "ingest/decode/decode.hpp"
#include "ingest/validate/validate.hpp"
#include "sejuta/v1/terminal.pb.h"
#include "support/event_builder.hpp"
#include "totals/board.hpp"
#include "totals/public_book.hpp"

namespace {

using namespace sejuta;
using benchmark::DoNotOptimize;
using benchmark::State;

constexpr base::unix_ms event_time_ms = 1'593'399'600'000;  // 2020-06-29T03:00Z

void count_reports(State& state, std::int64_t reports_each)
{
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * reports_each);
}

// What a terminal sends: every field of a report set as the simulator and the page set it.
std::string frame_of(int reports)
{
    v1::TerminalFrame frame;
    for (int i = 0; i < reports; ++i) {
        auto& report = *frame.mutable_reports()->add_reports();
        report.set_seq(static_cast<std::uint32_t>(i + 1));
        report.set_site("S1571-PMB-001");
        report.set_service_date(20200629);
        report.set_method(v1::METHOD_PIL);
        report.set_category(v1::CATEGORY_ULANG);
        report.set_postpartum(v1::POSTPARTUM_NONE);
        report.set_partner(v1::PARTNER_IBI);
        report.set_count(7);
        report.set_device_time_ms(event_time_ms + i);
    }
    return frame.SerializeAsString();
}

void decode_frame(State& state)
{
    auto const bytes = frame_of(static_cast<int>(state.range(0)));
    if (!ingest::decode(bytes)) return state.SkipWithError("the frame was refused");
    for (auto _ : state) DoNotOptimize(ingest::decode(bytes));
    count_reports(state, state.range(0));
}
BENCHMARK(decode_frame)->Arg(1)->Arg(64);

void validate_report(State& state)
{
    auto const event = tests::small_event();
    auto const sent = tests::good_report();
    std::string const terminal = "terminal-1";
    ingest::circumstances const at{event, terminal, event_time_ms, 0};
    if (!ingest::validate(sent, at)) return state.SkipWithError("the report was refused");
    for (auto _ : state) DoNotOptimize(ingest::validate(sent, at));
    count_reports(state, 1);
}
BENCHMARK(validate_report);

domain::report some_report(std::uint32_t seq)
{
    return {.terminal = "terminal-1",
            .seq = seq,
            .site = "S1571-PMB-001",
            .cell = {domain::service_date::from_number(20200629).value(), tests::code("15.71"),
                     domain::method::pil, domain::category::ulang, domain::postpartum::none,
                     domain::place::pmb, domain::partner::ibi},
            .count = 7,
            .corrects = {},
            .made_at_ms = event_time_ms};
}

void digest_report(State& state)
{
    auto const report = some_report(1);
    for (auto _ : state) DoNotOptimize(domain::digest_of(report));
    count_reports(state, 1);
}
BENCHMARK(digest_report);

// Collects receipts and encodes the frame that carries them.
void ack_receipts(State& state)
{
    auto const receipts = static_cast<std::uint32_t>(state.range(0));
    std::vector<domain::report> reports;
    for (std::uint32_t seq = 1; seq <= receipts; ++seq) reports.push_back(some_report(seq));
    ledger::outcome outcome;
    outcome.verdict = ledger::verdict::recorded;
    outcome.revision = 12'345;
    outcome.epoch = 0x5e1074a11ce0ffee;
    outcome.event_time_ms = event_time_ms;
    ingest::ack ack;
    for (auto _ : state) {
        for (auto const& report : reports)
            ack.receipt({.seq = report.seq,
                         .service_date = report.cell.date.number(),
                         .flagged_ceiling = false,
                         .flagged_date = false,
                         .outcome = outcome,
                         .mac = {}});
        DoNotOptimize(ack.take(outcome.epoch));
    }
    count_reports(state, receipts);
}
BENCHMARK(ack_receipts)->Arg(1)->Arg(64);

// The rehearsed event with its whole region set, and what 1,000 terminals at 500 of its sites
// report one after the other, so many in a row, 60,000 reports a second, in entries of so many
// reports.
class day {
public:
    explicit day(std::size_t reports_per_entry = 64, std::size_t in_a_row = 1)
        : in_a_row_(in_a_row),
          event_(read_event()),
          board_(event_),
          entries_(reports_before_again / reports_per_entry)
    {
        for (auto const& [code, site] : event_->sites) sites_.push_back(&site);
        std::sort(sites_.begin(), sites_.end(),
                  [](auto const* a, auto const* b) { return a->code < b->code; });
        std::shuffle(sites_.begin(), sites_.end(), random_);
        ledger::head head;
        head.now = {7, 0, event_time_ms};
        head.status = domain::event_status::open;
        board_.reset(head);
        for (auto& entry : entries_)
            for (std::size_t i = 0; i < reports_per_entry; ++i) add_report(entry);
        made_ = 0;
        for (std::size_t i = 0; i < entries_.size(); ++i) step();
        board_.caught_up(board_.sequence(), event_time_ms);
    }

    // One entry; each report is another one than all before, of one acceptor, so that no row ever
    // falls to zero.
    void step()
    {
        auto& entry = entries_[revision_ % entries_.size()];
        for (auto& report : entry.reports) report.seq = next_seq();
        entry.sequence = {7, ++revision_, event_time_ms + static_cast<base::unix_ms>(made_ / 60)};
        board_.apply(entry);
    }
    totals::board const& board() const { return board_; }
    domain::event const& event() const { return *event_; }
    fanout::topic_state state_of(domain::region_code region) const
    {
        return {board_.sequence(), board_.status(), board_.totals_of(region).value()};
    }

private:
    static constexpr std::size_t terminals = 1'000;
    static constexpr std::size_t sites_that_report = 500;
    static constexpr std::size_t reports_before_again = 64'000;

    static domain::event_ptr read_event()
    {
        auto loaded = catalogue::load_event(SEJUTA_SOURCE_DIR "/data/events/harganas-2020");
        SEJUTA_ASSERT(loaded.has_value(), "the committed event loads");
        return *loaded;
    }

    std::uint32_t next_seq()
    {
        auto const seq = made_ / in_a_row_ / terminals * in_a_row_ + made_ % in_a_row_ + 1;
        ++made_;
        return static_cast<std::uint32_t>(seq);
    }

    void add_report(ledger::entry& to)
    {
        auto const pick = [this](std::size_t n) {
            return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
        };
        // 389 and 1,000 have no common factor: each terminal in turn, not in their order.
        auto const terminal = made_ / in_a_row_ * 389 % terminals;
        auto const& site = *sites_[terminal % sites_that_report];
        domain::report report = some_report(next_seq());
        report.terminal = "bench-" + std::to_string(1'000'000 + terminal).substr(1);
        report.site = site.code;
        report.count = 1;
        report.cell.regency = site.regency;
        report.cell.place = site.place;
        report.cell.method = static_cast<domain::method>(1 + pick(10));
        report.cell.category = static_cast<domain::category>(1 + pick(3));
        to.deltas[domain::to_field(report.cell)] += 1;
        to.reports.push_back(std::move(report));
    }

    std::mt19937_64 random_{20200629};  // the same entries in every run
    std::size_t in_a_row_;
    domain::event_ptr event_;
    totals::board board_;
    std::vector<domain::site const*> sites_;
    std::vector<ledger::entry> entries_;
    std::size_t made_ = 0;
    ledger::revision revision_ = 0;
};

void totals_apply_entry(State& state)
{
    day today(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
    for (auto _ : state) today.step();
    DoNotOptimize(today.board().totals_of(domain::region_code::nation()));
    state.counters["cells"] = static_cast<double>(today.board().cells().size());
    count_reports(state, state.range(0));
}
BENCHMARK(totals_apply_entry)->Args({1, 1})->Args({512, 1})->Args({512, 8});

// What the public view reads of a quarter second's reports, and shows of them where a minute ended.
void totals_public_rows(State& state)
{
    constexpr int entries = 30;
    day today(512);
    totals::public_book book(today.board());
    book.advance();
    for (auto _ : state) {
        state.PauseTiming();
        for (int i = 0; i < entries; ++i) today.step();
        state.ResumeTiming();
        book.advance();
    }
    count_reports(state, 512 * entries);
}
BENCHMARK(totals_public_rows);

// range(0): 0 the nation, 1 a province of 27 regencies, as the wall and a province's desk watch.
domain::region_code watched(State const& state)
{
    return state.range(0) == 0 ? domain::region_code::nation() : tests::code("32");
}

void fanout_delta(State& state)
{
    day today;
    auto const before = today.state_of(watched(state));
    today.step();
    auto const after = today.state_of(watched(state));
    std::size_t bytes = 0;
    for (auto _ : state) bytes = fanout::delta_frame(before, after)->size();
    state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(fanout_delta)->ArgName("province")->Arg(0)->Arg(1);

void fanout_snapshot(State& state)
{
    day today;
    auto const totals = today.state_of(watched(state)).totals;
    std::size_t bytes = 0;
    for (auto _ : state) {
        auto const rows = fanout::snapshot_rows(today.event(), totals);
        bytes =
            fanout::snapshot_frame(today.board().moment(), today.board().head(), {}, rows)->size();
    }
    state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(fanout_snapshot)->ArgName("province")->Arg(0)->Arg(1);

}  // namespace

BENCHMARK_MAIN();
