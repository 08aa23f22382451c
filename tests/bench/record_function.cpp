// SPDX-License-Identifier: Apache-2.0
// What the recording function costs Redis for one report, at several batch sizes, with fresh ids on
// a redis-server of its own: CPU time of Redis's main thread (INFO cpu), which other load on the
// machine disturbs least, and the wall time that Redis itself measures (INFO commandstats).
// Usage: bench_record [reports for each row, default 200,000]
//        bench_record rebuild [reports, default 1,000,000]   fills a ledger, then times its rebuild
#include <fmt/core.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <string>

#include "contract/ledger_world.hpp"
#include "ledger/redis/rebuilder.hpp"

namespace sejuta::tests {
namespace {

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

// As many reports of 20,000 terminals in full batches; then how long their counters take.
void measure_rebuild(std::uint32_t total)
{
    redis_world w(rehearsal());
    constexpr std::uint32_t terminals = 20'000;
    for (std::uint32_t sent = 0; sent < total;) {
        reports batch;
        for (; batch.size() < limits::batch_reports_max && sent < total; ++sent)
            batch.push_back(fresh(sent % terminals, 1 + sent / terminals));
        w.record(batch);
    }
    ledger::redis::rebuilder store(w.server().where());
    SEJUTA_ASSERT(store.connect().has_value(), "Redis answers");
    auto const began = std::chrono::steady_clock::now();
    auto const made = store.rebuild(w.event().id, {}, [](auto, auto, auto) {});
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - began;
    SEJUTA_ASSERT(made.has_value(), "the ledger is sound");
    fmt::print("rebuild of {} reports in {} entries: {:.1f} s\n", made->counted.reports,
               made->counted.at.revision, took.count());
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
    auto const total = number_or(argc > 1 ? argv[1] : nullptr, 200'000);
    fmt::print("{:>6} {:>13} {:>18} {:>18}\n", "batch", "of a terminal", "cpu us a report",
               "call us a report");
    for (auto const& [batch, of_one] :
         {std::pair{1U, 1U}, {64U, 1U}, {64U, 8U}, {512U, 1U}, {512U, 8U}})
        measure(batch, of_one, batch == 1 ? total / 20 : total);
}
