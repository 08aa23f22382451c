// SPDX-License-Identifier: Apache-2.0
// The verdict must find what is wrong: each planted difference, one at a time, has to change it.
#include "verdict.hpp"

#include <gtest/gtest.h>
#include <functional>

#include "crew.hpp"
#include "unit/client_sim/builders.hpp"
#include "words.hpp"

namespace sejuta::sim::testing {
namespace {

// The accounts of a server that is right about a small day.
struct day {
    day()
        : rules(shipped("jambi-2020")),
          made(make_plan(rules, small_event(), 1).value()),
          kept(made)
    {
        for_all([&](std::size_t terminal, std::uint32_t seq) {
            kept.sent(terminal, seq);
            kept.received(terminal, seq, {7, ++revision, false, 20200629});
        });
        seen = {{"GET /v1/totals", nation(), region_totals()},
                {"the live frames", nation(), region_totals()}};
    }
    void for_all(std::function<void(std::size_t, std::uint32_t)> const& act) const
    {
        for (std::size_t i = 0; i < made.terminals.size(); ++i)
            for (auto const& report : made.terminals[i].reports) act(i, report.seq);
    }
    shown region_totals() const
    {
        auto const sums = kept.receipted();
        shown out{7, revision, sums.acceptors, {}, {}};
        for (auto const& [given, acceptors] : sums.by_method)
            out.by_method[std::string(printed_method(given))] += acceptors;
        for (auto const& [regency, acceptors] : sums.by_regency)
            out.by_region[regency.text()] = acceptors;
        return out;
    }
    shown nation() const
    {
        auto out = region_totals();
        out.by_region = {{"15", out.total}, {"32", 0}};
        return out;
    }
    outcome judged() const { return judge(rules, made, kept, seen).outcome; }

    scenario rules;
    plan made;
    book kept;
    accounts seen;
    std::uint64_t revision = 0;
};

TEST(verdict, accounts_that_are_the_same_agree)
{
    day one;
    auto const found = judge(one.rules, one.made, one.kept, one.seen);
    EXPECT_EQ(found.outcome, outcome::agrees) << found.sentence;
    EXPECT_TRUE(found.findings.empty());
    EXPECT_NE(found.sentence.find("difference 0"), std::string::npos);
}

TEST(verdict, every_planted_difference_is_a_mismatch)
{
    std::vector<std::pair<char const*, std::function<void(accounts&)>>> const planted{
        {"total of the region", [](accounts& it) { ++it.http.region->total; }},
        {"one regency", [](accounts& it) { --it.http.region->by_region["15.07"]; }},
        {"one method", [](accounts& it) { ++it.http.region->by_method["pil"]; }},
        {"a method that nobody gave", [](accounts& it) { it.http.region->by_method["mow"] = 1; }},
        {"a regency where nobody was",
         [](accounts& it) { it.live.region->by_region["15.99"] = 1; }},
        {"two regencies swapped",
         [](accounts& it) {
             std::swap(it.live.region->by_region["15.07"], it.live.region->by_region["15.71"]);
         }},
        {"the province's row of the nation",
         [](accounts& it) { ++it.http.nation->by_region["15"]; }},
        {"the nation's total", [](accounts& it) { ++it.live.nation->total; }},
        {"one viewer's total", [](accounts& it) { --it.live.region->total; }},
        {"a missing row", [](accounts& it) { it.live.region->by_method.erase("suntik"); }}};
    for (auto const& [name, plant] : planted) {
        day one;
        plant(one.seen);
        EXPECT_EQ(one.judged(), outcome::mismatch) << name;
    }
}

TEST(verdict, a_receipt_that_was_counted_twice_or_not_at_all_is_a_mismatch)
{
    for (int const by : {-1, 1}) {
        day one;
        auto const& terminal = one.made.terminals[0];
        auto const count = by * static_cast<std::int64_t>(terminal.reports[0].count);
        auto const word = std::string(printed_method(terminal.reports[0].method));
        for (auto* account : {&one.seen.http, &one.seen.live})
            for (auto* totals : {&*account->nation, &*account->region}) {
                totals->total += count;
                totals->by_method[word] += count;
            }
        for (auto* account : {&one.seen.http, &one.seen.live}) {
            account->region->by_region[terminal.regency.text()] += count;
            account->nation->by_region["15"] += count;
        }
        EXPECT_EQ(one.judged(), outcome::mismatch) << by;
    }
}

TEST(verdict, other_provinces_are_none_of_its_business)
{
    day one;
    for (auto* account : {&one.seen.http, &one.seen.live}) {
        account->nation->by_region["32"] = 50;
        account->nation->total += 50;
        account->nation->by_method["iud"] += 50;
    }
    EXPECT_EQ(one.judged(), outcome::agrees);
}

TEST(verdict, an_account_that_is_missing_or_old_proves_nothing)
{
    day missing;
    missing.seen.http.region.reset();
    EXPECT_EQ(missing.judged(), outcome::unproven);
    day old;
    --old.seen.live.nation->revision;
    EXPECT_EQ(old.judged(), outcome::unproven);
    day other_epoch;
    other_epoch.seen.http.nation->epoch = 8;
    EXPECT_EQ(other_epoch.judged(), outcome::unproven);
}

TEST(verdict, a_report_without_a_receipt_leaves_it_unproven)
{
    day one;
    one.kept.reopened(0, 1);
    auto const found = judge(one.rules, one.made, one.kept, one.seen);
    EXPECT_EQ(found.outcome, outcome::unproven);
    EXPECT_EQ(found.reasons.at(0).en, "1 report without a receipt");
}

TEST(verdict, a_refused_report_leaves_the_plan_short)
{
    day one;
    one.kept.reopened(0, 1);
    one.kept.rejected(0, 1, 20, turned_down::for_good);
    one.seen = {{"GET", one.nation(), one.region_totals()},
                {"live", one.nation(), one.region_totals()}};
    auto const found = judge(one.rules, one.made, one.kept, one.seen);
    EXPECT_EQ(found.outcome, outcome::short_) << found.sentence;
    EXPECT_FALSE(found.findings.empty());
    EXPECT_EQ(found.findings.back().what, "total");
}

TEST(verdict, contradicting_receipts_are_a_mismatch)
{
    day one;
    one.kept.received(0, 1, {7, 999, true, 20200629});
    for (auto* account : {&one.seen.http, &one.seen.live})
        account->nation->revision = account->region->revision = 999;
    EXPECT_EQ(one.judged(), outcome::mismatch);
}

TEST(verdict, another_service_date_than_the_reports_is_a_mismatch)
{
    day one;
    one.kept.reopened(0, 1);
    one.kept.sent(0, 1);
    one.kept.received(0, 1, {7, 1, false, 20200630});
    EXPECT_EQ(one.judged(), outcome::mismatch);
}

TEST(totals_json, is_read_as_the_protocol_gives_it)
{
    auto const read = parse_totals(
        R"({"epoch":"00000000000000ff","sequence":12,"total":5,"by_method":{"pil":3,"mow":2},)"
        R"("by_region":{"15.07":{"name":"x","total":5}}})");
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->epoch, 255U);
    EXPECT_EQ(read->revision, 12U);
    EXPECT_EQ(read->total, 5);
    EXPECT_EQ(read->by_method.at("mow"), 2);
    EXPECT_EQ(read->by_region.at("15.07"), 5);
}

TEST(totals_json, what_is_missing_or_of_another_kind_is_a_fault)
{
    for (auto const* text :
         {"", "[]", "{}", R"({"epoch":"xy","sequence":1,"total":1,"by_method":{},"by_region":{}})",
          R"({"epoch":"1","sequence":1,"total":"1","by_method":{},"by_region":{}})",
          R"({"epoch":"1","sequence":1,"total":1.5,"by_method":{},"by_region":{}})",
          R"({"epoch":"1","sequence":1,"total":1,"by_method":{}})"})
        EXPECT_FALSE(parse_totals(text).has_value()) << text;
}

// What a right ledger answers to every terminal.
audit right_answers(day const& of)
{
    audit out;
    out.terminals = of.made.terminals.size();
    out.receipts = of.kept.counted();
    out.site_days = of.kept.by_site_day();
    return out;
}

TEST(verdict, both_ways_between_book_and_ledger)
{
    day one;
    auto const judged = [&](audit const& asked) {
        return judge(one.rules, one.made, one.kept, one.seen, &asked);
    };
    auto const right = right_answers(one);
    EXPECT_EQ(judged(right).outcome, outcome::agrees) << judged(right).sentence;

    auto lost = right;
    lost.lost_count = 1;
    lost.lost = {{"sim-a seq 1: the ledger has no report", "sim-a seq 1: tidak ada"}};
    EXPECT_EQ(judged(lost).outcome, outcome::mismatch);

    auto more = right;
    ++more.site_days.begin()->second.begin()->second;
    EXPECT_EQ(judged(more).outcome, outcome::mismatch) << "a report in no book";
    auto unknown = right;
    unknown.site_days[{"S15.71-rs", 20200628}][static_cast<int>(domain::method::iud)] = 1;
    EXPECT_EQ(judged(unknown).outcome, outcome::mismatch) << "another date";

    auto silent = right;
    --silent.terminals;
    EXPECT_EQ(judged(silent).outcome, outcome::unproven);

    auto unasked = right;
    unasked.site_days.erase(unasked.site_days.begin());
    EXPECT_EQ(judged(unasked).outcome, outcome::unproven) << "a day that nobody asked for";
}

// What a lost process knew is no difference, whatever the ledger has; what a terminal that is left
// holds and the ledger lacks is one.
TEST(verdict, a_lost_book_is_no_difference_and_no_agreement)
{
    day one;
    book left(one.made);
    shard const gone{1, 2};
    std::uint64_t revision = 0;
    one.for_all([&](std::size_t terminal, std::uint32_t seq) {
        ++revision;
        if (gone.owns(terminal)) return;
        left.sent(terminal, seq);
        left.received(terminal, seq, {7, revision, false, 20200629});
    });
    left.lose(gone);
    EXPECT_EQ(left.open(), 0U);
    EXPECT_EQ(left.counted() + left.unknown(), left.reports());
    auto asked = right_answers(one);
    asked.terminals /= 2;
    auto const found = judge(one.rules, one.made, left, one.seen, &asked);
    EXPECT_EQ(found.outcome, outcome::unproven) << found.sentence;
    EXPECT_TRUE(found.findings.empty());
    asked.lost_count = 1;
    asked.lost = {{"sim-a seq 1: the ledger has no report", "sim-a seq 1: tidak ada"}};
    EXPECT_EQ(judge(one.rules, one.made, left, one.seen, &asked).outcome, outcome::mismatch);
}

// A recount that fits what the day's ledger holds.
recounted fitting(day const& one)
{
    recounted out;
    out.by = "sejuta verify";
    out.revision = one.revision;
    out.acceptors = one.kept.receipted().acceptors;
    out.reports = one.kept.counted();
    return out;
}

TEST(verdict, names_the_recount_only_where_there_was_one)
{
    day one;
    auto const without = judge(one.rules, one.made, one.kept, one.seen);
    EXPECT_NE(without.sentence.find("was not recounted"), std::string::npos) << without.sentence;
    one.seen.recount = fitting(one);
    auto const with = judge(one.rules, one.made, one.kept, one.seen);
    EXPECT_EQ(with.outcome, outcome::agrees) << with.sentence;
    EXPECT_NE(with.sentence.find("the recount of the raw ledger"), std::string::npos);
}

TEST(verdict, what_the_recount_finds_is_a_mismatch)
{
    std::vector<std::pair<char const*, std::function<void(recounted&)>>> const planted{
        {"a counter",
         [](recounted& it) {
             it.difference_count = 1;
             it.differences = {"{e}:cells x: expected 1, found 2"};
         }},
        {"more than are named", [](recounted& it) { it.difference_count = 90; }},
        {"an acceptor more", [](recounted& it) { ++it.acceptors; }},
        {"a report that no terminal sent", [](recounted& it) { ++it.reports; }},
        {"a close that no terminal sent", [](recounted& it) { ++it.closes; }},
        {"a report less than receipts", [](recounted& it) { --it.reports; }},
    };
    for (auto const& [name, change] : planted) {
        day one;
        one.seen.recount = fitting(one);
        change(one.seen.recount);
        auto const found = judge(one.rules, one.made, one.kept, one.seen);
        EXPECT_EQ(found.outcome, outcome::mismatch) << name << ": " << found.sentence;
    }
}

TEST(verdict, a_lost_receipt_is_a_mismatch_before_all_is_settled)
{
    day one;
    book open(one.made);  // the same day, its last report never receipted
    std::vector<std::pair<std::size_t, std::uint32_t>> all;
    one.for_all([&](std::size_t terminal, std::uint32_t seq) { all.emplace_back(terminal, seq); });
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
        open.sent(all[i].first, all[i].second);
        open.received(all[i].first, all[i].second, {7, i + 1, false, 20200629});
    }
    one.seen.recount = fitting(one);
    one.seen.recount.reports = open.counted();
    EXPECT_EQ(judge(one.rules, one.made, open, one.seen).outcome, outcome::unproven);
    --one.seen.recount.reports;
    EXPECT_EQ(judge(one.rules, one.made, open, one.seen).outcome, outcome::mismatch);
}

TEST(verdict, counts_as_differences_only_what_was_compared)
{
    day one;
    one.seen.http.nation.reset();  // a server without its ledger shows nothing
    one.seen.recount = fitting(one);
    one.seen.recount.difference_count = 1;
    one.seen.recount.differences = {"{e}:ledger 9-0: expected an entry, found (nothing)"};
    auto const found = judge(one.rules, one.made, one.kept, one.seen);
    EXPECT_EQ(found.outcome, outcome::mismatch);
    EXPECT_EQ(found.differences, 1U) << found.sentence;
    EXPECT_EQ(found.reasons.size(), 2U) << "and why the other account is missing";
}

TEST(verdict, a_recount_that_failed_proves_nothing)
{
    day one;
    one.seen.recount.by = "sejuta verify --data-dir x";
    one.seen.recount.trouble = "cannot read the ledger";
    auto const found = judge(one.rules, one.made, one.kept, one.seen);
    EXPECT_EQ(found.outcome, outcome::unproven);
    EXPECT_NE(found.sentence.find("cannot read the ledger"), std::string::npos) << found.sentence;
}

TEST(verdict, others_in_the_same_ledger_are_no_difference_of_the_recount)
{
    day one;
    one.seen.recount = fitting(one);
    for (auto* const it : {&*one.seen.http.nation, &*one.seen.live.nation}) {
        it->total += 5;
        it->by_region["32"] += 5;
        it->by_method["pil"] += 5;
    }
    one.seen.recount.acceptors += 5;
    one.seen.recount.reports += 2;
    EXPECT_EQ(one.judged(), outcome::agrees);
}

// Others reported between the reading of the totals and the recount.
TEST(verdict, claims_no_equality_with_a_recount_of_a_later_revision)
{
    day one;
    one.seen.recount = fitting(one);
    EXPECT_TRUE(judge(one.rules, one.made, one.kept, one.seen).recount_compared);
    ++one.seen.recount.revision;
    one.seen.recount.acceptors += 5;
    ++one.seen.recount.reports;
    auto const found = judge(one.rules, one.made, one.kept, one.seen);
    EXPECT_EQ(found.outcome, outcome::agrees) << found.sentence;
    EXPECT_FALSE(found.recount_compared);
    EXPECT_EQ(found.sentence.find("the recount of the raw ledger with its counters"),
              std::string::npos)
        << found.sentence;
    EXPECT_NE(found.sentence.find("its acceptors were not compared"), std::string::npos)
        << found.sentence;
}

TEST(verdict, a_recount_before_the_totals_proves_nothing)
{
    day one;
    one.seen.recount = fitting(one);
    --one.seen.recount.revision;
    auto const found = judge(one.rules, one.made, one.kept, one.seen);
    EXPECT_EQ(found.outcome, outcome::unproven) << found.sentence;
    EXPECT_NE(found.sentence.find("is before"), std::string::npos) << found.sentence;
}

}  // namespace
}  // namespace sejuta::sim::testing
