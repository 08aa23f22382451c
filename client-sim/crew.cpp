// SPDX-License-Identifier: Apache-2.0
// See crew.hpp.
#include "crew.hpp"

#include <algorithm>
#include <cstring>

#include "words.hpp"

namespace sejuta::sim {

void crew_news::merge(crew_news const& other)
{
    counted += other.counted;
    refused += other.refused;
    rejections += other.rejections;
    unexpected_rejections += other.unexpected_rejections;
    reconnects += other.reconnects;
    receipt_timeouts += other.receipt_timeouts;
    nonsense += other.nonsense;
    unavailable += other.unavailable;
    lost += other.lost;
    connected += other.connected;
    connected_max += other.connected_max;
    first_sent = std::min(first_sent, other.first_sent);
    last_receipt = std::max(last_receipt, other.last_receipt);
    all_ended = all_ended && other.all_ended;
    if (failure.empty()) failure = other.failure;
    latency_us.merge(other.latency_us);
    backlog_us.merge(other.backlog_us);
    accepted.insert(accepted.end(), other.accepted.begin(), other.accepted.end());
}

void audit::merge(audit const& other)
{
    constexpr std::size_t kept = 20;
    terminals += other.terminals;
    receipts += other.receipts;
    lost_count += other.lost_count;
    for (auto const& one : other.lost)
        if (lost.size() < kept) lost.push_back(one);
    for (auto const& [day, methods] : other.site_days) site_days[day] = methods;
}

namespace {

std::string signal_text(int number)
{
    auto const* const name = sigabbrev_np(number);
    return std::to_string(number) + (name ? " (SIG" + std::string(name) + ")" : std::string());
}

}  // namespace

std::string in_english(crew_loss const& one)
{
    auto const who = format("process %zu of %zu of the simulator (pid %d) ", one.of.index + 1,
                            one.of.count, one.pid);
    if (one.mute) return who + "does not answer any more";
    if (one.signal != 0) return who + "was killed by signal " + signal_text(one.signal);
    return who + "ended early with exit code " + std::to_string(one.exit_code);
}

std::string in_indonesian(crew_loss const& one)
{
    auto const who =
        format("proses %zu dari %zu simulator (pid %d) ", one.of.index + 1, one.of.count, one.pid);
    if (one.mute) return who + "tidak menjawab lagi";
    if (one.signal != 0) return who + "dimatikan sinyal " + signal_text(one.signal);
    return who + "berakhir terlalu awal dengan kode keluar " + std::to_string(one.exit_code);
}

}  // namespace sejuta::sim
