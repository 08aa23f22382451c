// SPDX-License-Identifier: Apache-2.0
// Closes, changes and healed reports in the ledger's encoding: read back unchanged, and refused
// where this program would not have written them.
#include <gmock/gmock.h>

#include <functional>

#include "base/limits.hpp"
#include "ledger/entry.hpp"
#include "sejuta/v1/ledger.pb.h"

namespace sejuta::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr auto pil = "2020-06-29/15.71/pil/baru/none/pmb/none/ontime";

base::checked<entry> decoded(std::string const& kind, std::string const& lateness,
                             std::string const& field, std::string const& value,
                             std::string const& deltas = {})
{
    std::vector<std::pair<std::string, std::string>> fields{{"kind", kind},
                                                            {"epoch", "00c0ffee00c0ffee"},
                                                            {"recorded_at", "1700000000000"},
                                                            {"event_time", "1593400000123"}};
    if (!lateness.empty()) fields.emplace_back("lateness", lateness);
    fields.emplace_back(field, value);
    if (kind == "reports") fields.emplace_back("deltas", deltas);
    fields.emplace_back("chain", "0123456789abcdef0123456789abcdef01234567");
    return decode({.id = "17-0", .fields = {fields.begin(), fields.end()}});
}

domain::day_close a_close()
{
    return {.terminal = "t-jambi-01",
            .seq = 7,
            .site = "S1571-PMB-001",
            .regency = *domain::region_code::from_text("15.71"),
            .service_date = *domain::service_date::from_number(20200629),
            .own_total = 30,
            .made_at_ms = 1'593'400'000'000,
            .healed = {}};
}

template <class Message>
std::string changed(std::string const& bytes, std::function<void(Message&)> const& change)
{
    Message message;
    EXPECT_TRUE(message.ParseFromString(bytes));
    change(message);
    return message.SerializeAsString();
}

TEST(entry_change_test, a_close_is_read_back_with_its_lateness)
{
    auto const plain = decoded("close", "late", "close", encode(a_close()));
    ASSERT_TRUE(plain.has_value()) << plain.error().sentence;
    EXPECT_EQ(plain->close, a_close());
    EXPECT_EQ(plain->close_lateness, domain::lateness::late);
    auto healed = a_close();
    healed.healed = {1'593'300'000'000, true};
    EXPECT_EQ(decoded("close", "late", "close", encode(healed))->close, healed);
}

TEST(entry_change_test, a_close_outside_its_limits_names_the_member)
{
    using message = v1::LedgerClose;
    std::vector<std::pair<char const*, std::function<void(message&)>>> const wrong{
        {"terminal", [](auto& m) { m.set_terminal("abc"); }},
        {"seq", [](auto& m) { m.set_seq(0); }},
        {"seq", [](auto& m) { m.set_seq(limits::seq_max + 1); }},
        {"site", [](auto& m) { m.clear_site(); }},
        {"site", [](auto& m) { m.set_site("A B"); }},
        {"regency", [](auto& m) { m.set_regency("15"); }},
        {"service_date", [](auto& m) { m.set_service_date(20200631); }},
        {"own_total", [](auto& m) { m.set_own_total(limits::own_total_max + 1); }},
        {"healed_event_time_ms", [](auto& m) { m.set_healed_event_time_ms(-1); }},
        {"by", [](auto& m) { m.set_by("Ibu Sri"); }},
        {"another version",
         [](auto& m) { m.GetReflection()->MutableUnknownFields(&m)->AddVarint(99, 1); }},
    };
    for (auto const& [member, change] : wrong) {
        auto const result =
            decoded("close", "ontime", "close", changed<message>(encode(a_close()), change));
        ASSERT_TRUE(result.has_error()) << member;
        EXPECT_THAT(result.error().sentence, HasSubstr("revision 17: field close"));
        EXPECT_THAT(result.error().sentence, HasSubstr(member));
    }
    EXPECT_TRUE(decoded("close", "never", "close", encode(a_close())).has_error());
    EXPECT_TRUE(decoded("close", "late", "close", "\xff").has_error());
}

TEST(entry_change_test, a_change_outside_its_limits_names_the_member)
{
    using message = v1::LedgerChange;
    std::vector<std::pair<char const*, std::function<void(message&)>>> const wrong{
        {"by", [](auto& m) { m.clear_by(); }},
        {"by", [](auto& m) { m.set_by("Ibu Sri"); }},
        {"by", [](auto& m) { m.set_by(std::string(limits::change_by_bytes_max + 1, 'a')); }},
        {"body", [](auto& m) { m.clear_body(); }},
        {"target.set", [](auto& m) { m.mutable_target()->clear_set(); }},
        {"target.node", [](auto& m) { m.mutable_target()->set_node("15.7"); }},
        {"target.node", [](auto& m) { m.mutable_target()->set_node("site:"); }},
        {"target.method_group", [](auto& m) { m.mutable_target()->set_method_group("pil"); }},
        {"target.month", [](auto& m) { m.mutable_target()->set_month(202013); }},
        {"target.acceptors", [](auto& m) { m.mutable_target()->set_acceptors(-1); }},
        {"target.acceptors",
         [](auto& m) { m.mutable_target()->set_acceptors(limits::target_acceptors_max + 1); }},
        {"site.place", [](auto& m) { m.mutable_site()->set_code("S1"); }},
        {"site.regency",
         [](auto& m) {
             m.mutable_site()->set_code("S1");
             m.mutable_site()->set_place(v1::PLACE_PMB);
             m.mutable_site()->set_regency("15");
         }},
        {"merge.from", [](auto& m) { m.mutable_merge()->set_into("S1"); }},
        {"merge.into",
         [](auto& m) {
             m.mutable_merge()->set_from("S1");
             m.mutable_merge()->set_into("S1");
         }},
        {"code.code_hash", [](auto& m) { m.mutable_code()->set_code_hash("short"); }},
        {"code.sites", [](auto& m) { m.mutable_code()->set_code_hash(std::string(16, 'x')); }},
        {"enrolment.terminal",
         [](auto& m) { m.mutable_enrolment()->set_code_hash(std::string(16, 'x')); }},
        {"revocation.terminal", [](auto& m) { m.mutable_revocation(); }},
        {"account.user", [](auto& m) { m.mutable_account()->set_user("Ibu Sri"); }},
        {"account.step", [](auto& m) { m.mutable_account()->set_user("jambi-01"); }},
        {"account.step",
         [](auto& m) {
             m.mutable_account()->set_user("jambi-01");
             m.mutable_account()->set_step(static_cast<v1::AccountStep>(8));
         }},
        {"account.role",
         [](auto& m) {
             m.mutable_account()->set_user("jambi-01");
             m.mutable_account()->set_step(v1::ACCOUNT_STEP_ADDED);
         }},
        {"account.role",
         [](auto& m) {
             m.mutable_account()->set_user("jambi-01");
             m.mutable_account()->set_step(v1::ACCOUNT_STEP_REMOVED);
             m.mutable_account()->set_role("viewer");
         }},
        {"account.regions",
         [](auto& m) {
             m.mutable_account()->set_user("jambi-01");
             m.mutable_account()->set_step(v1::ACCOUNT_STEP_ADDED);
             m.mutable_account()->set_role("viewer");
             m.mutable_account()->add_regions("Jambi");
         }},
        {"table.table", [](auto& m) { m.mutable_table()->set_region("15"); }},
        {"table.region", [](auto& m) { m.mutable_table()->set_table("sites"); }},
        {"another version",
         [](auto& m) {
             auto& target = *m.mutable_target();
             target.GetReflection()->MutableUnknownFields(&target)->AddVarint(99, 1);
         }},
    };
    domain::change const good{
        "opd-15", domain::target_change{"MURI", {"ID", "", 0}, limits::target_acceptors_max}};
    ASSERT_EQ(decoded("change", "", "change", encode(good))->change, good);
    for (auto const& [member, change] : wrong) {
        auto const result = decoded("change", "", "change", changed<message>(encode(good), change));
        ASSERT_TRUE(result.has_error()) << member;
        EXPECT_THAT(result.error().sentence, HasSubstr(member));
    }
}

domain::report a_report()
{
    return {.terminal = "t-jambi-01",
            .seq = 1,
            .site = "1571-pmb-01",
            .cell = *domain::from_field(pil),
            .count = 3,
            .corrects = {},
            .made_at_ms = 1'593'400'000'000,
            .healed = {}};
}

TEST(entry_change_test, what_an_audit_asks_about_is_read_back)
{
    auto const jambi = *domain::region_code::from_text("15");
    for (domain::change const& each : {
             domain::change{"jambi-01", domain::login{}},
             domain::change{"users-json",
                            domain::account_change{
                                "jambi-01", domain::account_step::scope, "province", {jambi}}},
             domain::change{"users-json",
                            domain::account_change{"jambi-01", domain::account_step::removed}},
             domain::change{"jambi-01", domain::table_export{"sites", jambi}},
         })
        EXPECT_EQ(decoded("change", "", "change", encode(each))->change, each);
}

TEST(entry_change_test, who_entered_a_report_for_a_terminal_stands_in_it)
{
    auto entered = a_report();
    entered.by = "jambi-01";
    auto const read =
        decoded("reports", "ontime", "reports", encode(entered), std::string(pil) + "=3");
    ASSERT_TRUE(read.has_value()) << read.error().sentence;
    EXPECT_EQ(read->reports[0], entered);
    // It is no content: the terminal's own sending of it is the same report.
    EXPECT_EQ(digest_of(entered), digest_of(a_report()));
    auto const wrong = changed<v1::LedgerEntry>(
        encode(a_report()), [](auto& m) { m.mutable_reports(0)->set_by("Ibu Sri"); });
    EXPECT_THAT(decoded("reports", "ontime", "reports", wrong).error().sentence, HasSubstr("by"));
    auto close = a_close();
    close.by = "jambi-01";
    EXPECT_EQ(decoded("close", "ontime", "close", encode(close))->close, close);
}

TEST(entry_change_test, a_healed_report_has_its_own_lateness)
{
    auto healed = a_report();
    healed.healed = {1'593'300'000'000, false};
    auto const read = decoded("reports", "late", "reports", encode(healed) + encode(a_report()),
                              std::string(pil) + "@26555000=3");
    ASSERT_TRUE(read.has_value()) << read.error().sentence;
    EXPECT_EQ(read->reports[0], healed);
    EXPECT_EQ(read->reports[1].cell.lateness, domain::lateness::late);
    auto const half = changed<v1::LedgerEntry>(
        encode(a_report()), [](auto& m) { m.mutable_reports(0)->set_healed_late(true); });
    EXPECT_THAT(decoded("reports", "late", "reports", half).error().sentence,
                HasSubstr("healed_late"));
}

TEST(entry_change_test, healed_deltas_are_told_apart_and_summed)
{
    auto const p = std::string(pil);
    auto const read = decoded("reports", "ontime", "reports", encode(a_report()),
                              p + "=4\n" + p + "@26555000=3\n" + p + "@26555001=-7");
    ASSERT_TRUE(read.has_value()) << read.error().sentence;
    EXPECT_THAT(read->deltas, IsEmpty());
    EXPECT_THAT(read->healed,
                ElementsAre(healed_delta{26'555'000, p, 3}, healed_delta{26'555'001, p, -7}));
    for (auto const& wrong : {p + "@=3", p + "@-1=3", p + "@x=3", p + "@1", p + "@1=0", p + "=0",
                              p + "@1=3\n" + p + "@1=3", std::string("x@1=3")})
        EXPECT_TRUE(decoded("reports", "ontime", "reports", encode(a_report()), wrong).has_error())
            << wrong;
}

}  // namespace
}  // namespace sejuta::ledger
