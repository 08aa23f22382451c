// SPDX-License-Identifier: Apache-2.0
#include "ingest/authorise/enrol_code.hpp"

#include <sodium.h>

namespace sejuta::ingest {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t code_characters = 12;
constexpr std::size_t group_characters = 4;
constexpr std::size_t typed_characters_max = 64;

// The letter that was meant; 0 where none is.
char meant_by(char typed)
{
    if (typed >= 'a' && typed <= 'z') typed = static_cast<char>(typed - 'a' + 'A');
    if (typed == 'O') return '0';
    if (typed == 'I' || typed == 'L') return '1';
    return alphabet.find(typed) == std::string_view::npos ? '\0' : typed;
}

}  // namespace

std::string make_enrol_code()
{
    std::string code;
    for (std::size_t i = 0; i < code_characters; ++i)
        code.push_back(alphabet[randombytes_uniform(alphabet.size())]);
    return code;
}

std::string shown_code(std::string_view normalised)
{
    std::string shown;
    for (std::size_t i = 0; i < normalised.size(); ++i) {
        if (i > 0 && i % group_characters == 0) shown.push_back('-');
        shown.push_back(normalised[i]);
    }
    return shown;
}

std::optional<std::string> normalised_code(std::string_view typed)
{
    if (typed.size() > typed_characters_max) return std::nullopt;
    std::string code;
    for (char c : typed) {
        if (c == ' ' || c == '-') continue;
        char const meant = meant_by(c);
        if (meant == '\0') return std::nullopt;
        code.push_back(meant);
    }
    if (code.size() != code_characters) return std::nullopt;
    return code;
}

domain::code_hash hash_of_code(std::string_view normalised)
{
    domain::code_hash hash;
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<unsigned char const*>(normalised.data()), normalised.size(),
                       nullptr, 0);
    return hash;
}

}  // namespace sejuta::ingest
