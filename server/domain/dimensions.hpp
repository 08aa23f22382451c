// SPDX-License-Identifier: Apache-2.0
// The dimensions of the count as closed value types. Each value has one word (for people, JSON and
// Redis fields) and one letter (for the compact cell in the ledger's index). The numbers of the
// wire are proto's (proto/sejuta/v1/dimensions.proto) and equal the enumerators here.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sejuta::domain {

enum class method : std::uint8_t {
    iud = 1,
    implan,
    suntik_1_bulan,
    suntik_3_bulan,
    suntik,
    pil,
    kondom,
    mow,
    mop,
    mal,
};
enum class category : std::uint8_t { baru = 1, ulang, ganti_cara };
enum class postpartum : std::uint8_t { none = 1, kb_pp, pasca_keguguran };
enum class place : std::uint8_t { puskesmas = 1, pmb, imp, rs, kb_bergerak };
enum class partner : std::uint8_t { none = 1, tni, polri, ibi, other };
enum class event_kind : std::uint8_t { real = 1, rehearsal };
enum class event_status : std::uint8_t {
    draft = 1,
    open,
    late,
    closed,
    provisional,
    verified,
    final,
};
enum class correction_kind : std::uint8_t { void_ = 1, replace };
enum class correction_reason : std::uint8_t {
    salah_entry = 1,
    salah_kutip,
    salah_hitung,
    salah_persepsi,
};
// Whether the event's status was "late" when the report was recorded.
enum class lateness : std::uint8_t { ontime = 1, late };

// One row of a dimension's table.
template <class E>
struct token {
    E value;
    std::string_view word;  // ASCII, no '/'
    char letter;
};

inline constexpr std::array<token<method>, 10> method_tokens{{
    {method::iud, "iud", 'U'},
    {method::implan, "implan", 'I'},
    {method::suntik_1_bulan, "suntik_1_bulan", '1'},
    {method::suntik_3_bulan, "suntik_3_bulan", '3'},
    {method::suntik, "suntik", 'S'},
    {method::pil, "pil", 'P'},
    {method::kondom, "kondom", 'K'},
    {method::mow, "mow", 'W'},
    {method::mop, "mop", 'M'},
    {method::mal, "mal", 'L'},
}};
inline constexpr std::array<token<category>, 3> category_tokens{{
    {category::baru, "baru", 'B'},
    {category::ulang, "ulang", 'U'},
    {category::ganti_cara, "ganti_cara", 'G'},
}};
inline constexpr std::array<token<postpartum>, 3> postpartum_tokens{{
    {postpartum::none, "none", '-'},
    {postpartum::kb_pp, "kb_pp", 'P'},
    {postpartum::pasca_keguguran, "pasca_keguguran", 'K'},
}};
inline constexpr std::array<token<place>, 5> place_tokens{{
    {place::puskesmas, "puskesmas", 'P'},
    {place::pmb, "pmb", 'B'},
    {place::imp, "imp", 'I'},
    {place::rs, "rs", 'R'},
    {place::kb_bergerak, "kb_bergerak", 'M'},
}};
inline constexpr std::array<token<partner>, 5> partner_tokens{{
    {partner::none, "none", '-'},
    {partner::tni, "tni", 'T'},
    {partner::polri, "polri", 'P'},
    {partner::ibi, "ibi", 'I'},
    {partner::other, "other", 'O'},
}};
inline constexpr std::array<token<lateness>, 2> lateness_tokens{{
    {lateness::ontime, "ontime", '-'},
    {lateness::late, "late", 'L'},
}};
inline constexpr std::array<token<event_kind>, 2> event_kind_tokens{{
    {event_kind::real, "real", 'R'},
    {event_kind::rehearsal, "rehearsal", 'H'},
}};
inline constexpr std::array<token<event_status>, 7> event_status_tokens{{
    {event_status::draft, "draft", 'D'},
    {event_status::open, "open", 'O'},
    {event_status::late, "late", 'L'},
    {event_status::closed, "closed", 'C'},
    {event_status::provisional, "provisional", 'P'},
    {event_status::verified, "verified", 'V'},
    {event_status::final, "final", 'F'},
}};

constexpr auto const& tokens(method)
{
    return method_tokens;
}
constexpr auto const& tokens(category)
{
    return category_tokens;
}
constexpr auto const& tokens(postpartum)
{
    return postpartum_tokens;
}
constexpr auto const& tokens(place)
{
    return place_tokens;
}
constexpr auto const& tokens(partner)
{
    return partner_tokens;
}
constexpr auto const& tokens(lateness)
{
    return lateness_tokens;
}
constexpr auto const& tokens(event_kind)
{
    return event_kind_tokens;
}
constexpr auto const& tokens(event_status)
{
    return event_status_tokens;
}

// The word of a value, "kb_bergerak".
template <class E>
constexpr std::string_view word(E value)
{
    return tokens(value)[static_cast<std::size_t>(value) - 1].word;
}

// The letter of a value, 'M'.
template <class E>
constexpr char letter(E value)
{
    return tokens(value)[static_cast<std::size_t>(value) - 1].letter;
}

template <class E>
constexpr std::optional<E> from_word(std::string_view text)
{
    for (auto const& row : tokens(E{}))
        if (row.word == text) return row.value;
    return std::nullopt;
}

template <class E>
constexpr std::optional<E> from_letter(char text)
{
    for (auto const& row : tokens(E{}))
        if (row.letter == text) return row.value;
    return std::nullopt;
}

// The value of a number on the wire, or nothing where the dimension has no such value.
template <class E>
constexpr std::optional<E> from_number(int number)
{
    if (number < 1 || number > static_cast<int>(tokens(E{}).size())) return std::nullopt;
    return static_cast<E>(number);
}

// Long-acting methods (DOMAIN: MKJP).
constexpr bool is_mkjp(method value)
{
    return value == method::iud || value == method::implan || value == method::mow ||
           value == method::mop;
}

}  // namespace sejuta::domain
