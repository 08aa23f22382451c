// SPDX-License-Identifier: Apache-2.0
#include "catalogue/region_set.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/limits.hpp"
#include "catalogue/csv.hpp"
#include "catalogue/toml_file.hpp"
#include "catalogue/utf8.hpp"

namespace sejuta::catalogue {
namespace {

struct kind_row {
    region_kind kind;
    std::string_view word;                        // in regions.csv
    std::array<std::string_view, 4> said_before;  // what people write before the bare name
};

constexpr std::array<kind_row, 6> kind_rows{{
    {region_kind::nation, "nation", {}},
    {region_kind::provinsi, "provinsi", {"provinsi ", "prov. "}},
    {region_kind::kabupaten, "kabupaten", {"kabupaten ", "kab. ", "kab "}},
    {region_kind::kota, "kota", {"kota "}},
    {region_kind::kabupaten_administrasi,
     "kabupaten administrasi",
     {"kabupaten administrasi ", "kabupaten ", "kab. ", "kab "}},
    {region_kind::kota_administrasi, "kota administrasi", {"kota administrasi ", "kota "}},
}};

// The kinds that a code of this form may have.
bool fits(region_kind kind, domain::region_code code)
{
    if (kind == region_kind::nation) return code.is_nation();
    if (kind == region_kind::provinsi) return code.is_province();
    return code.is_regency();
}

// Reads regions.csv into a set, row by row.
class region_reader {
public:
    region_reader(std::string file, region_set& into, faults& found)
        : file_(std::move(file)),
          into_(into),
          found_(found)
    {
    }

    void read()
    {
        auto const rows = read_csv(file_, {{"code", "kind", "name", "zone"}, {}}, found_);
        for (auto const& row : rows) take(row);
        for (auto const& [code, line] : lines_)
            if (!into_.regions.contains(code.parent()))
                found_.at_line(file_, line, "code", code.text(),
                               code.parent().text() + ", in which it lies, is not in the set");
    }

private:
    void take(csv_row const& row)
    {
        auto const before = found_.count();
        auto const code = domain::region_code::from_text(row.fields[0]);
        auto const* kind = find_kind(row.fields[1]);
        auto const zone = domain::zone_from_name(row.fields[3]);
        if (!code) fault(row, "code", 0, "ID, a province like 15 or a regency like 15.07");
        if (!kind)
            fault(row, "kind", 1,
                  "nation, provinsi, kabupaten, kota, kabupaten administrasi or kota administrasi");
        if (code && kind && !fits(kind->kind, *code))
            fault(row, "kind", 1, "does not fit the code " + code->text());
        if (row.fields[2].empty() || characters(row.fields[2]) > limits::region_name_characters_max)
            fault(row, "name", 2, "1 to 60 characters");
        if (!zone) fault(row, "zone", 3, "WIB, WITA or WIT");
        if (found_.count() != before) return;
        auto const [first, is_first] = lines_.try_emplace(*code, row.line);
        if (!is_first)
            return fault(row, "code", 0, "is already in line " + std::to_string(first->second));
        into_.regions.emplace(*code, domain::region{*code, row.fields[2], *zone});
        into_.kinds.emplace(*code, kind->kind);
    }

    static kind_row const* find_kind(std::string_view word)
    {
        auto const* row = std::find_if(kind_rows.begin(), kind_rows.end(),
                                       [&](kind_row const& r) { return r.word == word; });
        return row == kind_rows.end() ? nullptr : row;
    }

    void fault(csv_row const& row, std::string_view column, std::size_t at, std::string_view rule)
    {
        found_.at_line(file_, row.line, column, row.fields[at], rule);
    }

    std::string file_;
    region_set& into_;
    faults& found_;
    std::map<domain::region_code, std::size_t> lines_;
};

void check_count(toml_file& about, std::string_view key, std::int64_t counted)
{
    auto const promised = about.integer(key);
    if (promised && *promised != counted)
        about.refuse(key, "regions.csv has " + std::to_string(counted));
}

}  // namespace

std::string fold(std::string_view name)
{
    std::string out;
    for (char c : name) {
        if (c == ' ') {
            if (!out.empty() && out.back() != ' ') out += c;
        } else {
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

bool region_set::agrees(std::string_view name, domain::region_code code) const
{
    auto const region = regions.find(code);
    if (region == regions.end()) return false;
    auto const said = fold(name);
    auto const whole = fold(region->second.name);
    if (said == whole) return true;
    auto const kind = kinds.at(code);
    auto const bare =
        kind == region_kind::kota && whole.starts_with("kota ") ? whole.substr(5) : whole;
    auto const& row = kind_rows[static_cast<std::size_t>(kind)];
    return std::any_of(row.said_before.begin(), row.said_before.end(), [&](std::string_view word) {
        return !word.empty() && said == std::string(word) + bare;
    });
}

std::optional<domain::region_code> region_set::named(std::string_view name) const
{
    std::optional<domain::region_code> only;
    for (auto const& [code, region] : regions) {
        if (!agrees(name, code)) continue;
        if (only) return std::nullopt;
        only = code;
    }
    return only;
}

region_set read_region_set(std::filesystem::path const& dir, faults& found)
{
    region_set set;
    auto about = toml_file::open((dir / "set.toml").lexically_normal().string(), found);
    region_reader((dir / "regions.csv").lexically_normal().string(), set, found).read();
    if (!about) return set;
    set.id = about->text("id").value_or("");
    set.code_system = about->text("code_system").value_or("");
    set.decree = about->text("decree").value_or("");
    about->date("valid_from");
    std::int64_t provinces = 0;
    std::int64_t regencies = 0;
    for (auto const& [code, region] : set.regions) {
        provinces += code.is_province() ? 1 : 0;
        regencies += code.is_regency() ? 1 : 0;
    }
    check_count(*about, "provinces", provinces);
    check_count(*about, "regencies", regencies);
    about->refuse_unknown_keys();
    return set;
}

loaded<region_set> load_region_set(std::filesystem::path const& dir)
{
    faults found;
    auto set = read_region_set(dir, found);
    if (!found.none()) return found.take();
    return set;
}

}  // namespace sejuta::catalogue
