// SPDX-License-Identifier: Apache-2.0
#include "catalogue/name_book.hpp"

#include <algorithm>
#include <numeric>

#include "catalogue/csv.hpp"

namespace sejuta::catalogue {
namespace {

// So many slips may a name of this length have and still be recognised.
std::size_t slips_allowed(std::size_t letters)
{
    if (letters < 5) return 0;
    if (letters < 10) return 1;
    return letters < 16 ? 2 : 3;
}

// "KAB. BUNGO" without the word of its kind; "Kota" stays, since it tells cities from regencies.
std::string bare_letters(std::string_view printed)
{
    auto letters = letters_of(printed);
    for (std::string_view const kind : {"kabupatenadministrasi", "kabupaten", "provinsi", "prov"})
        if (letters.starts_with(kind) && letters.size() > kind.size() + 2)
            return letters.substr(kind.size());
    bool const short_kind = fold(printed).starts_with("kab ") || fold(printed).starts_with("kab.");
    return short_kind ? letters.substr(3) : letters;
}

}  // namespace

std::string letters_of(std::string_view name)
{
    std::string out;
    for (char c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
    }
    return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t at_most)
{
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > at_most) return at_most + 1;
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> now(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const differs = a[i - 1] == b[j - 1] ? 0 : 1;
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + differs});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(now);
    }
    return std::min(last[b.size()], at_most + 1);
}

name_book::name_book(region_set const& regions) : regions_(&regions)
{
    for (auto const& [code, region] : regions.regions)
        names_.emplace(letters_of(region.name), code);
}

name_book name_book::open(std::filesystem::path const& aliases, region_set const& regions,
                          faults& found)
{
    name_book book(regions);
    std::error_code ignored;
    if (!std::filesystem::exists(aliases, ignored)) return book;
    auto const file = aliases.lexically_normal().string();
    for (auto const& row : read_csv(file, {{"kind", "printed", "means"}, {"seen_in"}}, found))
        book.aliases_.emplace(std::pair(row.fields[0], letters_of(row.fields[1])), row.fields[2]);
    return book;
}

std::optional<domain::region_code> name_book::suggest(std::string_view printed) const
{
    auto const said = bare_letters(printed);
    if (auto const alias = meaning("region", printed)) {
        auto const code = domain::region_code::from_text(*alias);
        return code && regions_->regions.contains(*code) ? code : std::nullopt;
    }
    std::optional<domain::region_code> nearest;
    auto best = slips_allowed(said.size()) + 1;
    for (auto const& [letters, code] : names_) {
        auto const distance = edit_distance(said, letters, best);
        if (distance > best) continue;
        nearest = distance < best ? std::optional(code) : std::nullopt;  // two as near: neither
        best = distance;
    }
    return nearest;
}

std::optional<std::string> name_book::meaning(std::string_view kind, std::string_view printed) const
{
    auto const alias = aliases_.find(std::pair(std::string(kind), letters_of(printed)));
    return alias == aliases_.end() ? std::nullopt : std::optional(alias->second);
}

}  // namespace sejuta::catalogue
