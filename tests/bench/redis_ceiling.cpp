// SPDX-License-Identifier: Apache-2.0
// The most that a Redis of our settings takes of the very calls that the server sends: the
// recording function with batches of a given size, two in flight, sent by a client that made them
// all before. Usage: bench_ceiling BATCH [REPORTS OF ONE TERMINAL TOGETHER] [REPORTS] [TERMINALS]
#include <fmt/core.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>

#include "contract/ledger_world.hpp"
#include "ledger/redis/codec.hpp"
#include "load/processes.hpp"

namespace sejuta::tests {
namespace {

constexpr std::size_t in_flight = 2;
constexpr std::array methods{"pil", "suntik_1_bulan", "suntik_3_bulan", "kondom", "iud", "implan"};

struct shape {
    std::uint32_t batch = 64;
    std::uint32_t of_one = 1;
    std::uint32_t reports = 200'000;
    std::uint32_t terminals = 1'000;
};

// The terminals take turns; each gives `of_one` reports at a time.
domain::report nth(shape const& with, std::uint32_t n)
{
    auto const terminal = n / with.of_one % with.terminals;
    auto const round = n / with.of_one / with.terminals;
    auto const seq = 1 + round * with.of_one + n % with.of_one;
    auto one =
        a_report(fmt::format("terminal-{:06}", terminal), seq, 1 + seq % 3,
                 fmt::format("2020-06-29/15.{:02}/{}/{}/none/pmb/none/ontime", 1 + terminal % 9,
                             methods[seq % methods.size()], seq % 5 == 0 ? "ulang" : "baru"));
    one.site = fmt::format("S15{:02}-PMB-{:03}", 1 + terminal % 9, terminal % 100);
    return one;
}

std::vector<std::string> all_calls(domain::event const& event, shape const& with)
{
    std::vector<std::string> calls;
    for (std::uint32_t sent = 0; sent < with.reports;) {
        reports batch;
        for (; batch.size() < with.batch && sent < with.reports; ++sent)
            batch.push_back(nth(with, sent));
        calls.push_back(
            ledger::redis::record_call(event, batch, ledger::redis::order_of(batch)).take());
    }
    return calls;
}

int connect_to(std::string const& path)
{
    int const descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    SEJUTA_ASSERT(
        ::connect(descriptor, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0,
        "Redis listens");
    return descriptor;
}

void send_all(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        auto const sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        SEJUTA_ASSERT(sent > 0, "Redis reads");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

// Sends the next call for each reply; answers the seconds from the first call to the last reply.
double drive(int descriptor, std::vector<std::string> const& calls)
{
    ledger::redis::decoder decoder;
    std::array<char, 64 * 1024> buffer;
    std::size_t sent = 0;
    auto const began = std::chrono::steady_clock::now();
    for (; sent < std::min(in_flight, calls.size()); ++sent) send_all(descriptor, calls[sent]);
    for (std::size_t answered = 0; answered < calls.size();) {
        auto const got = ::recv(descriptor, buffer.data(), buffer.size(), 0);
        SEJUTA_ASSERT(got > 0, "Redis answers");
        decoder.feed(buffer.data(), static_cast<std::size_t>(got));
        while (auto reply = decoder.next().value()) {
            SEJUTA_ASSERT(!reply->is_error() && reply->at(3).text() == "+-", "every id is fresh");
            ++answered;
            if (sent < calls.size()) send_all(descriptor, calls[sent++]);
        }
    }
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - began;
    return took.count();
}

void measure(shape const& with)
{
    redis_world w(rehearsal());
    auto const calls = all_calls(w.event(), with);
    int const descriptor = connect_to(w.server().where().unix_path);
    bench::watched const redis{"store", w.server().pid(), false};
    auto const before = bench::cpu_seconds(redis);
    auto const seconds = drive(descriptor, calls);
    auto const cpu = bench::cpu_seconds(redis) - before;
    ::close(descriptor);
    fmt::print(
        "{{\"batch\":{},\"of_one_terminal\":{},\"reports\":{},\"reports_per_second\":{:.0f},"
        "\"store_cpu_us\":{:.3f}}}\n",
        with.batch, with.of_one, with.reports, with.reports / seconds, cpu * 1e6 / with.reports);
}

}  // namespace
}  // namespace sejuta::tests

int main(int argc, char** argv)
{
    sejuta::tests::shape with;
    std::array const places{&with.batch, &with.of_one, &with.reports, &with.terminals};
    for (int i = 1; i < argc && i <= static_cast<int>(places.size()); ++i) {
        std::string_view const text = argv[i];
        auto& place = *places[static_cast<std::size_t>(i - 1)];
        auto const [end, wrong] = std::from_chars(text.begin(), text.end(), place);
        if (wrong != std::errc{} || end != text.end() || place == 0) {
            fmt::print(stderr, "bench_ceiling: \"{}\" is no whole number above 0\n", text);
            return 2;
        }
    }
    with.batch = std::min<std::uint32_t>(with.batch, sejuta::limits::batch_reports_max);
    sejuta::tests::measure(with);
}
