// SPDX-License-Identifier: Apache-2.0
// The short way through decode says what protobuf's parser says, or nothing: of ordinary frames, of
// each oddity that we know of, and of odd frames by the ten thousand.
#include "ingest/decode/plain_reports.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "ingest/decode/parsed_frame.hpp"
#include "sejuta/v1/terminal.pb.h"
#include "support/golden.hpp"
#include "unit/ingest/decode/odd_wire.hpp"

namespace sejuta::ingest {
namespace {

using tests::odd_wire;

v1::TerminalFrame full_frame(int reports)
{
    v1::TerminalFrame frame;
    for (int i = 0; i < reports; ++i) {
        auto& report = *frame.mutable_reports()->add_reports();
        report.set_seq(static_cast<std::uint32_t>(i + 1));
        report.set_site("PMB-1");
        report.set_service_date(20200629);
        report.set_date_chosen(true);
        report.set_method(v1::METHOD_MAL);
        report.set_category(v1::CATEGORY_GANTI_CARA);
        report.set_postpartum(v1::POSTPARTUM_KB_PP);
        report.set_partner(v1::PARTNER_OTHER);
        report.set_count(300);
        report.set_confirmed(true);
        report.set_device_time_ms(1'593'399'600'000);
        report.mutable_correction()->set_seq(7);
        report.mutable_correction()->set_kind(v1::CORRECTION_KIND_REPLACE);
        report.mutable_correction()->set_reason(v1::CORRECTION_REASON_SALAH_HITUNG);
        report.mutable_proof()->set_epoch(0xfedcba9876543210);
        report.mutable_proof()->set_revision(5'000'000'000);
        report.mutable_proof()->set_event_time_ms(-1);
        report.mutable_proof()->set_late(true);
        report.mutable_proof()->set_service_date(20200630);
        report.mutable_proof()->set_mac(std::string("\0\xff 0123456789abc", 16));
    }
    return frame;
}

// What protobuf's parser makes of a frame of reports; nothing where it refuses it.
std::optional<domain::sent_reports> parsed(std::string_view frame)
{
    auto const whole = parsed_frame(frame);
    if (!whole || !std::holds_alternative<domain::sent_reports>(*whole)) return std::nullopt;
    return std::get<domain::sent_reports>(*whole);
}

TEST(plain_reports_test, a_report_with_every_field_set_and_one_with_none_are_read)
{
    for (auto const& frame : {full_frame(1), full_frame(64)}) {
        auto const bytes = frame.SerializeAsString();
        auto const read = plain_reports(bytes);
        ASSERT_TRUE(read.has_value());
        EXPECT_EQ(read, parsed(bytes));
    }
    v1::TerminalFrame bare;
    bare.mutable_reports()->add_reports();
    EXPECT_EQ(plain_reports(bare.SerializeAsString()).value().reports,
              std::vector<domain::sent_report>(1));
    bare.mutable_reports()->mutable_reports(0)->mutable_correction();
    bare.mutable_reports()->mutable_reports(0)->mutable_proof();
    auto const empty_parts = bare.SerializeAsString();
    ASSERT_TRUE(plain_reports(empty_parts).has_value());
    EXPECT_EQ(plain_reports(empty_parts), parsed(empty_parts));
}

TEST(plain_reports_test, the_golden_reports_are_read_and_the_other_golden_frames_are_left)
{
    auto const reports = tests::golden_file("terminal_reports.binpb");
    ASSERT_TRUE(plain_reports(reports).has_value());
    EXPECT_EQ(plain_reports(reports), parsed(reports));
    for (auto const* other : {"hello", "heartbeat", "close_day", "ask_site_days", "reconcile"})
        EXPECT_EQ(plain_reports(tests::golden_file("terminal_" + std::string(other) + ".binpb")),
                  std::nullopt)
            << other;
}

struct oddity {
    char const* what;
    std::string report;  // the bytes of one Report
};

TEST(plain_reports_test, what_is_out_of_the_ordinary_is_left_to_protobuf)
{
    std::vector<oddity> const odd{
        {"a field that is not known", std::string("\x70\x01", 2)},
        {"a field above 15", std::string("\x98\x06\x01", 3)},
        {"a known field of another wire type", std::string("\x0d\1\0\0\0", 5)},
        {"a number twice", std::string("\x08\x01\x08\x02", 4)},
        {"a correction in two parts", std::string("\x62\x02\x08\x07\x62\x02\x10\x01", 8)},
        {"a site that is not ASCII", std::string("\x12\x02\xc3\xa9", 4)},
        {"a site that is not UTF-8", std::string("\x12\x01\xff", 3)},
        {"a tag of two bytes", std::string("\x88\x00\x01", 3)},
        {"a tag modulo 2^32", std::string("\x88\x80\x80\x80\x90\x00\x01", 7)},
        {"a length of two bytes", std::string("\x12\x81\x00P", 4)},
        {"a length modulo 2^32", std::string("\x12\x81\x80\x80\x80\x10P", 6)},
        {"a text that ends too early", std::string("\x12\x05P", 3)},
        {"a number without an end", std::string("\x08\x80", 2)},
        {"a number of eleven bytes", "\x08" + std::string(10, '\x80') + '\0'},
        {"field 0", std::string("\x00\x01", 2)},
        {"a group", std::string("\x0b\x0c", 2)},
    };
    for (auto const& [what, report] : odd)
        EXPECT_EQ(plain_reports(odd_wire::frame_of({report})), std::nullopt) << what;
}

TEST(plain_reports_test, no_reports_too_many_and_two_bodies_are_left_to_protobuf)
{
    EXPECT_EQ(plain_reports(""), std::nullopt);
    EXPECT_EQ(plain_reports(odd_wire::frame_of({})), std::nullopt);
    EXPECT_EQ(plain_reports(full_frame(65).SerializeAsString()), std::nullopt);
    auto const one = odd_wire::frame_of({std::string("\x08\x01", 2)});
    ASSERT_TRUE(plain_reports(one).has_value());
    EXPECT_EQ(plain_reports(one + one), std::nullopt);
    EXPECT_EQ(plain_reports(one + std::string("\x1a\x00", 2)), std::nullopt) << "a heartbeat too";
}

TEST(plain_reports_test, a_bool_is_any_number_but_zero_however_long)
{
    auto const frame = odd_wire::frame_of(
        {std::string("\x20\x80\x00\x50\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 14)});
    auto const read = plain_reports(frame).value();
    EXPECT_FALSE(read.reports[0].date_chosen);
    EXPECT_TRUE(read.reports[0].confirmed);
    EXPECT_EQ(read, parsed(frame));
}

TEST(plain_reports_test, of_odd_frames_it_says_what_protobuf_says_or_nothing)
{
    constexpr int frames = 20'000;
    int taken = 0;
    for (int seed = 0; seed < frames; ++seed) {
        auto const frame = odd_wire(static_cast<std::uint32_t>(seed)).frame();
        auto const plain = plain_reports(frame);
        if (!plain) continue;
        ++taken;
        ASSERT_EQ(plain, parsed(frame)) << "seed " << seed;
    }
    EXPECT_GT(taken, frames / 10) << "else this proves little";
    EXPECT_LT(taken, frames * 9 / 10);
}

TEST(plain_reports_test, of_damaged_frames_it_says_what_protobuf_says_or_nothing)
{
    auto const whole = full_frame(2).SerializeAsString();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        EXPECT_EQ(plain_reports(std::string_view(whole).substr(0, at)), std::nullopt) << at;
        for (int byte = 0; byte < 256; ++byte) {
            auto frame = whole;
            frame[at] = static_cast<char>(byte);
            auto const plain = plain_reports(frame);
            if (!plain) continue;
            ASSERT_EQ(plain, parsed(frame)) << "byte " << at << " is " << byte;
        }
    }
}

}  // namespace
}  // namespace sejuta::ingest
