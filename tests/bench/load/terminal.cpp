// SPDX-License-Identifier: Apache-2.0
#include "load/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "load/contract.hpp"

namespace sejuta::bench {

void tally::note_breach(std::string_view terminal, std::uint32_t seq, std::string_view what)
{
    if (breaches++ == 0) breach = fmt::format("terminal {}, seq {}: {}", terminal, seq, what);
}

terminal::terminal(options const& with, std::string id, std::string site, std::uint64_t quota)
    : with_(with),
      id_(std::move(id)),
      site_(std::move(site)),
      quota_(quota)
{
}

void terminal::greet()
{
    if (with_.echo)
        ready_ = true;
    else
        socket.write(hello_frame(with_.event, id_, site_));
}

void terminal::send_frame(std::int64_t due_ns)
{
    auto const many =
        static_cast<unsigned>(std::min<std::uint64_t>(with_.reports_per_frame, quota_));
    if (many == 0) return;
    socket.write(reports_frame(site_, next_seq_, many, server_time_ms_));
    auto const answers = with_.echo ? 1 : many;
    next_seq_ += answers;
    sent_at_.insert(sent_at_.end(), answers, due_ns);
    unanswered_ += answers;
    quota_ -= many;
}

void terminal::fill(std::int64_t now_ns)
{
    auto const a_frame = with_.echo ? 1 : with_.reports_per_frame;
    while (quota_ > 0 && unanswered_ + a_frame <= std::size_t{with_.outstanding} * a_frame)
        send_frame(now_ns);
}

void terminal::ask_conflicting(unsigned which)
{
    asked_ = question::conflicting;
    socket.write(conflicting_frame(site_, last_.seq, server_time_ms_, which));
}

void terminal::ask_again()
{
    asked_ = question::again;
    socket.write(reports_frame(site_, last_.seq, 1, server_time_ms_));
}

void terminal::give_up(tally& all)
{
    if (asked()) all.note_breach(id_, last_.seq, "sent again, but not answered");
    asked_ = question::nothing;
}

void terminal::judge(answer const& one, tally& all)
{
    auto const wrong =
        asked_ == question::again ? wrong_with_resent(last_, one) : wrong_with_conflicting(one);
    if (!wrong.empty()) all.note_breach(id_, one.seq, wrong);
    asked_ = question::nothing;
}

void terminal::hear(std::string_view message, std::int64_t now_ns, tally& all)
{
    if (with_.echo) return answered({.seq = first_waiting_}, now_ns, all);
    auto const& said = read_server_frame(message);
    if (said.welcome) {
        ready_ = true;
        server_time_ms_ = said.server_time_ms;
    }
    for (auto const& one : said.answers) {
        if (asked() && one.seq == last_.seq) {
            judge(one, all);
            continue;
        }
        if (one.rejected() && all.rejection.empty()) all.rejection = said.rejection;
        answered(one, now_ns, all);
    }
}

void terminal::answered(answer const& one, std::int64_t now_ns, tally& all)
{
    auto const at = one.seq - first_waiting_;
    if (one.seq < first_waiting_ || at >= sent_at_.size() || sent_at_[at] == 0) {
        ++all.twice;
        return;
    }
    auto const due_ns = std::exchange(sent_at_[at], 0);
    if (all.times(due_ns)) all.latency_us.add(static_cast<std::uint64_t>((now_ns - due_ns) / 1000));
    --unanswered_;
    for (; !sent_at_.empty() && sent_at_.front() == 0; sent_at_.pop_front()) ++first_waiting_;
    if (one.rejected()) {
        ++all.rejected;
        return;
    }
    ++all.receipts;
    all.duplicates += one.duplicate ? 1 : 0;
    all.acceptors += count_of(one.seq);
    all.newest_revision = std::max(all.newest_revision, one.revision);
    if (with_.echo) return;
    if (auto const wrong = wrong_with_receipt(one, with_.sent_before); !wrong.empty())
        all.note_breach(id_, one.seq, wrong);
    last_ = one;
}

}  // namespace sejuta::bench
