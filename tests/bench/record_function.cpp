// SPDX-License-Identifier: Apache-2.0
// What the recording function costs Redis for one report, at several batch sizes, with fresh ids on
// a redis-server of its own: CPU time of Redis's main thread (INFO cpu), which other load on the
// machine disturbs least, and the wall time that Redis itself measures (INFO commandstats).
// Usage: bench_record [reports for each row, default 200,000]
//        bench_record rebuild [reports, default 1,000,000]   fills a ledger, then times its rebuild
//        bench_record proofs [reports] [reports an entry]    the same for audit, verify and a start
#include <fmt/core.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>

#include "contract/ledger_world.hpp"
#include "ledger/redis/auditor.hpp"
#include "ledger/redis/follower.hpp"
#include "ledger/redis/rebuilder.hpp"
#include "ledger/redis/verifier.hpp"

namespace sejuta::tests {
namespace {

// A follower's listener that keeps nothing.
struct remembering_nothing final : ledger::follower_sink {
    void reset(ledger::head const&) override {}
    void apply(ledger::entry const&) override {}
    void caught_up(ledger::sequence, base::unix_ms) override {}
    void lost() override {}
};

constexpr std::array methods{"pil", "suntik_3_bulan", "implan", "iud", "kondom"};

// Ten regencies and five methods: fifty cells.
domain::report fresh(std::uint32_t terminal, std::uint32_t seq)
{
    auto one = a_report(fmt::format("terminal-{:06}", terminal), seq, 1 + seq % 3,
                        fmt::format("2020-06-29/15.{:02}/{}/baru/none/pmb/none/ontime",
                                    1 + terminal % 10, methods[seq % methods.size()]));
    one.site = fmt::format("S15{:02}-PMB-{:03}", terminal % 10, terminal % 1000);
    return one;
}

// "name:0.123456" of INFO, or "usec=123" of its commandstats.
double number_after(std::string_view text, std::string_view name)
{
    auto const at = text.find(name);
    if (at == std::string_view::npos) return 0;
    return std::strtod(text.data() + at + name.size(), nullptr);
}

struct spent {
    double cpu_us;
    double call_us;
};

spent so_far(redis_world& w)
{
    auto const cpu = std::string(w.command({"INFO", "cpu"}).text());
    auto const stats = std::string(w.command({"INFO", "commandstats"}).text());
    auto const fcall = stats.find("cmdstat_fcall:");
    return {1e6 * (number_after(cpu, "used_cpu_user_main_thread:") +
                   number_after(cpu, "used_cpu_sys_main_thread:")),
            fcall == std::string::npos ? 0 : number_after(stats.substr(fcall), "usec=")};
}

void measure(std::uint32_t batch_size, std::uint32_t of_one_terminal, std::uint32_t total)
{
    redis_world w(rehearsal());
    std::uint32_t const terminals = batch_size / of_one_terminal;
    auto const warm_up = total / 10;
    std::uint32_t sent = 0;
    spent before{};
    for (std::uint32_t round = 0; sent < total + warm_up; ++round) {
        if (before.cpu_us == 0 && sent >= warm_up) before = so_far(w);
        reports batch;
        for (std::uint32_t i = 0; i < batch_size; ++i, ++sent)
            batch.push_back(fresh(round % 20 * terminals + i / of_one_terminal,
                                  1 + round / 20 * of_one_terminal + i % of_one_terminal));
        for (auto const& one : w.record(batch).outcomes)
            SEJUTA_ASSERT(one.verdict == ledger::verdict::recorded, "every id is fresh");
    }
    auto const after = so_far(w);
    fmt::print("{:>6} {:>13} {:>18.2f} {:>18.2f}\n", batch_size, of_one_terminal,
               (after.cpu_us - before.cpu_us) / total, (after.call_us - before.call_us) / total);
}

// As many reports of 20,000 terminals in entries of so many.
void fill(redis_world& w, std::uint32_t total, std::uint32_t batch_size)
{
    constexpr std::uint32_t terminals = 20'000;
    std::size_t waiting = 0;
    for (std::uint32_t sent = 0; sent < total;) {
        reports batch;
        for (; batch.size() < batch_size && sent < total; ++sent)
            batch.push_back(fresh(sent % terminals, 1 + sent / terminals));
        ++waiting;
        w.recorder(0).record(w.event(), batch, [&](auto const& reply) {
            SEJUTA_ASSERT(reply.has_value(), "the batch is recorded");
            --waiting;
        });
        w.run_until([&] { return waiting < 64; });
    }
    w.run_until([&] { return waiting == 0; });
}

// Prints the seconds that it takes.
void timed(std::string_view what, std::function<void()> const& work)
{
    auto const began = std::chrono::steady_clock::now();
    work();
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - began;
    fmt::print("{:<44} {:>6.1f} s\n", what, took.count());
}

void measure_rebuild(std::uint32_t total)
{
    redis_world w(rehearsal());
    fill(w, total, limits::batch_reports_max);
    ledger::redis::rebuilder store(w.server().where());
    SEJUTA_ASSERT(store.connect().has_value(), "Redis answers");
    timed(fmt::format("rebuild of {} reports", total), [&] {
        auto const made = store.rebuild(w.event().id, {}, [](auto, auto, auto) {});
        SEJUTA_ASSERT(made.has_value(), "the ledger is sound");
    });
}

// A start: Redis loads its file, then a follower compares everything with the ledger.
void measure_start(redis_world& w, std::string_view file)
{
    w.server().kill();
    timed(fmt::format("Redis loads a {} file", file), [&] { w.server().start(); });
    base::real_clock const clock;
    remembering_nothing nobody;
    ledger::redis::follower follower(w.io(), w.server().where(),
                                     std::make_shared<domain::event const>(w.event()), nobody,
                                     clock);
    bool compared = false;
    follower.on_recounted([&](auto const& found) {
        SEJUTA_ASSERT(found.ok(), "the ledger is sound");
        compared = true;
    });
    timed("ledger, counters, codes and index compared", [&] {
        follower.start();
        w.io().restart();
        while (!compared) w.io().run_one();
    });
}

void measure_proofs(std::uint32_t total, std::uint32_t of_an_entry)
{
    redis_world w(rehearsal());
    fill(w, total, of_an_entry);
    fmt::print("{} reports in entries of {}\n", total, of_an_entry);
    auto const event = w.event().id;
    ledger::redis::auditor audit(w.server().where());
    ledger::redis::verifier verify(w.server().where());
    SEJUTA_ASSERT(audit.connect().has_value() && verify.connect().has_value(), "Redis answers");
    timed("audit", [&] {
        auto const found = audit.audit(event, [](auto, auto, auto) {});
        SEJUTA_ASSERT(found.has_value() && found->differences.total() == 0, "the chain is whole");
    });
    timed("verify", [&] {
        auto const found = verify.verify(event, [](auto, auto, auto) {});
        SEJUTA_ASSERT(found.has_value() && found->differences.total() == 0, "it is sound");
    });
    measure_start(w, "raw");
    w.server().command({"BGREWRITEAOF"});
    while (w.server().command({"INFO", "persistence"}).text().find("aof_rewrite_in_progress:1") !=
           std::string_view::npos) {
    }
    measure_start(w, "rewritten");
}

std::uint32_t number_or(char const* text, std::uint32_t otherwise)
{
    if (text) std::from_chars(text, text + std::string_view(text).size(), otherwise);
    return otherwise;
}

}  // namespace
}  // namespace sejuta::tests

int main(int argc, char** argv)
{
    using namespace sejuta::tests;
    if (argc > 1 && std::string_view(argv[1]) == "rebuild") {
        measure_rebuild(number_or(argc > 2 ? argv[2] : nullptr, 1'000'000));
        return 0;
    }
    if (argc > 1 && std::string_view(argv[1]) == "proofs") {
        measure_proofs(number_or(argc > 2 ? argv[2] : nullptr, 1'000'000),
                       number_or(argc > 3 ? argv[3] : nullptr, sejuta::limits::batch_reports_max));
        return 0;
    }
    auto const total = number_or(argc > 1 ? argv[1] : nullptr, 200'000);
    fmt::print("{:>6} {:>13} {:>18} {:>18}\n", "batch", "of a terminal", "cpu us a report",
               "call us a report");
    for (auto const& [batch, of_one] :
         {std::pair{1U, 1U}, {64U, 1U}, {64U, 8U}, {512U, 1U}, {512U, 8U}})
        measure(batch, of_one, batch == 1 ? total / 20 : total);
}
