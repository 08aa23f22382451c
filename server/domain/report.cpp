// SPDX-License-Identifier: Apache-2.0
#include "domain/report.hpp"

#include <sodium.h>

#include <string_view>

namespace sejuta::domain {
namespace {
constexpr std::size_t canonical_bytes_usual = 128;  // a longer one grows
}  // namespace

std::string canonical_text(report const& r)
{
    std::string text;
    text.reserve(canonical_bytes_usual);
    text = "v1|";
    auto const add = [&text](std::string_view part) { text.append(part).push_back('|'); };
    add(r.site);
    add(r.cell.date.text());
    add(word(r.cell.method));
    add(word(r.cell.category));
    add(word(r.cell.postpartum));
    add(word(r.cell.place));
    add(word(r.cell.partner));
    add(std::to_string(r.count));
    if (r.corrects) {
        add(std::to_string(r.corrects->seq));
        add(std::to_string(static_cast<int>(r.corrects->kind)));
        add(std::to_string(static_cast<int>(r.corrects->reason)));
    }
    return text;
}

digest digest_of(report const& r)
{
    if (r.hashed) return *r.hashed;
    auto const text = canonical_text(r);
    digest out;
    crypto_generichash(out.data(), out.size(), reinterpret_cast<unsigned char const*>(text.data()),
                       text.size(), nullptr, 0);
    return out;
}

}  // namespace sejuta::domain
