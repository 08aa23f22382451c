// SPDX-License-Identifier: Apache-2.0
#include "ingest/validate/validate.hpp"

#include <gtest/gtest.h>

#include "support/event_builder.hpp"

namespace sejuta::ingest {
namespace {

using domain::rejection_code;
using tests::good_report;

constexpr base::unix_ms ten_wib = 1'593'399'600'000;  // 2020-06-29T03:00Z
constexpr base::unix_ms hour = 3'600'000;

struct validate_test : testing::Test {
    domain::event event = tests::small_event();
    std::string terminal = "terminal-1";
    base::unix_ms now_ms = ten_wib + hour;
    base::unix_ms skew_ms = 0;

    domain::judged<domain::report> judge(domain::sent_report const& sent)
    {
        return validate(sent, {event, terminal, now_ms, skew_ms});
    }

    void expect_refused(domain::sent_report const& sent, rejection_code code, std::string value)
    {
        auto const verdict = judge(sent);
        ASSERT_TRUE(verdict.has_error());
        EXPECT_EQ(verdict.error().code, code) << domain::rule_of(verdict.error().code).text_en
                                              << " instead of " << domain::rule_of(code).text_en;
        EXPECT_EQ(verdict.error().value, value);
    }

    void expect_accepted(domain::sent_report const& sent)
    {
        auto const verdict = judge(sent);
        EXPECT_TRUE(verdict.has_value())
            << domain::rule_of(verdict.error().code).text_en << ": " << verdict.error().value;
    }
};

TEST_F(validate_test, a_good_report_takes_regency_and_place_from_the_register)
{
    auto const report = judge(good_report()).value();
    EXPECT_EQ(domain::to_field(report.cell), "2020-06-29/15.71/pil/ulang/none/pmb/none/ontime");
    EXPECT_EQ(report.count, 1u);
    EXPECT_EQ(report.terminal, "terminal-1");
    EXPECT_FALSE(report.flagged_ceiling);
    EXPECT_FALSE(report.flagged_date);
}

TEST_F(validate_test, a_good_report_brings_its_digest)
{
    auto const report = judge(good_report()).value();
    auto unhashed = report;
    unhashed.hashed.reset();
    ASSERT_TRUE(report.hashed.has_value());
    EXPECT_EQ(*report.hashed, domain::digest_of(unhashed));
    ++unhashed.count;
    EXPECT_NE(*report.hashed, domain::digest_of(unhashed));
}

TEST_F(validate_test, a_seq_is_1_to_2147483647)
{
    auto sent = good_report(1);
    expect_accepted(sent);
    sent.seq = 2'147'483'647;
    expect_accepted(sent);
    sent.seq = 0;
    expect_refused(sent, rejection_code::seq_out_of_range, "0");
    sent.seq = 2'147'483'648;
    expect_refused(sent, rejection_code::seq_out_of_range, "2147483648");
}

TEST_F(validate_test, a_count_is_1_to_10000)
{
    auto sent = good_report();
    sent.confirmed = true;
    sent.count = 10'000;
    expect_accepted(sent);
    sent.count = 10'001;
    expect_refused(sent, rejection_code::count_out_of_range, "10001");
    sent.count = 0;
    expect_refused(sent, rejection_code::count_out_of_range, "0");
}

TEST_F(validate_test, a_count_above_the_ceiling_asks_and_is_flagged_once_confirmed)
{
    auto sent = good_report();
    sent.count = 500;
    EXPECT_FALSE(judge(sent).value().flagged_ceiling);
    sent.count = 501;
    expect_refused(sent, rejection_code::count_above_ceiling, "501");
    sent.confirmed = true;
    EXPECT_TRUE(judge(sent).value().flagged_ceiling);
}

TEST_F(validate_test, a_site_stands_in_the_register_and_only_what_looks_like_a_code_is_echoed)
{
    auto sent = good_report();
    for (auto const* code : {"PMB-2", "S1571-PMB-999"}) {
        sent.site = code;
        expect_refused(sent, rejection_code::site_unknown, code);
    }
    for (auto const& other :
         {std::string(), std::string("1571011212900001"), std::string("Siti Aminah"),
          std::string("PMB-2\n"), "P1" + std::string(31, 'X')}) {
        sent.site = other;
        expect_refused(sent, rejection_code::site_unknown, "");
    }
}

TEST_F(validate_test, unknown_enum_values_are_refused_on_both_sides)
{
    struct row {
        int domain::sent_report::* field;
        int last;
        rejection_code code;
    };
    for (auto const& [field, last, code] :
         {row{&domain::sent_report::method, 10, rejection_code::method_unknown},
          row{&domain::sent_report::category, 3, rejection_code::category_unknown},
          row{&domain::sent_report::postpartum, 3, rejection_code::postpartum_unknown},
          row{&domain::sent_report::partner, 5, rejection_code::partner_unknown}}) {
        for (int wrong : {0, -1, last + 1}) {
            auto sent = good_report();
            sent.*field = wrong;
            expect_refused(sent, code, std::to_string(wrong));
        }
    }
}

TEST_F(validate_test, each_place_gives_only_its_methods)
{
    using domain::method;
    struct row {
        std::string site;
        std::vector<method> refused;
    };
    for (auto const& [site, refused] : {
             row{"PKM-1", {}},
             row{"RS-1", {}},
             row{"KB-1", {}},
             row{"PMB-1", {method::mow, method::mop}},
             row{"IMP-1",
                 {method::iud, method::implan, method::suntik_1_bulan, method::suntik_3_bulan,
                  method::suntik, method::mow, method::mop, method::mal}},
         }) {
        for (auto const& token : domain::method_tokens) {
            auto sent = good_report();
            sent.site = site;
            sent.method = static_cast<int>(token.value);
            if (token.value == method::mal)
                sent.postpartum = static_cast<int>(domain::postpartum::kb_pp);
            bool const forbidden =
                std::find(refused.begin(), refused.end(), token.value) != refused.end();
            SCOPED_TRACE(site + " " + std::string(token.word));
            if (forbidden)
                expect_refused(sent, rejection_code::method_not_at_place, std::string(token.word));
            else
                expect_accepted(sent);
        }
    }
}

TEST_F(validate_test, mal_needs_kb_pp_and_mop_is_never_postpartum)
{
    auto sent = good_report();
    sent.site = "RS-1";
    sent.method = static_cast<int>(domain::method::mal);
    expect_refused(sent, rejection_code::mal_needs_kb_pp, "none");
    sent.postpartum = static_cast<int>(domain::postpartum::pasca_keguguran);
    expect_refused(sent, rejection_code::mal_needs_kb_pp, "pasca_keguguran");
    sent.method = static_cast<int>(domain::method::mop);
    expect_refused(sent, rejection_code::mop_not_postpartum, "pasca_keguguran");
    sent.postpartum = static_cast<int>(domain::postpartum::kb_pp);
    expect_refused(sent, rejection_code::mop_not_postpartum, "kb_pp");
}

TEST_F(validate_test, a_date_outside_the_event_or_the_calendar_is_refused)
{
    auto sent = good_report();
    sent.date_chosen = true;
    sent.service_date = 20200628;
    expect_refused(sent, rejection_code::service_date_outside_event, "2020-06-28");
    sent.service_date = 20200631;
    expect_refused(sent, rejection_code::service_date_invalid, "20200631");
    sent.service_date = 0;
    expect_refused(sent, rejection_code::service_date_invalid, "0");
}

TEST_F(validate_test, a_default_date_is_the_sites_own_whatever_the_phone_believes)
{
    // The phone is 26 h ahead and says 30 June; it is 10.00 WIB on the 29th.
    skew_ms = 26 * hour;
    auto sent = good_report();
    sent.device_time_ms = ten_wib + skew_ms;
    sent.service_date = 20200630;
    auto const report = judge(sent).value();
    EXPECT_EQ(report.cell.date.number(), 20200629u);
    EXPECT_TRUE(report.flagged_date);
    EXPECT_EQ(report.made_at_ms, ten_wib);
}

TEST_F(validate_test, midnight_is_the_sites_midnight)
{
    // 28 June 15:00Z is 29 June 00:00 in Jayapura and 28 June 22:00 in Jambi.
    constexpr base::unix_ms papua_midnight = 1'593'356'400'000;
    now_ms = papua_midnight;
    auto sent = good_report();
    sent.device_time_ms = papua_midnight;
    sent.site = "PKM-9";
    expect_accepted(sent);
    sent.device_time_ms = papua_midnight - 1;
    expect_refused(sent, rejection_code::service_date_outside_event, "2020-06-28");
    sent.device_time_ms = papua_midnight;
    sent.site = "PKM-1";
    expect_refused(sent, rejection_code::service_date_outside_event, "2020-06-28");
    sent.date_chosen = true;
    auto const verdict = judge(sent);
    ASSERT_TRUE(verdict.has_error());
    EXPECT_EQ(verdict.error().code, rejection_code::service_date_in_future);
    EXPECT_EQ(verdict.error().retry_after_ms, 3'600'000u);  // two hours to go, capped at one
}

TEST_F(validate_test, a_devices_clock_lies_within_the_century)
{
    auto sent = good_report();
    sent.date_chosen = true;
    sent.device_time_ms = 946'684'800'000;
    expect_accepted(sent);
    sent.device_time_ms -= 1;
    expect_refused(sent, rejection_code::device_time_out_of_range, "946684799999");
    sent.device_time_ms = 4'102'444'800'000;
    expect_refused(sent, rejection_code::device_time_out_of_range, "4102444800000");
    sent.device_time_ms = 4'102'444'799'999;
    expect_accepted(sent);
}

TEST_F(validate_test, a_correction_names_its_kind_reason_and_another_seq)
{
    auto sent = good_report(2);
    sent.correction = {1, 1, 4};
    auto const report = judge(sent).value();
    ASSERT_TRUE(report.corrects.has_value());
    EXPECT_EQ(report.corrects->seq, 1u);
    EXPECT_EQ(report.corrects->reason, domain::correction_reason::salah_persepsi);
    sent.correction = {1, 3, 1};
    expect_refused(sent, rejection_code::correction_kind_unknown, "3");
    sent.correction = {1, 1, 5};
    expect_refused(sent, rejection_code::correction_reason_unknown, "5");
    sent.correction = {0, 1, 1};
    expect_refused(sent, rejection_code::correction_target_gone, "0");
    sent.correction = {2'147'483'648, 1, 1};
    expect_refused(sent, rejection_code::correction_target_gone, "2147483648");
    sent.correction = {2, 1, 1};
    expect_refused(sent, rejection_code::correction_target_gone, "2");
}

TEST_F(validate_test, a_report_that_brings_its_receipt_keeps_the_date_of_that)
{
    auto sent = good_report();
    sent.service_date = 20200630;  // what the phone believed then
    sent.device_time_ms = ten_wib + 300 * hour;
    sent.proof.emplace().service_date = 20200629;
    auto const report = judge(sent).value();
    EXPECT_EQ(report.cell.date.number(), 20200629u);
    EXPECT_TRUE(report.flagged_date);
    EXPECT_FALSE(report.healed.has_value());  // the seal is not checked yet
    sent.proof->service_date = 20200631;
    expect_refused(sent, rejection_code::proof_refused, "20200631");
}

struct close_test : validate_test {
    domain::sent_close sent{.seq = 4,
                            .site = "PKM-9",
                            .service_date = 20200629,
                            .own_total = 0,
                            .device_time_ms = ten_wib,
                            .proof = {}};

    rejection_code refusal()
    {
        auto const verdict = validate(sent, {event, terminal, now_ms, skew_ms});
        EXPECT_TRUE(verdict.has_error());
        return verdict.error().code;
    }
};

TEST_F(close_test, a_day_may_be_closed_with_nothing_and_with_a_million)
{
    for (std::uint32_t own : {0u, 1'000'000u}) {
        sent.own_total = own;
        auto const close = validate(sent, {event, terminal, now_ms, skew_ms}).value();
        EXPECT_EQ(close.own_total, own);
        EXPECT_EQ(close.regency.text(), "91.71");
        EXPECT_EQ(close.service_date.number(), 20200629u);
    }
    sent.own_total = 1'000'001;
    EXPECT_EQ(refusal(), rejection_code::own_total_out_of_range);
}

TEST_F(close_test, a_close_names_its_seq_clock_site_and_a_day_of_the_event_that_has_begun)
{
    auto const good = sent;
    sent.seq = 0;
    EXPECT_EQ(refusal(), rejection_code::seq_out_of_range);
    sent = good;
    sent.device_time_ms = 0;
    EXPECT_EQ(refusal(), rejection_code::device_time_out_of_range);
    sent = good;
    sent.site = "PKM-8";
    EXPECT_EQ(refusal(), rejection_code::site_unknown);
    sent = good;
    sent.service_date = 20200231;
    EXPECT_EQ(refusal(), rejection_code::service_date_invalid);
    sent.service_date = 20200630;
    EXPECT_EQ(refusal(), rejection_code::service_date_outside_event);
    sent = good;
    now_ms = domain::service_date::from_number(20200629)->begins_ms(domain::zone::wit) - 1;
    EXPECT_EQ(refusal(), rejection_code::service_date_in_future);
}

}  // namespace
}  // namespace sejuta::ingest
