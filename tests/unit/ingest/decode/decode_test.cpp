// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode/decode.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::ingest {
namespace {

v1::TerminalFrame frame_of(int reports)
{
    v1::TerminalFrame frame;
    for (int i = 0; i < reports; ++i) {
        auto& report = *frame.mutable_reports()->add_reports();
        report.set_seq(static_cast<std::uint32_t>(i + 1));
        report.set_site("PMB-1");
        report.set_count(1);
    }
    if (reports == 0) frame.mutable_reports();
    return frame;
}

TEST(decode_test, a_frame_of_64_reports_is_taken_and_one_of_65_or_none_is_refused)
{
    auto const full = decode(frame_of(64).SerializeAsString()).value();
    EXPECT_EQ(std::get<domain::sent_reports>(full).reports.size(), 64u);
    for (int wrong : {0, 65}) {
        auto const refused = decode(frame_of(wrong).SerializeAsString());
        ASSERT_TRUE(refused.has_error());
        EXPECT_EQ(refused.error().code, domain::rejection_code::reports_per_frame);
        EXPECT_EQ(refused.error().value, std::to_string(wrong));
    }
}

TEST(decode_test, every_field_of_a_report_arrives)
{
    auto frame = frame_of(1);
    auto& report = *frame.mutable_reports()->mutable_reports(0);
    report.set_service_date(20200629);
    report.set_date_chosen(true);
    report.set_method(v1::METHOD_MAL);
    report.set_category(v1::CATEGORY_GANTI_CARA);
    report.set_postpartum(v1::POSTPARTUM_KB_PP);
    report.set_partner(v1::PARTNER_OTHER);
    report.set_confirmed(true);
    report.set_device_time_ms(1'593'399'600'000);
    report.mutable_correction()->set_seq(7);
    report.mutable_correction()->set_kind(v1::CORRECTION_KIND_REPLACE);
    report.mutable_correction()->set_reason(v1::CORRECTION_REASON_SALAH_HITUNG);
    auto const decoded = decode(frame.SerializeAsString()).value();
    auto const& sent = std::get<domain::sent_reports>(decoded).reports[0];
    EXPECT_EQ(sent.seq, 1u);
    EXPECT_EQ(sent.site, "PMB-1");
    EXPECT_EQ(sent.service_date, 20200629u);
    EXPECT_TRUE(sent.date_chosen);
    EXPECT_EQ(sent.method, 10);
    EXPECT_EQ(sent.category, 3);
    EXPECT_EQ(sent.postpartum, 2);
    EXPECT_EQ(sent.partner, 5);
    EXPECT_EQ(sent.count, 1u);
    EXPECT_TRUE(sent.confirmed);
    EXPECT_EQ(sent.device_time_ms, 1'593'399'600'000);
    ASSERT_TRUE(sent.correction.has_value());
    EXPECT_EQ(sent.correction->seq, 7u);
    EXPECT_EQ(sent.correction->kind, 2);
    EXPECT_EQ(sent.correction->reason, 3);
}

TEST(decode_test, no_cut_of_a_frame_is_taken_for_another_frame_of_reports_with_a_void_body)
{
    auto const whole = frame_of(3).SerializeAsString();
    for (std::size_t size = 1; size < whole.size(); ++size) {
        auto const cut = decode(std::string_view(whole).substr(0, size));
        ASSERT_TRUE(cut.has_error()) << "cut at " << size;
        EXPECT_EQ(cut.error().code, domain::rejection_code::malformed_frame);
    }
}

TEST(decode_test, bytes_without_a_known_body_are_malformed)
{
    for (std::string const& wrong : {std::string(), std::string("\xff\xff\xff"),
                                     std::string("\x9a\x06\x02hi"), std::string(64, '\0')}) {
        auto const refused = decode(wrong);
        ASSERT_TRUE(refused.has_error());
        EXPECT_EQ(refused.error().code, domain::rejection_code::malformed_frame);
    }
}

TEST(decode_test, a_frame_over_16_KiB_is_malformed_and_one_of_16_KiB_is_read)
{
    v1::TerminalFrame frame;
    frame.mutable_hello()->set_token(std::string(limits::terminal_frame_bytes_max - 6, 'x'));
    auto bytes = frame.SerializeAsString();
    ASSERT_EQ(bytes.size(), limits::terminal_frame_bytes_max);
    EXPECT_TRUE(decode(bytes).has_value());
    frame.mutable_hello()->mutable_token()->push_back('x');
    EXPECT_TRUE(decode(frame.SerializeAsString()).has_error());
}

TEST(decode_test, a_close_and_its_proof_arrive_field_by_field)
{
    v1::TerminalFrame frame;
    auto& close = *frame.mutable_close_day();
    close.set_seq(9);
    close.set_site("PMB-1");
    close.set_service_date(20200629);
    close.set_own_total(12);
    close.set_device_time_ms(34);
    auto const bare = decode(frame.SerializeAsString()).value();
    EXPECT_FALSE(std::get<domain::sent_close>(bare).proof.has_value());
    auto& proof = *close.mutable_proof();
    proof.set_epoch(5);
    proof.set_revision(6);
    proof.set_event_time_ms(7);
    proof.set_late(true);
    proof.set_service_date(20200630);
    proof.set_mac("0123456789abcdef");
    auto const whole = decode(frame.SerializeAsString()).value();
    auto const& sent = std::get<domain::sent_close>(whole);
    EXPECT_EQ(sent.seq, 9u);
    EXPECT_EQ(sent.site, "PMB-1");
    EXPECT_EQ(sent.service_date, 20200629u);
    EXPECT_EQ(sent.own_total, 12u);
    EXPECT_EQ(sent.device_time_ms, 34);
    ASSERT_TRUE(sent.proof.has_value());
    EXPECT_EQ(sent.proof->epoch, 5u);
    EXPECT_EQ(sent.proof->revision, 6u);
    EXPECT_EQ(sent.proof->event_time_ms, 7);
    EXPECT_TRUE(sent.proof->late);
    EXPECT_EQ(sent.proof->service_date, 20200630u);
    EXPECT_EQ(sent.proof->mac, "0123456789abcdef");
}

TEST(decode_test, one_to_64_days_may_be_asked_for)
{
    v1::TerminalFrame frame;
    frame.mutable_ask_site_days();
    EXPECT_EQ(decode(frame.SerializeAsString()).error().code,
              domain::rejection_code::malformed_frame);
    for (int i = 0; i < 64; ++i) frame.mutable_ask_site_days()->add_days()->set_site("PMB-1");
    auto const full = decode(frame.SerializeAsString()).value();
    EXPECT_EQ(std::get<domain::sent_ask>(full).days.size(), 64u);
    frame.mutable_ask_site_days()->add_days();
    EXPECT_EQ(decode(frame.SerializeAsString()).error().value, "65");
}

TEST(decode_test, a_page_of_what_is_held_arrives_as_ranges)
{
    v1::TerminalFrame frame;
    auto& range = *frame.mutable_reconcile()->add_held();
    range.set_first(3);
    range.set_last(8);
    auto const page = decode(frame.SerializeAsString()).value();
    EXPECT_EQ(std::get<domain::sent_reconcile>(page).held,
              (std::vector<domain::seq_range>{{3, 8}}));
}

}  // namespace
}  // namespace sejuta::ingest
