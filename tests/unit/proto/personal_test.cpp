// SPDX-License-Identifier: Apache-2.0
// No field of what is counted or kept may be about a person: names in the schema are where such a
// field would begin.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <string>

#include "sejuta/v1/ledger.pb.h"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta {
namespace {

using google::protobuf::Descriptor;

// Words of a field's name, Indonesian and English.
constexpr std::array forbidden{
    "name",    "nama",    "nik",    "ktp",      "kk",       "phone",     "telephone", "telp",
    "hp",      "wa",      "mobile", "email",    "birth",    "born",      "lahir",     "dob",
    "age",     "umur",    "usia",   "address",  "alamat",   "rt",        "rw",        "gender",
    "client",  "patient", "pasien", "akseptor", "person",   "nip",       "bpjs",      "note",
    "comment", "catatan", "remark", "text",     "latitude", "longitude",
};

// The word that must not stand in this name, or an empty one: "client_category" may, since a kind
// of client is no client.
std::string forbidden_in(std::string const& field)
{
    static std::set<std::string> const fine{"client_category"};
    if (fine.contains(field)) return {};
    std::istringstream words(field);
    for (std::string word; std::getline(words, word, '_');)
        if (std::find(forbidden.begin(), forbidden.end(), word) != forbidden.end()) return word;
    return {};
}

void expect_impersonal(Descriptor const& message)
{
    for (int i = 0; i < message.field_count(); ++i)
        EXPECT_EQ(forbidden_in(message.field(i)->name()), "") << message.field(i)->full_name();
    for (int i = 0; i < message.nested_type_count(); ++i)
        expect_impersonal(*message.nested_type(i));
}

TEST(the_schema, has_no_field_about_a_person_in_the_ledger)
{
    auto const& ledger = *v1::TokenClaims::descriptor()->file();
    ASSERT_EQ(ledger.name(), "sejuta/v1/ledger.proto");
    for (int i = 0; i < ledger.message_type_count(); ++i)
        expect_impersonal(*ledger.message_type(i));
}

TEST(the_schema, has_no_field_about_a_person_in_what_terminals_send)
{
    auto const& frame = *v1::TerminalFrame::descriptor();
    for (int i = 0; i < frame.field_count(); ++i)
        expect_impersonal(*frame.field(i)->message_type());
    expect_impersonal(*v1::Report::descriptor());
    expect_impersonal(*v1::Receipt::descriptor());
}

TEST(the_schema, would_be_caught_with_one)
{
    for (auto const* field :
         {"name", "client_name", "nik", "tanggal_lahir", "phone_number", "note"})
        EXPECT_NE(forbidden_in(field), "") << field;
    for (auto const* field : {"site", "count", "client_category", "device_time_ms", "install"})
        EXPECT_EQ(forbidden_in(field), "") << field;
}

}  // namespace
}  // namespace sejuta
