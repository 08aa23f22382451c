// SPDX-License-Identifier: Apache-2.0
// See incidents.hpp.
#include "incidents.hpp"

#include <algorithm>

#include "chart.hpp"
#include "words.hpp"

namespace sejuta::sim {
namespace {

using std::chrono::milliseconds;

constexpr instant silence = milliseconds(2'500);     // a heartbeat comes each second
constexpr instant standstill = milliseconds(2'000);  // between two looks, which come each 250 ms
constexpr instant grace = milliseconds(2'000);       // for what waited while somebody stood still
constexpr instant joined = milliseconds(3'000);      // refusals so close are one incident
constexpr std::size_t kept_max = 100;                // what comes after is not told
constexpr std::uint32_t old_ledger_seconds = 3;

struct kind_words {
    incident_kind kind;
    char const* word;
    char const* en;
    char const* id;
};
constexpr kind_words words[] = {
    {incident_kind::away, "away", "the server was away: no connection stood or could be made",
     "server tidak ada: semua sambungan putus, yang baru gagal"},
    {incident_kind::silent, "silent",
     "the server said nothing, not even a heartbeat, though the connection stood",
     "server diam, tanpa detak, walau sambungan masih ada"},
    {incident_kind::ledger_away, "ledger_away", "the server answered, but without its ledger",
     "server menjawab, tetapi tanpa buku besar (Redis)"},
    {incident_kind::another_epoch, "another_epoch",
     "the ledger has another epoch: it began anew, was restored or lost its tail",
     "epoch buku besar berganti: dimulai ulang, dipulihkan, atau kehilangan ekornya"},
    {incident_kind::receipts_lost, "receipts_lost",
     "missing in the ledger although a terminal held the receipt, and sent again",
     "tidak ada di buku besar walau terminal memegang tanda terima, lalu dikirim ulang"},
    {incident_kind::simulator, "simulator",
     "the simulator or a process of it stood still: what was late then says nothing of the server",
     "simulator atau salah satu prosesnya berhenti: keterlambatan saat itu bukan dari server"},
};

kind_words const& words_of(incident_kind kind)
{
    return *std::find_if(std::begin(words), std::end(words),
                         [&](auto const& one) { return one.kind == kind; });
}

bool is_of_server(incident const& one)
{
    return one.open && (one.kind == incident_kind::away || one.kind == incident_kind::silent);
}

}  // namespace

bool lasts(incident const& one)
{
    return one.kind != incident_kind::another_epoch && one.kind != incident_kind::receipts_lost;
}

double incidents::seconds(instant at) const
{
    return std::max(0.0, std::chrono::duration<double>(at - begins_).count());
}

// Opens an incident or draws it out to `to`.
void incidents::reach(incident_kind kind, instant from, instant to, bool open)
{
    for (auto& one : all_)
        if (one.kind == kind && one.open) {
            one.to_seconds = seconds(to);
            one.open = open;
            return;
        }
    if (all_.size() < kept_max) all_.push_back({kind, seconds(from), seconds(to), open, 0});
}

void incidents::close(incident_kind kind)
{
    for (auto& one : all_)
        if (one.kind == kind && one.open) one.open = false;
}

void incidents::look_at_ourselves(look const& now)
{
    if (now.at - before_.at >= standstill) {
        reach(incident_kind::simulator, before_.at, now.at, false);
        grace_until_ = now.at + grace;
    }
    if (now.mute >= standstill)
        reach(incident_kind::simulator, now.at - now.mute, now.at, true);
    else
        close(incident_kind::simulator);
}

void incidents::look_at_server(look const& now)
{
    bool const quiet = now.at - now.heard >= silence && now.at >= grace_until_;
    unanswered_since_ = !now.connected || quiet ? now.heard : never;
    if (!now.connected) {
        // What began as silence ended with the connection.
        for (auto& one : all_)
            if (one.kind == incident_kind::silent && one.open) one.kind = incident_kind::away;
        return reach(incident_kind::away, now.heard, now.at, true);
    }
    if (quiet) return reach(incident_kind::silent, now.heard, now.at, true);
    if (std::none_of(all_.begin(), all_.end(), is_of_server)) return;
    close(incident_kind::away);
    close(incident_kind::silent);
    grace_until_ = now.at + grace;
}

void incidents::look_at_ledger(look const& now)
{
    if (now.unavailable > before_.unavailable) {
        refused_at_ = now.at;
        reach(incident_kind::ledger_away, before_.at, now.at, true);
    }
    bool const answered = unanswered_since_ == never && now.at >= grace_until_;
    if (answered && now.ledger_age_seconds >= old_ledger_seconds)
        return reach(incident_kind::ledger_away,
                     now.at - std::chrono::seconds(now.ledger_age_seconds), now.at, true);
    if (now.at - joined >= refused_at_) close(incident_kind::ledger_away);
}

incident const* incidents::open() const
{
    for (auto const& one : all_)
        if (is_of_server(one)) return &one;
    for (auto const& one : all_)
        if (one.open && one.kind == incident_kind::ledger_away) return &one;
    return nullptr;
}

void incidents::take(look const& now)
{
    look_at_ourselves(now);
    look_at_server(now);
    look_at_ledger(now);
    if (now.epoch != 0 && before_.epoch != 0 && now.epoch != before_.epoch)
        reach(incident_kind::another_epoch, now.at, now.at, false);
    if (now.lost > before_.lost) {
        auto const here = [&] {
            return !all_.empty() && all_.back().kind == incident_kind::receipts_lost;
        };
        if (!here()) reach(incident_kind::receipts_lost, now.at, now.at, false);
        if (here()) all_.back().count += now.lost - before_.lost;
    }
    auto const epoch = now.epoch != 0 ? now.epoch : before_.epoch;
    before_ = now;
    before_.epoch = epoch;
}

std::string in_english(incident const& one)
{
    std::string const what = words_of(one.kind).en;
    return one.kind == incident_kind::receipts_lost ? counted_of(one.count, "report") + " " + what
                                                    : what;
}

std::string in_indonesian(incident const& one)
{
    std::string const what = words_of(one.kind).id;
    return one.kind == incident_kind::receipts_lost
               ? number_id(double(one.count)) + " laporan " + what
               : what;
}

char const* word_of(incident_kind kind)
{
    return words_of(kind).word;
}

}  // namespace sejuta::sim
