// SPDX-License-Identifier: Apache-2.0
// Protobuf messages of known fields, each at most once, read with protozero. Whoever reads so gives
// what is not plain to protobuf, which has the last word (docs/adr/0017).
//
// protozero's reader is lenient where protobuf's is not: it takes a tag or a length modulo 2^32 and
// a bool by its first byte. So tags and lengths must be in their shortest form, and bools are read
// as numbers. It throws protozero::exception where bytes end too early.
#pragma once

#include <algorithm>
#include <cstdint>
#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>
#include <string>
#include <string_view>
#include <type_traits>

namespace sejuta::base {

using protozero::pbf_reader;

// What a field's tag and type must be, for a switch.
constexpr std::uint32_t number(int field)
{
    return protozero::tag_and_type(field, protozero::pbf_wire_type::varint);
}
constexpr std::uint32_t eight_bytes(int field)
{
    return protozero::tag_and_type(field, protozero::pbf_wire_type::fixed64);
}
constexpr std::uint32_t bytes(int field)
{
    return protozero::tag_and_type(field, protozero::pbf_wire_type::length_delimited);
}

// Numbers of fewer bits keep the lowest ones, as in protobuf.
template <class Number>
bool take_number(pbf_reader& from, Number& to)
{
    if constexpr (std::is_same_v<Number, bool>)
        to = from.get_uint64() != 0;
    else
        to = static_cast<Number>(from.get_uint64());
    return true;
}

inline std::size_t shortest(std::uint64_t number)
{
    return static_cast<std::size_t>(protozero::length_of_varint(number));
}

// Goes to the next field; true where its tag was written in its shortest form.
inline bool step(pbf_reader& from)
{
    auto const before = from.length();
    return from.next() && before - from.length() == shortest(from.tag_and_type());
}

// True where the length was written in its shortest form.
inline bool take_bytes(pbf_reader& from, protozero::data_view& to)
{
    auto const before = from.length();
    to = from.get_view();
    return before - from.length() == shortest(to.size()) + to.size();
}

inline bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Gives each field of a message to `take`, which says whether it knows it. False where it does not,
// or a field comes twice.
template <class Take>
bool take_each_once(protozero::data_view message, Take const& take)
{
    constexpr protozero::pbf_tag_type highest = 31;
    pbf_reader from(message);
    std::uint32_t seen = 0;
    while (from.length() > 0) {
        if (!step(from) || from.tag() > highest) return false;
        auto const bit = std::uint32_t{1} << from.tag();
        if ((seen & bit) != 0 || !take(from)) return false;
        seen |= bit;
    }
    return true;
}

// The bytes of the message that comes next, which must be that field.
inline bool take_field(pbf_reader& from, std::uint32_t field, protozero::data_view& to)
{
    return step(from) && from.tag_and_type() == field && take_bytes(from, to);
}

// How many fields a message has.
inline std::size_t count_fields(protozero::data_view message)
{
    std::size_t count = 0;
    for (pbf_reader from(message); from.next(); from.skip()) ++count;
    return count;
}

}  // namespace sejuta::base
