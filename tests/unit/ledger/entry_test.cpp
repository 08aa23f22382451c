// SPDX-License-Identifier: Apache-2.0
// The ledger's encoding: what is recorded is read back unchanged, and whatever the program would
// not have written is refused with revision and field.
#include "ledger/entry.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "base/limits.hpp"
#include "sejuta/v1/ledger.pb.h"

namespace sejuta::ledger {
namespace {

using ::testing::HasSubstr;

domain::report a_report(std::uint32_t seq = 1)
{
    return {
        .terminal = "t-jambi-01",
        .seq = seq,
        .site = "1571-pmb-01",
        .cell = *domain::from_field("2020-06-29/15.71/pil/baru/none/pmb/none/ontime"),
        .count = 3,
        .corrects = {},
        .made_at_ms = 1'593'400'000'000,
    };
}

// Owns the texts of an entry, so that a test changes one of them and decodes.
struct written {
    std::string id = "17-0";
    std::vector<std::pair<std::string, std::string>> fields;

    std::string& operator[](std::string_view name)
    {
        for (auto& [field, value] : fields)
            if (field == name) return value;
        ADD_FAILURE() << "no field " << name;
        return id;
    }
    void remove(std::string_view name)
    {
        std::erase_if(fields, [&](auto const& one) { return one.first == name; });
    }
    base::checked<entry> decoded() const
    {
        stream_entry raw{.id = id, .fields = {}};
        for (auto const& [field, value] : fields) raw.fields.emplace_back(field, value);
        return decode(raw);
    }
    std::string error() const
    {
        auto const result = decoded();
        return result ? "decoded" : result.error().sentence;
    }
};

written reports_entry()
{
    return {.fields = {
                {"kind", "reports"},
                {"epoch", "00c0ffee00c0ffee"},
                {"recorded_at", "1700000000000"},
                {"event_time", "1593400000123"},
                {"lateness", "late"},
                {"reports", encode(a_report(1)) + encode(a_report(2))},
                {"deltas", "2020-06-29/15.71/pil/baru/none/pmb/none/late=6"},
                {"chain", "0123456789abcdef0123456789abcdef01234567"},
            }};
}

written begin_entry()
{
    return {.fields = {
                {"kind", "begin"},
                {"epoch", "00c0ffee00c0ffee"},
                {"recorded_at", "1700000000000"},
                {"event_time", "1593400000000"},
                {"status", "open"},
                {"event_kind", "rehearsal"},
                {"clock_real", "1700000000000"},
                {"clock_event", "1593400000000"},
                {"clock_event_end", "0"},
                {"clock_speed", "300"},
                {"chain", "0123456789abcdef0123456789abcdef01234567"},
            }};
}

written status_entry()
{
    return {.fields = {
                {"kind", "status"},
                {"epoch", "00c0ffee00c0ffee"},
                {"recorded_at", "1700000000000"},
                {"event_time", "1593400000000"},
                {"status", "closed"},
                {"by", "prov-15"},
                {"chain", "0123456789abcdef0123456789abcdef01234567"},
            }};
}

// A reports entry whose one report was changed on the wire's level.
written with_report(std::function<void(v1::LedgerReport&)> const& change)
{
    v1::LedgerEntry message;
    EXPECT_TRUE(message.ParseFromString(encode(a_report())));
    change(*message.mutable_reports(0));
    auto entry = reports_entry();
    entry["reports"] = message.SerializeAsString();
    return entry;
}

// With its first tag in two bytes where one would do, the entry is left to protobuf.
written for_protobuf(written entry)
{
    entry["reports"] = std::string("\x8a\x00", 2) + entry["reports"].substr(1);
    return entry;
}

int fields_set(std::string const& entry)
{
    v1::LedgerEntry message;
    EXPECT_TRUE(message.ParseFromString(entry));
    std::vector<google::protobuf::FieldDescriptor const*> set;
    message.reports(0).GetReflection()->ListFields(message.reports(0), &set);
    return static_cast<int>(set.size());
}

TEST(entry_test, encoded_reports_joined_are_read_back_with_the_entrys_lateness)
{
    auto first = a_report(1);
    auto second = a_report(2);
    second.corrects = domain::correction{1, domain::correction_kind::replace,
                                         domain::correction_reason::salah_hitung};
    second.flagged_ceiling = true;
    second.flagged_date = true;
    auto sent = reports_entry();
    sent["reports"] = encode(first) + encode(second);

    auto const read = sent.decoded();

    ASSERT_TRUE(read) << read.error().sentence;
    first.cell.lateness = domain::lateness::late;
    second.cell.lateness = domain::lateness::late;
    EXPECT_EQ(read->reports, (std::vector{first, second}));
    EXPECT_EQ(read->what, entry::kind::reports);
    EXPECT_EQ(read->sequence, (sequence{0x00c0ffee00c0ffee, 17, 1'593'400'000'123}));
    EXPECT_EQ(read->recorded_at_ms, 1'700'000'000'000);
    EXPECT_EQ(
        read->deltas,
        (std::map<std::string, std::int64_t>{{"2020-06-29/15.71/pil/baru/none/pmb/none/late", 6}}));
    EXPECT_EQ(read->chain, "0123456789abcdef0123456789abcdef01234567");
}

// Protobuf writes fields by number and leaves out what is 0: so do we, whatever a report has.
TEST(entry_test, a_report_is_encoded_as_protobuf_would_write_it)
{
    auto plain = a_report();
    plain.made_at_ms = 0;
    auto longest = a_report(limits::seq_max);
    longest.terminal.assign(limits::terminal_id_bytes_max, 't');
    longest.site.assign(limits::site_code_bytes_max, 's');
    longest.cell = *domain::from_field(
        "2099-12-31/99.99/mal/ganti_cara/pasca_keguguran/"
        "kb_bergerak/other/ontime");
    longest.count = limits::count_max;
    longest.corrects = {limits::seq_max, domain::correction_kind::replace,
                        domain::correction_reason::salah_persepsi};
    longest.made_at_ms = -1;
    longest.flagged_ceiling = longest.flagged_date = true;
    longest.healed = {(std::int64_t{1} << 48) - 1, true};
    longest.by.assign(limits::change_by_bytes_max, 'a');
    auto voids = a_report(7);
    voids.corrects = {3, domain::correction_kind::void_, domain::correction_reason::salah_hitung};
    for (auto const& report : std::vector{a_report(), plain, longest, voids}) {
        auto const bytes = encode(report);
        v1::LedgerEntry message;
        ASSERT_TRUE(message.ParseFromString(bytes));
        EXPECT_EQ(message.SerializeAsString(), bytes);
        auto sent = reports_entry();
        sent["reports"] = bytes;
        ASSERT_TRUE(sent.decoded()) << sent.error();
        auto expected = report;
        auto const late = report.healed ? report.healed->late : true;
        expected.cell.lateness = late ? domain::lateness::late : domain::lateness::ontime;
        EXPECT_EQ(sent.decoded()->reports, std::vector{expected});
        EXPECT_EQ(for_protobuf(sent).decoded()->reports, std::vector{expected});
    }
    EXPECT_EQ(fields_set(encode(longest)), v1::LedgerReport::descriptor()->field_count());
}

TEST(entry_test, begin_and_status_entries_carry_the_status)
{
    auto const begin = begin_entry().decoded();
    ASSERT_TRUE(begin) << begin.error().sentence;
    EXPECT_EQ(begin->what, entry::kind::begin);
    EXPECT_EQ(begin->status, domain::event_status::open);
    auto const status = status_entry().decoded();
    ASSERT_TRUE(status) << status.error().sentence;
    EXPECT_EQ(status->what, entry::kind::status);
    EXPECT_EQ(status->status, domain::event_status::closed);
    EXPECT_EQ(status->by, "prov-15");
}

TEST(entry_test, deltas_may_be_empty_and_negative)
{
    auto entry = reports_entry();
    entry["deltas"] = "";
    EXPECT_TRUE(entry.decoded());
    entry["deltas"] = "2020-06-29/15.71/pil/baru/none/pmb/none/late=-6";
    ASSERT_TRUE(entry.decoded());
    EXPECT_EQ(entry.decoded()->deltas.begin()->second, -6);
}

TEST(entry_test, an_unknown_kind_is_refused_with_its_revision_and_name)
{
    auto entry = reports_entry();
    entry["kind"] = "gift";
    EXPECT_EQ(entry.error(), "revision 17: field kind: \"gift\" is no kind of entry");
}

TEST(entry_test, every_missing_field_is_named)
{
    for (auto const& whole : {reports_entry(), begin_entry(), status_entry()}) {
        for (auto const& [field, value] : whole.fields) {
            auto cut = whole;
            cut.remove(field);
            EXPECT_EQ(cut.error(), "revision 17: field " + field + ": missing");
        }
    }
}

TEST(entry_test, a_field_too_many_or_out_of_order_is_named)
{
    auto more = reports_entry();
    more.fields.emplace_back("note", "by hand");
    EXPECT_EQ(more.error(), "revision 17: field note: not expected here");
    auto swapped = status_entry();
    std::swap(swapped.fields[2], swapped.fields[3]);
    EXPECT_EQ(swapped.error(), "revision 17: field event_time: not expected here");
}

TEST(entry_test, an_id_of_another_form_is_refused)
{
    for (std::string const id :
         {"17-1", "17", "-0", "017-0", "x-0", "", "18446744073709551616-0"}) {
        auto entry = status_entry();
        entry.id = id;
        EXPECT_THAT(entry.error(), HasSubstr("field id:")) << id;
    }
}

TEST(entry_test, a_value_that_does_not_parse_names_its_field)
{
    struct wrong {
        written entry;
        std::string field;
        std::string value;
    };
    for (auto const& [whole, field, value] : std::vector<wrong>{
             {reports_entry(), "epoch", "00C0FFEE00C0FFEE"},
             {reports_entry(), "epoch", "c0ffee"},
             {reports_entry(), "recorded_at", "now"},
             {reports_entry(), "recorded_at", "-1"},
             {reports_entry(), "event_time", "12.5"},
             {reports_entry(), "event_time", ""},
             {reports_entry(), "lateness", "early"},
             {reports_entry(), "chain", "0123"},
             {reports_entry(), "chain", "x123456789abcdef0123456789abcdef01234567"},
             {reports_entry(), "reports", "no protobuf"},
             {reports_entry(), "reports", ""},
             {reports_entry(), "deltas", "2020-06-29/15.71/pil/baru/none/pmb/none/late=6\n"},
             {reports_entry(), "deltas", "2020-06-29/15.71/pil/baru/none/pmb/none/late=+6"},
             {reports_entry(), "deltas", "2020-06-29/15.71/pil/baru/none/pmb/none/late="},
             {reports_entry(), "deltas", "2020-06-29/15.71/pil/baru/none/pmb/none/late"},
             {reports_entry(), "deltas", "2020-06-31/15.71/pil/baru/none/pmb/none/late=1"},
             {reports_entry(), "deltas",
              "2020-06-29/15.71/pil/baru/none/pmb/none/late=6\n"
              "2020-06-29/15.71/pil/baru/none/pmb/none/late=6"},
             {begin_entry(), "status", "dreaming"},
             {begin_entry(), "event_kind", "fun"},
             {begin_entry(), "clock_real", ""},
             {begin_entry(), "clock_event", "x"},
             {begin_entry(), "clock_event_end", "-5"},
             {begin_entry(), "clock_speed", "0"},
             {begin_entry(), "clock_speed", "nan"},
             {status_entry(), "status", ""},
             {status_entry(), "by", ""},
             {status_entry(), "by", "Ibu Siti"},
         }) {
        auto entry = whole;
        entry[field] = value;
        EXPECT_THAT(entry.error(), HasSubstr("revision 17: field " + field + ": "))
            << field << " = \"" << value << '"';
    }
}

TEST(entry_test, a_report_outside_its_limits_names_seq_and_member)
{
    using report = v1::LedgerReport;
    struct wrong {
        std::string member;
        std::function<void(report&)> change;
    };
    auto const correcting = [](report& r, std::uint32_t seq, int kind, int reason) {
        r.set_corrects_seq(seq);
        r.set_correction_kind(static_cast<v1::CorrectionKind>(kind));
        r.set_correction_reason(static_cast<v1::CorrectionReason>(reason));
    };
    for (auto const& [member, change] : std::vector<wrong>{
             {"terminal", [](report& r) { r.set_terminal("abc"); }},
             {"terminal", [](report& r) { r.set_terminal(std::string(33, 'a')); }},
             {"seq", [](report& r) { r.set_seq(0); }},
             {"seq", [](report& r) { r.set_seq(2'147'483'648U); }},
             {"site", [](report& r) { r.clear_site(); }},
             {"site", [](report& r) { r.set_site(std::string(33, 'a')); }},
             {"regency", [](report& r) { r.set_regency("15"); }},
             {"service_date", [](report& r) { r.set_service_date(20200631); }},
             {"method", [](report& r) { r.clear_method(); }},
             {"method", [](report& r) { r.set_method(static_cast<v1::Method>(11)); }},
             {"category", [](report& r) { r.set_category(static_cast<v1::Category>(4)); }},
             {"postpartum", [](report& r) { r.set_postpartum(static_cast<v1::Postpartum>(4)); }},
             {"place", [](report& r) { r.set_place(static_cast<v1::Place>(6)); }},
             {"partner", [](report& r) { r.set_partner(static_cast<v1::Partner>(6)); }},
             {"count", [](report& r) { r.set_count(0); }},
             {"count", [](report& r) { r.set_count(10'001); }},
             {"corrects_seq", [=](report& r) { correcting(r, 0, 1, 0); }},
             {"corrects_seq", [=](report& r) { correcting(r, 0, 0, 1); }},
             {"corrects_seq", [=](report& r) { correcting(r, 2'147'483'648U, 1, 1); }},
             {"correction_kind", [=](report& r) { correcting(r, 1, 0, 1); }},
             {"correction_kind", [=](report& r) { correcting(r, 1, 3, 1); }},
             {"correction_reason", [=](report& r) { correcting(r, 1, 1, 0); }},
             {"correction_reason", [=](report& r) { correcting(r, 1, 1, 5); }},
         }) {
        auto const said = with_report(change).error();
        EXPECT_THAT(said, ::testing::AllOf(HasSubstr("revision 17: field reports: "),
                                           HasSubstr("its " + member + " is nothing")));
        EXPECT_EQ(for_protobuf(with_report(change)).error(), said);
    }
}

TEST(entry_test, a_report_just_inside_its_limits_is_read)
{
    auto const read = with_report([](v1::LedgerReport& r) {
                          r.set_terminal(std::string(32, 'a'));
                          r.set_seq(2'147'483'647U);
                          r.set_site(std::string(32, 'b'));
                          r.set_count(10'000);
                          r.set_method(v1::METHOD_MAL);
                      }).decoded();
    ASSERT_TRUE(read) << read.error().sentence;
    EXPECT_EQ(read->reports.at(0).count, 10'000U);
    EXPECT_EQ(read->reports.at(0).seq, 2'147'483'647U);
}

// Plain bytes are read without protobuf, whose reading they must agree with.
TEST(entry_test, a_report_is_read_alike_with_protobuf_and_without)
{
    auto const alike = [](written const& entry) {
        ASSERT_TRUE(entry.decoded() && for_protobuf(entry).decoded()) << entry.error();
        EXPECT_EQ(entry.decoded()->reports, for_protobuf(entry).decoded()->reports);
    };
    alike(reports_entry());
    alike(with_report([](v1::LedgerReport& r) { r.set_site("posyandu-mawar-\u00e9"); }));
}

TEST(entry_test, a_text_that_is_no_utf8_or_a_field_that_ends_early_is_no_entry)
{
    auto entry = reports_entry();
    auto const whole = entry["reports"];
    entry["reports"][whole.find(a_report().site)] = '\xff';
    EXPECT_THAT(entry.error(), HasSubstr("field reports: is no LedgerEntry"));
    for (std::size_t length = 1; length < whole.size(); ++length) {
        if (length == whole.size() / 2) continue;  // the first report alone
        entry["reports"] = whole.substr(0, length);
        EXPECT_THAT(entry.error(), HasSubstr("field reports: is no LedgerEntry")) << length;
    }
}

// What a newer version wrote may count differently; this one must not guess.
TEST(entry_test, a_protobuf_field_of_a_newer_version_is_refused)
{
    auto const entry = with_report([](v1::LedgerReport& r) {
        r.GetReflection()->MutableUnknownFields(&r)->AddVarint(99, 1571);
    });
    EXPECT_THAT(entry.error(), HasSubstr("its field of another version is nothing"));
}

TEST(entry_test, an_epoch_is_the_same_in_both_directions)
{
    EXPECT_EQ(to_hex(0x00c0ffee00c0ffee), "00c0ffee00c0ffee");
    EXPECT_EQ(epoch_of("00c0ffee00c0ffee"), 0x00c0ffee00c0ffeeU);
    EXPECT_EQ(epoch_of("00c0ffee00c0ffeg"), std::nullopt);
}

}  // namespace
}  // namespace sejuta::ledger
