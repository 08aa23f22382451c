// SPDX-License-Identifier: Apache-2.0
// See book.hpp.
#include "book.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace sejuta::sim {

book::book(plan const& from) : plan_(from)
{
    for (auto const& terminal : from.terminals) {
        pages_.emplace_back(terminal.reports.size());
        reports_ += terminal.reports.size();
    }
}

entry& book::line(std::size_t terminal, std::uint32_t seq)
{
    SEJUTA_ASSERT(terminal < pages_.size() && seq >= 1 && seq <= pages_[terminal].size(),
                  "the book is asked only about planned reports");
    return pages_[terminal][seq - 1];
}

entry const& book::at(std::size_t terminal, std::uint32_t seq) const
{
    return const_cast<book*>(this)->line(terminal, seq);
}

void book::contradict(std::size_t terminal, std::uint32_t seq, saying const& what)
{
    constexpr std::size_t kept = 10;
    if (contradictions_.size() == kept) return;
    auto const who = plan_.terminals[terminal].id + " seq " + std::to_string(seq) + ": ";
    contradictions_.push_back({who + what.en, who + what.id});
}

void book::sent(std::size_t terminal, std::uint32_t seq)
{
    auto& here = line(terminal, seq);
    SEJUTA_ASSERT(here.state == report_state::made, "a settled report is not sent");
    here.state = report_state::sent;
    ++here.sends;
    ++sendings_;
}

bool book::received(std::size_t terminal, std::uint32_t seq, receipt const& answer)
{
    auto& here = line(terminal, seq);
    auto const& planned = plan_.terminals[terminal].reports[seq - 1];
    if (answer.duplicate) ++duplicates_;
    if (here.sends == 0)
        contradict(terminal, seq,
                   {"a receipt came before it was sent", "tanda terima datang sebelum dikirim"});
    if (planned.expected_rejection != 0)
        contradict(terminal, seq,
                   {"counted, where the rules refuse it with code " +
                        std::to_string(planned.expected_rejection),
                    "dihitung, padahal aturan menolaknya dengan kode " +
                        std::to_string(planned.expected_rejection)});
    if (answer.service_date != planned.service_date)
        contradict(terminal, seq,
                   {"counted on " + std::to_string(answer.service_date) + ", made on " +
                        std::to_string(planned.service_date),
                    "dihitung pada " + std::to_string(answer.service_date) + ", dibuat pada " +
                        std::to_string(planned.service_date)});
    if (answer.epoch != newest_.epoch) newest_ = {answer.epoch, 0};
    newest_.revision = std::max(newest_.revision, answer.revision);
    if (here.state == report_state::counted) {
        ++repeated_;
        if (here.epoch == answer.epoch && here.revision != answer.revision)
            contradict(terminal, seq,
                       {"two receipts: revision " + std::to_string(here.revision) + " and " +
                            std::to_string(answer.revision),
                        "dua tanda terima: revisi " + std::to_string(here.revision) + " dan " +
                            std::to_string(answer.revision)});
        return false;
    }
    if (here.state == report_state::refused) {
        contradict(terminal, seq,
                   {"a receipt came after its final refusal",
                    "tanda terima datang setelah ditolak untuk selamanya"});
        --refused_;
    }
    here.state = report_state::counted;
    here.epoch = answer.epoch;
    here.revision = answer.revision;
    ++counted_;
    return true;
}

void book::rejected(std::size_t terminal, std::uint32_t seq, int code, turned_down how)
{
    bool const final = how == turned_down::for_good;
    auto& here = line(terminal, seq);
    auto const expected = plan_.terminals[terminal].reports[seq - 1].expected_rejection;
    ++rejections_[code];
    if (code != expected && how != turned_down::for_now) ++unexpected_;
    if (here.state == report_state::counted) {
        // "Later", said to another copy of the same frame, takes nothing back.
        if (final)
            contradict(terminal, seq,
                       {"refused after its receipt", "ditolak setelah ada tanda terima"});
        return;
    }
    if (here.state == report_state::refused) return;
    here.state = final ? report_state::refused : report_state::made;
    if (!final) return;
    ++refused_;
    if (expected == code) ++refused_as_expected_;
    if (expected != 0 && expected != code)
        contradict(terminal, seq,
                   {"refused with code " + std::to_string(code) + ", where the rules say " +
                        std::to_string(expected),
                    "ditolak dengan kode " + std::to_string(code) + ", padahal aturannya " +
                        std::to_string(expected)});
}

void book::lost_connection(std::size_t terminal)
{
    for (auto& here : pages_[terminal])
        if (here.state == report_state::sent) here.state = report_state::made;
}

void book::reopened(std::size_t terminal, std::uint32_t seq)
{
    auto& here = line(terminal, seq);
    SEJUTA_ASSERT(here.state == report_state::counted, "only a receipted report is reopened");
    here.state = report_state::made;
    --counted_;
    ++reopened_;
}

template <class act>
void book::each_effect(act&& with) const
{
    for (std::size_t i = 0; i < pages_.size(); ++i) {
        auto const& terminal = plan_.terminals[i];
        for (auto const& planned : terminal.reports) {
            if (pages_[i][planned.seq - 1].state != report_state::counted) continue;
            if (planned.kind == item_kind::close_day) continue;
            if (planned.corrects != 0) with(terminal, terminal.reports[planned.corrects - 1], -1);
            if (planned.kind != item_kind::take_back) with(terminal, planned, 1);
        }
    }
}

sums book::receipted() const
{
    sums out;
    out.reports = counted_;
    each_effect([&](planned_terminal const& of, planned_report const& one, int sign) {
        std::int64_t const acceptors = sign * std::int64_t{one.count};
        out.acceptors += acceptors;
        out.by_regency[of.regency_of(one)] += acceptors;
        out.by_method[one.method] += acceptors;
    });
    return out;
}

site_days book::by_site_day() const
{
    site_days out;
    each_effect([&](planned_terminal const& of, planned_report const& one, int sign) {
        out[{of.site_of(one), one.service_date}][static_cast<int>(one.method)] +=
            sign * std::int64_t{one.count};
    });
    return out;
}

std::uint64_t book::rejections_total() const
{
    std::uint64_t sum = 0;
    for (auto const& [code, times] : rejections_) sum += times;
    return sum;
}

}  // namespace sejuta::sim
