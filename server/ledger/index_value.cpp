// SPDX-License-Identifier: Apache-2.0
#include "ledger/index_value.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include "base/assert.hpp"

namespace sejuta::ledger {
namespace {

std::uint64_t big_endian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (auto const byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
}

constexpr std::size_t date_and_regency_bytes = 10;
constexpr std::string_view close_mark = "D----";
constexpr char own_total_state = 'D';

void append_big_endian(std::string& out, std::uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(value >> shift & 0xff));
}

// The marks of the sites seen last, each at the place that its code's hash gives: a site's reports
// come again and again, and BLAKE2b costs ten times a look. About 200 kB, of a thread.
class site_marks {
public:
    domain::site_mark of(std::string const& site)
    {
        auto& row = rows_[std::hash<std::string>{}(site) % rows_.size()];
        if (row.site != site || site.empty()) row = {site, domain::mark_of(site)};
        return row.mark;
    }

private:
    struct seen {
        std::string site;
        domain::site_mark mark{};
    };
    std::vector<seen> rows_ = std::vector<seen>(4096);
};

void append_identity(domain::digest const& digest, std::string const& site, std::string& to)
{
    thread_local site_marks marks;
    auto const mark = marks.of(site);
    to.append(digest.begin(), digest.end());
    to.append(mark.begin(), mark.end());
}

// The cell of a state's compact spelling; a close has no method to count, and gets one here.
std::optional<domain::cell> cell_of(char state, std::string_view compact)
{
    if (state != own_total_state) return domain::from_compact(compact);
    if (compact.substr(date_and_regency_bytes, close_mark.size()) != close_mark)
        return std::nullopt;
    std::string as_report(compact);
    as_report.replace(date_and_regency_bytes, close_mark.size(), "PB-B-");
    return domain::from_compact(as_report);
}

}  // namespace

std::string identity_of(domain::report const& r)
{
    std::string identity;
    identity.reserve(identity_bytes);
    append_identity(domain::digest_of(r), r.site, identity);
    domain::append_compact(r.cell, identity);
    return identity;
}

std::string identity_of(domain::day_close const& c, domain::lateness late)
{
    std::string identity;
    append_identity(domain::digest_of(c), c.site, identity);
    auto const cell_at = identity.size();
    domain::append_compact(
        {c.service_date, c.regency, domain::method::pil, domain::category::baru,
         domain::postpartum::none, domain::place::pmb, domain::partner::none, late},
        identity);
    identity.replace(cell_at + date_and_regency_bytes, close_mark.size(), close_mark);
    return identity;
}

void append_own_bytes(domain::report const& r, std::string& to)
{
    bool const voids = r.corrects && r.corrects->kind == domain::correction_kind::void_;
    append_identity(domain::digest_of(r), r.site, to);
    domain::append_compact(r.cell, to);
    to.back() = domain::letter(domain::lateness::ontime);
    to.push_back(voids ? 'V' : 'C');
    append_big_endian(to, r.count);
}

std::string own_bytes_of(domain::day_close const& c)
{
    auto bytes = identity_of(c, domain::lateness::ontime);
    bytes.push_back(own_total_state);
    append_big_endian(bytes, c.own_total);
    return bytes;
}

std::optional<index_value> parse_index_value(std::string_view bytes)
{
    if (bytes.size() != index_value_bytes) return std::nullopt;
    index_value value{std::string(bytes.substr(0, identity_bytes)), bytes[36],
                      static_cast<std::uint32_t>(big_endian(bytes.substr(37, 4))),
                      big_endian(bytes.substr(41, 6)),
                      static_cast<base::unix_ms>(big_endian(bytes.substr(47, 6)))};
    if (std::string_view("CVXRD").find(value.state) == std::string_view::npos) return std::nullopt;
    if (!cell_of(value.state, value.compact_cell())) return std::nullopt;
    return value;
}

domain::recorded told_of(index_value const& value)
{
    constexpr std::string_view letters = "CVXRD";
    auto const cell = cell_of(value.state, value.compact_cell());
    SEJUTA_ASSERT(cell.has_value(), "an index value has a cell");
    domain::recorded told;
    told.state = static_cast<domain::recorded_state>(letters.find(value.state) + 1);
    std::copy_n(value.identity.begin() + 16, told.site.size(), told.site.begin());
    told.service_date = cell->date.number();
    told.count = value.count;
    told.event_time_ms = value.event_time_ms;
    if (told.state == domain::recorded_state::close) return told;
    told.method = static_cast<int>(cell->method);
    told.category = static_cast<int>(cell->category);
    told.postpartum = static_cast<int>(cell->postpartum);
    told.partner = static_cast<int>(cell->partner);
    return told;
}

}  // namespace sejuta::ledger
