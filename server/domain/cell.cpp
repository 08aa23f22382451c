// SPDX-License-Identifier: Apache-2.0
#include "domain/cell.hpp"

#include <array>

#include "base/digits.hpp"

namespace sejuta::domain {
namespace {

constexpr std::size_t compact_bytes = 16;

// Takes the text up to the next '/', or the rest.
std::string_view take(std::string_view& rest)
{
    auto const cut = rest.find('/');
    auto const part = rest.substr(0, cut);
    rest = cut == std::string_view::npos ? std::string_view{} : rest.substr(cut + 1);
    return part;
}

template <class Date, class Regency, class... Values>
std::optional<cell> assemble(Date date, Regency regency, Values... values)
{
    if (!date || !regency || !regency->is_regency() || !(values && ...)) return std::nullopt;
    return cell{*date, *regency, *values...};
}

}  // namespace

std::string to_field(cell const& c)
{
    std::string field = c.date.text();
    for (auto part : {std::string_view{}, word(c.method), word(c.category), word(c.postpartum),
                      word(c.place), word(c.partner), word(c.lateness)}) {
        field.push_back('/');
        if (part.empty())
            field.append(c.regency.text());
        else
            field.append(part);
    }
    return field;
}

std::optional<cell> from_field(std::string_view field)
{
    auto rest = field;
    std::array<std::string_view, 8> parts;
    for (auto& part : parts) part = take(rest);
    if (!rest.empty() || field.ends_with('/')) return std::nullopt;
    return assemble(service_date::from_text(parts[0]), region_code::from_text(parts[1]),
                    from_word<method>(parts[2]), from_word<category>(parts[3]),
                    from_word<postpartum>(parts[4]), from_word<place>(parts[5]),
                    from_word<partner>(parts[6]), from_word<lateness>(parts[7]));
}

std::string to_compact(cell const& c)
{
    std::string out;
    append_compact(c, out);
    return out;
}

void append_compact(cell const& c, std::string& to)
{
    base::append_digits(to, c.date.number(), 6);
    base::append_digits(to, c.regency.number(), 4);
    for (auto const each : {letter(c.method), letter(c.category), letter(c.postpartum),
                            letter(c.place), letter(c.partner), letter(c.lateness)})
        to.push_back(each);
}

std::optional<cell> from_compact(std::string_view text)
{
    if (text.size() != compact_bytes) return std::nullopt;
    auto const iso = "20" + std::string(text.substr(0, 2)) + "-" + std::string(text.substr(2, 2)) +
                     "-" + std::string(text.substr(4, 2));
    auto const regency = std::string(text.substr(6, 2)) + "." + std::string(text.substr(8, 2));
    return assemble(service_date::from_text(iso), region_code::from_text(regency),
                    from_letter<method>(text[10]), from_letter<category>(text[11]),
                    from_letter<postpartum>(text[12]), from_letter<place>(text[13]),
                    from_letter<partner>(text[14]), from_letter<lateness>(text[15]));
}

}  // namespace sejuta::domain
