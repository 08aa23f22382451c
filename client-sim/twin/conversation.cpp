// SPDX-License-Identifier: Apache-2.0
#include "twin/conversation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.hpp"

namespace sejuta::twin {
namespace {

constexpr std::string_view frame_type = "application/x-protobuf";
constexpr std::string_view code_prefix = "REJECTION_CODE_";
constexpr milliseconds backoff_min{250};
constexpr milliseconds backoff_max{15'000};

ending failed(std::string sentence)
{
    return {ending::kind::failed, std::move(sentence)};
}

std::string one_line(std::string text)
{
    while (text.ends_with('\n')) text.pop_back();
    return text.substr(0, 200);
}

// A page of what has receipts, from `after` on.
v1::Reconcile held_page(outbox const& box, std::uint32_t after)
{
    v1::Reconcile page;
    std::size_t seqs = 0;
    v1::SeqRange* range = nullptr;
    for (auto it = box.reports().upper_bound(after); it != box.reports().end(); ++it) {
        if (!it->second.receipt) continue;
        if (seqs == limits::held_seqs_max) break;
        if (!range || range->last() + 1 != it->first) {
            if (page.held_size() == static_cast<int>(limits::held_ranges_max)) break;
            range = page.add_held();
            range->set_first(it->first);
        }
        range->set_last(it->first);
        ++seqs;
    }
    return page;
}

template <class Ranges>
void add_seqs(Ranges const& ranges, outbox const& box, std::vector<std::uint32_t>& to)
{
    for (auto const& range : ranges)
        for (auto it = box.reports().lower_bound(range.first());
             it != box.reports().end() && it->first <= range.last(); ++it)
            to.push_back(it->first);
}

// A Welcome without what changes from one to the next.
std::string lasting(std::string const& bytes)
{
    v1::Welcome welcome;
    welcome.ParseFromString(bytes);
    welcome.clear_server_time_ms();
    welcome.clear_skew_ms();
    welcome.clear_lacking();
    welcome.clear_epoch();
    welcome.clear_revision();
    return welcome.SerializeAsString();
}

std::optional<v1::ServerFrame> exchange(caller& server, v1::TerminalFrame const& frame, ending& how)
{
    auto const answer =
        server.ask("/v1/reports", std::string(frame_type), frame.SerializeAsString(), how);
    if (!answer) return std::nullopt;
    v1::ServerFrame said;
    if (said.ParseFromString(*answer)) return said;
    how = failed("The server's answer is no frame of this protocol.");
    return std::nullopt;
}

void put(kept_report const& kept, bool with_proof, v1::Report& to)
{
    auto const& said = kept.said;
    to.set_seq(said.seq);
    to.set_site(said.site);
    to.set_service_date(said.service_date);
    to.set_date_chosen(said.date_chosen);
    to.set_method(static_cast<v1::Method>(said.method));
    to.set_category(static_cast<v1::Category>(said.category));
    to.set_postpartum(static_cast<v1::Postpartum>(said.postpartum));
    to.set_partner(static_cast<v1::Partner>(said.partner));
    to.set_count(said.count);
    to.set_confirmed(said.confirmed);
    to.set_device_time_ms(said.device_time_ms);
    if (!with_proof || !kept.receipt) return;
    auto& proof = *to.mutable_proof();
    proof.set_epoch(kept.receipt->epoch);
    proof.set_revision(kept.receipt->revision);
    proof.set_event_time_ms(kept.receipt->event_time_ms);
    proof.set_late(kept.receipt->late);
    proof.set_service_date(kept.receipt->service_date);
    proof.set_mac(kept.receipt->mac);
}

// Sends what is due, frame by frame, and keeps the answers.
class flushing {
public:
    flushing(caller& server, outbox& box, std::vector<std::uint32_t> const& lacking)
        : server_(server),
          box_(box),
          due_(lacking.begin(), lacking.end())
    {
        auto const waiting = box.waiting();
        due_.insert(waiting.begin(), waiting.end());
    }

    ending run()
    {
        while (!due_.empty()) {
            auto const before = due_.size();
            pause_ = milliseconds{0};
            for (auto at = due_.begin(); at != due_.end();) {
                std::vector<std::uint32_t> seqs;
                while (at != due_.end() && seqs.size() < limits::reports_per_frame_max)
                    seqs.push_back(*at++);
                ending how;
                if (!send(seqs, how)) return how;
                if (!seqs.empty()) at = due_.upper_bound(seqs.back());
            }
            if (due_.size() < before || due_.empty()) continue;
            if (!server_.wait(pause_))
                return {ending::kind::waiting, "The server does not record now."};
        }
        return {};
    }

private:
    bool send(std::vector<std::uint32_t> const& seqs, ending& how)
    {
        v1::TerminalFrame frame;
        for (auto const seq : seqs)
            put(box_.reports().at(seq), !unproven_.contains(seq),
                *frame.mutable_reports()->add_reports());
        auto const answer = exchange(server_, frame, how);
        return answer && keep(answer->receipts(), how);
    }

    bool keep(v1::Receipts const& answer, ending& how)
    {
        std::vector<std::pair<std::uint32_t, domain::sent_proof>> receipts;
        std::vector<std::pair<std::uint32_t, refusal>> refusals;
        for (auto const& one : answer.receipts())
            if (due_.erase(one.seq()) == 1)
                receipts.push_back({one.seq(),
                                    {.epoch = one.epoch(),
                                     .revision = one.revision(),
                                     .event_time_ms = one.event_time_ms(),
                                     .late = one.late(),
                                     .service_date = one.service_date(),
                                     .mac = one.mac()}});
        for (auto const& one : answer.rejections()) {
            if (one.seq() == 0 && one.advice() != v1::ADVICE_RETRY_LATER) {
                how = failed("The server refused a whole frame: " + one.rule_en());
                return false;
            }
            if (is_final(one) && due_.erase(one.seq()) == 1)
                refusals.push_back({one.seq(),
                                    {v1::RejectionCode_Name(one.code()).substr(code_prefix.size()),
                                     one.rule_en()}});
        }
        if (!receipts.empty()) server_.succeeded();
        base::checked<void> kept;
        if (!receipts.empty()) kept = box_.keep_receipts(receipts);
        if (kept && !refusals.empty()) kept = box_.keep_refusals(refusals);
        if (!kept) how = failed(kept.error().sentence);
        return kept.has_value();
    }

    // Whether no later sending can do better; what it asks for before the next one is noted.
    bool is_final(v1::Rejection const& why)
    {
        pause_ = std::max(pause_, milliseconds(why.retry_after_ms()));
        if (why.code() == v1::REJECTION_CODE_PROOF_REFUSED)
            return !unproven_.insert(why.seq()).second;
        return why.advice() != v1::ADVICE_RETRY_LATER &&
               why.advice() != v1::ADVICE_RETRY_AFTER_RECONCILE;
    }

    caller& server_;
    outbox& box_;
    std::set<std::uint32_t> due_;
    std::set<std::uint32_t> unproven_;  // go without their proof, which the server did not take
    milliseconds pause_{0};             // that the server asked for
};

}  // namespace

void caller::succeeded()
{
    left_ = with_.patience;
    tries_ = 0;
}

bool caller::wait(milliseconds at_least)
{
    auto const most = std::min(backoff_max, backoff_min * (1 << std::min(tries_++, 6U)));
    auto const drawn = milliseconds(
        static_cast<milliseconds::rep>(static_cast<double>(most.count()) * with_.chance()));
    auto const pause = std::max({at_least, drawn, milliseconds{1}});
    if (pause > left_) return false;
    left_ -= pause;
    with_.pause(pause);
    return true;
}

std::optional<std::string> caller::ask(std::string const& path, std::string const& type,
                                       std::string const& body, ending& how)
{
    for (;;) {
        auto const target =
            fmt::format("{}?event={}&device_time_ms={}", path, event_, with_.now_ms());
        auto const answer = with_.post(target, type, body);
        if (answer && answer->status == 200) return answer->body;
        if (answer && answer->status < 500 && answer->status != 408 && answer->status != 429) {
            how = failed(
                fmt::format("The server answered {}: {}", answer->status, one_line(answer->body)));
            return std::nullopt;
        }
        auto const why = answer ? fmt::format("the server answered {}", answer->status)
                                : answer.error().sentence;
        if (wait(answer ? std::chrono::duration_cast<milliseconds>(answer->retry_after)
                        : milliseconds{0}))
            continue;
        how = {ending::kind::waiting, "The server cannot be reached (" + why + ")."};
        return std::nullopt;
    }
}

ending greet(caller& server, outbox& box, std::vector<std::uint32_t>& lacking)
{
    v1::TerminalFrame frame;
    frame.mutable_hello()->set_app_version("sejuta-sim report");
    frame.mutable_hello()->set_device_time_ms(server.with().now_ms());
    auto page = held_page(box, 0);
    *frame.mutable_hello()->mutable_held() = page.held();
    ending how;
    auto const answer = exchange(server, frame, how);
    if (!answer) return how;
    if (!answer->has_welcome()) return failed("The server did not answer Hello with Welcome.");
    server.succeeded();
    auto const& welcome = answer->welcome();
    if (auto const bound = box.bind(welcome.event(), welcome.terminal()); !bound)
        return failed(bound.error().sentence);
    auto const bytes = welcome.SerializeAsString();
    if (lasting(bytes) != lasting(box.welcome()))
        if (auto const kept = box.learn(bytes, server.with().now_ms()); !kept)
            return failed(kept.error().sentence);
    add_seqs(welcome.lacking(), box, lacking);
    while (page.held_size() > 0) {
        page = held_page(box, page.held(page.held_size() - 1).last());
        if (page.held_size() == 0) break;
        frame.Clear();
        *frame.mutable_reconcile() = page;
        auto const more = exchange(server, frame, how);
        if (!more) return how;
        add_seqs(more->reconciled().lacking(), box, lacking);
    }
    return {};
}

ending flush(caller& server, outbox& box, std::vector<std::uint32_t> const& lacking)
{
    return flushing(server, box, lacking).run();
}

}  // namespace sejuta::twin
