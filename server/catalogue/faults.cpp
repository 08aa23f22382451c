// SPDX-License-Identifier: Apache-2.0
#include "catalogue/faults.hpp"

#include <stdexcept>

namespace sejuta::catalogue {
namespace {

constexpr std::size_t shown_bytes_max = 60;

// The longest prefix of at most limit bytes that does not cut a UTF-8 character in two.
std::string_view prefix(std::string_view text, std::size_t limit)
{
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
    return text.substr(0, limit);
}

}  // namespace

void faults::at_line(std::string_view file, std::size_t line, std::string_view what,
                     std::string_view rule)
{
    lines_.push_back(std::string(file) + ':' + std::to_string(line) + ": " + std::string(what) +
                     ": " + std::string(rule));
}

void faults::in_file(std::string_view file, std::string_view rule)
{
    lines_.push_back(std::string(file) + ": " + std::string(rule));
}

std::string quoted(std::string_view name, std::string_view value)
{
    std::string out(name);
    out += " \"";
    for (char c : prefix(value, shown_bytes_max))
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
    out += value.size() > shown_bytes_max ? "…\"" : "\"";
    return out;
}

void throw_exception_from_error(fault_list const& what, boost::source_location const&)
{
    std::string all;
    for (auto const& line : what.lines) all += line + '\n';
    throw std::runtime_error(all);
}

}  // namespace sejuta::catalogue
