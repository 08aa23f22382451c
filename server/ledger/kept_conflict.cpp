// SPDX-License-Identifier: Apache-2.0
#include "ledger/kept_conflict.hpp"

#include "ledger/entry_parts.hpp"

namespace sejuta::ledger {
namespace {

constexpr std::string_view close_word = "close ";

// Lateness is the ledger's to decide, and it recorded nothing here.
constexpr auto no_lateness = domain::lateness::ontime;

std::optional<content> report_in(std::string_view bytes)
{
    v1::LedgerEntry message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
        has_unknown_fields(message) || message.reports_size() != 1)
        return std::nullopt;
    std::string_view wrong;
    auto report = report_of(message.reports(0), no_lateness, wrong);
    return report ? std::optional<content>(std::move(*report)) : std::nullopt;
}

std::optional<content> close_in(std::string_view bytes)
{
    std::string_view wrong;
    auto close = close_of(bytes, no_lateness, wrong);
    return close ? std::optional<content>(std::move(*close)) : std::nullopt;
}

// A LedgerEntry begins with the byte 0x0a, never with a letter: the word tells a close for sure.
std::optional<content> content_in(std::string_view bytes)
{
    if (bytes.starts_with(close_word)) return close_in(bytes.substr(close_word.size()));
    return report_in(bytes);
}

}  // namespace

std::string const& terminal_of(content const& of)
{
    return std::visit([](auto const& each) -> std::string const& { return each.terminal; }, of);
}

std::uint32_t seq_of(content const& of)
{
    return std::visit([](auto const& each) { return each.seq; }, of);
}

std::string const& site_of(content const& of)
{
    return std::visit([](auto const& each) -> std::string const& { return each.site; }, of);
}

domain::region_code regency_of(content const& of)
{
    if (auto const* report = std::get_if<domain::report>(&of)) return report->cell.regency;
    return std::get<domain::day_close>(of).regency;
}

std::optional<kept_conflict> parse_kept_conflict(std::string_view field, std::string_view value)
{
    auto const space = value.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    auto const time = number<base::unix_ms>(value.substr(0, space));
    if (!time || *time < 0 || *time > event_time_ms_max) return std::nullopt;
    auto refused = content_in(value.substr(space + 1));
    if (!refused) return std::nullopt;
    auto const id = terminal_of(*refused) + "/" + std::to_string(seq_of(*refused)) + "/";
    if (!field.starts_with(id)) return std::nullopt;
    return kept_conflict{*time, std::move(*refused)};
}

}  // namespace sejuta::ledger
