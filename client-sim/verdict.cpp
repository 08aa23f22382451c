// SPDX-License-Identifier: Apache-2.0
// See verdict.hpp. What the nation's totals hold of other provinces is none of this rehearsal's
// business; the region's own row in them is.
#include "verdict.hpp"

#include <algorithm>
#include <set>

#include "crew.hpp"
#include "margins.hpp"
#include "words.hpp"

namespace sejuta::sim {
namespace {

using domain::region_code;
using words_sums = std::map<std::string, std::int64_t>;

std::int64_t row(auto const& map, auto const& key)
{
    auto const found = map.find(key);
    return found == map.end() ? 0 : found->second;
}

std::int64_t sum_of(auto const& map)
{
    std::int64_t sum = 0;
    for (auto const& [key, value] : map) sum += value;
    return sum;
}

// What the book says in the words in which totals are shown.
struct book_view {
    std::int64_t total = 0;
    words_sums by_method;
    words_sums by_child;  // children of the scenario's region
};

book_view view_of(sums const& book, region_code region)
{
    book_view out;
    out.total = book.acceptors;
    for (auto const& [given, acceptors] : book.by_method)
        out.by_method[std::string(printed_method(given))] += acceptors;
    for (auto const& [regency, acceptors] : book.by_regency)
        out.by_child[(region.is_nation() ? regency.parent() : regency).text()] += acceptors;
    return out;
}

class judge_of {
public:
    explicit judge_of(verdict& into) : into_(into) {}

    // One more, compared elsewhere.
    void counted() { ++into_.compared; }
    void same(std::string const& who, std::string what, std::int64_t book, std::int64_t found)
    {
        ++into_.compared;
        if (book != found) into_.findings.push_back({std::move(what), who, book, found});
    }
    // Every row of either side.
    void rows(std::string const& who, std::string const& kind, words_sums const& book,
              words_sums const& found)
    {
        std::set<std::string> keys;
        for (auto const& [key, value] : book) keys.insert(key);
        for (auto const& [key, value] : found) keys.insert(key);
        for (auto const& key : keys) same(who, kind + " " + key, row(book, key), row(found, key));
    }
    void adds_up(std::string const& who, shown const& totals)
    {
        same(who, "sum of methods against total", totals.total, sum_of(totals.by_method));
        same(who, "sum of regions against total", totals.total, sum_of(totals.by_region));
    }

private:
    verdict& into_;
};

void compare_account(judge_of& judge, account const& seen, book_view const& book,
                     region_code region)
{
    auto const& totals = *seen.region;
    std::string const who = seen.who + " " + region.text();
    judge.same(who, "total", book.total, totals.total);
    judge.rows(who, "method", book.by_method, totals.by_method);
    judge.rows(who, "region", book.by_child, totals.by_region);
    judge.adds_up(who, totals);
    auto const& nation = *seen.nation;
    std::string const above = seen.who + " ID";
    judge.adds_up(above, nation);
    if (region.is_nation()) return;
    judge.same(above, "region " + region.text(), book.total, row(nation.by_region, region.text()));
    if (nation.total != row(nation.by_region, region.text())) return;  // others reported as well
    judge.same(above, "total", book.total, nation.total);
    judge.rows(above, "method", book.by_method, nation.by_method);
}

// False where the account cannot be compared, with the reason.
bool usable(account const& seen, newest const& wanted, verdict& out)
{
    if (!seen.nation || !seen.region) {
        out.unknown.push_back({seen.who + " could not be read", seen.who + " tidak dapat dibaca"});
        return false;
    }
    for (auto const* one : {&*seen.nation, &*seen.region}) {
        if (wanted.revision == 0 ||
            (one->epoch == wanted.epoch && one->revision >= wanted.revision))
            continue;
        auto const shown = std::to_string(one->revision);
        auto const newest = std::to_string(wanted.revision);
        out.unknown.push_back(
            {seen.who + ": revision " + shown + " is before the newest receipt's " + newest,
             seen.who + ": revisi " + shown + " masih sebelum tanda terima terbaru, " + newest});
        return false;
    }
    return true;
}

// A day of the book for which no terminal had an answer is no day that agrees.
void note_unasked(verdict& out, site_days const& book, site_days const& asked)
{
    auto const unasked = std::count_if(book.begin(), book.end(),
                                       [&](auto const& day) { return !asked.contains(day.first); });
    if (unasked > 0)
        out.unknown.push_back({counted_of(static_cast<std::uint64_t>(unasked), "day") +
                                   " of sites had no answer from the ledger",
                               count_id(static_cast<std::uint64_t>(unasked)) +
                                   " hari titik tanpa jawaban dari buku besar"});
}

// Both ways: the ledger lacks no receipt, and at no site and date it has more or less than the
// book.
void compare_audit(judge_of& judge, verdict& out, plan const& from, book const& kept,
                   audit const& asked)
{
    judge.same("ledger", "receipts that it lacks", 0, static_cast<std::int64_t>(asked.lost_count));
    for (auto const& one : asked.lost) out.reasons.push_back(one);
    auto const book_days = kept.by_site_day();
    if (asked.terminals < from.terminals.size())
        out.unknown.push_back({counted_of(from.terminals.size() - asked.terminals, "terminal") +
                                   " had no answer from the ledger",
                               count_id(from.terminals.size() - asked.terminals) +
                                   " terminal tanpa jawaban dari buku besar"});
    else
        note_unasked(out, book_days, asked.site_days);
    for (auto const& [day, seen] : asked.site_days) {
        auto const found = book_days.find(day);
        static std::map<int, std::int64_t> const none;
        auto const& mine = found == book_days.end() ? none : found->second;
        std::set<int> methods;
        for (auto const& [method, acceptors] : mine) methods.insert(method);
        for (auto const& [method, acceptors] : seen) methods.insert(method);
        for (auto const method : methods) {
            auto const given = domain::from_number<domain::method>(method);
            judge.same("ledger",
                       "site " + day.first + ", " + std::to_string(day.second) + ", " +
                           std::string(given ? domain::word(*given) : "?"),
                       row(mine, method), row(seen, method));
        }
    }
}

// What does not fit inside the raw ledger is wrong whatever the terminals hold; how many reports it
// has can be compared where the region's are all that there are. True where the ledger is broken.
bool compare_recount(judge_of& judge, verdict& out, book const& kept, accounts const& seen)
{
    auto const& found = seen.recount;
    judge.counted();
    for (auto const& one : found.differences)
        out.reasons.push_back({"recount, " + one, "hitung ulang, " + one});
    auto const more = found.difference_count - found.differences.size();
    if (more > 0)
        out.reasons.push_back({"recount: " + count_text(more) + " more differences",
                               "hitung ulang: " + count_id(more) + " selisih lagi"});
    auto const in_ledger = found.reports + found.closes;
    bool const lost = in_ledger < kept.counted();
    if (lost)
        out.reasons.push_back({"recount: " + count_text(in_ledger) +
                                   " reports in the ledger, and the terminals hold receipts for " +
                                   count_text(kept.counted()),
                               "hitung ulang: " + count_id(in_ledger) +
                                   " laporan di buku besar, sedangkan terminal memegang tanda "
                                   "terima untuk " +
                                   count_id(kept.counted())});
    auto const& nation = seen.http.nation;
    auto const& region = seen.http.region;
    out.recount_compared = nation && nation->revision == found.revision;
    if (nation && found.revision < nation->revision && !lost)
        out.unknown.push_back({"recount: revision " + std::to_string(found.revision) +
                                   " is before the totals' " + std::to_string(nation->revision),
                               "hitung ulang: revisi " + std::to_string(found.revision) +
                                   " masih sebelum revisi total, " +
                                   std::to_string(nation->revision)});
    if (out.recount_compared) {
        judge.same("recount", "acceptors", nation->total, found.acceptors);
        if (!lost && region && nation->total == region->total &&
            region->total == kept.receipted().acceptors)
            judge.same("recount", "reports and closes", static_cast<std::int64_t>(kept.counted()),
                       static_cast<std::int64_t>(in_ledger));
    }
    return lost || found.difference_count > 0;
}

void compare_plan(judge_of& judge, scenario const& from, amounts const& wanted, sums const& book)
{
    for (auto const& [regency, acceptors] : wanted.by_regency)
        judge.same("plan", "regency " + regency.text(), row(book.by_regency, regency), acceptors);
    auto const reached = by_group(book.by_method, from, wanted);
    for (auto const& [group, acceptors] : wanted.by_group)
        judge.same("plan", "method group " + group, row(reached, group), acceptors);
    judge.same("plan", "total", book.acceptors, wanted.total());
}

// How many places differ, and whether all of them lie inside the raw ledger.
void count_differences(verdict& out, recounted const& found)
{
    auto const unnamed = found.difference_count - found.differences.size();
    auto const told = found.differences.size() + (unnamed > 0 ? 1 : 0);
    out.differences = out.findings.size() + out.reasons.size() - told + found.difference_count;
    out.inside_ledger = found.difference_count > 0 && out.differences == found.difference_count;
}

std::string mismatch_of(verdict const& out, std::string const& counted)
{
    return "LEDGER MISMATCH: " + counted_of(out.differences, "difference") +
           (out.inside_ledger ? " inside the raw ledger, though terminals and totals agree on "
                              : " between the ledger and the book of receipts of ") +
           counted + ".";
}

// What is to be said of a recount that is not among what was found the same. Others may report
// between the reading of the totals and the recount: it fits itself and holds the receipts, and no
// more is claimed.
std::string recount_caveat(verdict const& out, recounted const& found)
{
    if (!found.made()) return "; the raw ledger was not recounted";
    if (out.recount_compared) return "";
    return "; the raw ledger was recounted at another revision, " + std::to_string(found.revision) +
           ", and its acceptors were not compared";
}

std::string sentence_of(verdict const& out, sums const& book, plan const& from,
                        accounts const& seen)
{
    std::string const counted = grouped(book.acceptors) + " acceptors in " +
                                grouped(static_cast<std::int64_t>(book.reports)) + " reports";
    switch (out.outcome) {
    case outcome::agrees:
        return "The ledger agrees: " + counted + "; the book of receipts, the published amounts, " +
               seen.http.who +
               (out.recount_compared ? ", the recount of the raw ledger with its counters" : "") +
               " and " + seen.live.who + " are the same in " +
               grouped(static_cast<std::int64_t>(out.compared)) + " figures at revision " +
               std::to_string(seen.http.region->revision) + recount_caveat(out, seen.recount) +
               ", difference 0.";
    case outcome::short_:
        return "The ledger agrees with the receipts, but the plan was not reached: " + counted +
               " of " + grouped(from.wanted.total()) + " acceptors in " +
               grouped(static_cast<std::int64_t>(from.reports)) + " reports.";
    case outcome::mismatch: return mismatch_of(out, counted);
    case outcome::unproven: break;
    }
    return "The ledger is not proven: " +
           (out.reasons.empty() ? "no account could be read" : out.reasons.front().en) + ".";
}

}  // namespace

std::map<std::string, std::int64_t> by_group(
    std::map<domain::method, std::int64_t> const& by_method, scenario const& from,
    amounts const& wanted)
{
    std::map<std::string, std::int64_t> out;
    for (auto const& [group, acceptors] : wanted.by_group)
        for (auto const& [given, share] : methods_of(from, group))
            out[group] += row(by_method, given);
    return out;
}

verdict judge(scenario const& scenario, plan const& plan, book const& book, accounts const& seen,
              audit const* asked)
{
    verdict out;
    auto const receipted = book.receipted();
    auto const view = view_of(receipted, plan.region);
    judge_of compare(out);
    bool readable = true;
    for (auto const* one : {&seen.http, &seen.live}) {
        if (usable(*one, book.newest(), out))
            compare_account(compare, *one, view, plan.region);
        else
            readable = false;
    }
    if (asked) {
        compare_audit(compare, out, plan, book, *asked);
        readable = readable && asked->terminals == plan.terminals.size();
    }
    // Until every report is settled, the server may rightly hold more than the receipts say.
    bool const settled = book.settled() == book.reports();
    bool const broken = seen.recount.made() && compare_recount(compare, out, book, seen);
    if (!seen.recount.by.empty() && !seen.recount.made()) {
        auto const said = seen.recount.by + ": " + seen.recount.trouble;
        out.unknown.push_back({said, said});
        readable = false;
    }
    readable = readable && out.unknown.empty();
    bool const lacking = asked && asked->lost_count > 0;  // whatever else is not known
    bool const differs =
        broken || lacking || (settled && !out.findings.empty()) || !book.contradictions().empty();
    if (!settled) {
        out.findings.clear();
        if (book.unknown() > 0)
            out.unknown.push_back({counted_of(book.unknown(), "report") + " of a lost book",
                                   count_id(book.unknown()) + " laporan dari buku yang hilang"});
        if (book.open() > 0)
            out.unknown.push_back({counted_of(book.open(), "report") + " without a receipt",
                                   count_id(book.open()) + " laporan tanpa tanda terima"});
    }
    for (auto const& one : book.contradictions()) out.reasons.push_back(one);
    auto const conflict = static_cast<int>(domain::rejection_code::conflict);
    if (book.rejections().contains(conflict))
        out.reasons.push_back(
            {"the ledger holds other reports under the same numbers, as another seed or scenario "
             "makes them; rehearse into an empty data directory",
             "buku besar memuat laporan lain dengan nomor yang sama, seperti dari seed atau "
             "skenario lain; gladi memerlukan direktori data yang kosong"});
    std::size_t const against_server = out.findings.size();
    compare_plan(compare, scenario, plan.wanted, receipted);
    bool const reached = out.findings.size() == against_server;
    if (differs) {
        out.outcome = outcome::mismatch;
        out.findings.resize(against_server);
        count_differences(out, seen.recount);
    } else if (!readable || !settled) {
        out.outcome = outcome::unproven;
        out.findings.clear();
    } else {
        out.outcome = reached ? outcome::agrees : outcome::short_;
    }
    out.firm = out.reasons.size();
    for (auto& one : out.unknown) out.reasons.push_back(std::move(one));
    out.unknown.clear();
    out.sentence = sentence_of(out, receipted, plan, seen);
    return out;
}

}  // namespace sejuta::sim
