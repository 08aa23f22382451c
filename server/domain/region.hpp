// SPDX-License-Identifier: Apache-2.0
// Kemendagri's region codes: "ID" (nation), "15" (province), "15.71" (regency or city). A value of
// region_code has the right form; whether the region exists is the region set's to say.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sejuta::domain {

class region_code {
public:
    static constexpr region_code nation() { return region_code(0); }
    // "ID", "15" or "15.71".
    static std::optional<region_code> from_text(std::string_view);

    bool is_nation() const { return number_ == 0; }
    bool is_province() const { return number_ != 0 && number_ % 100 == 0; }
    bool is_regency() const { return number_ % 100 != 0; }
    // The province of a regency, the nation of a province; the nation has itself.
    region_code parent() const
    {
        return is_regency() ? region_code(static_cast<std::uint16_t>(number_ / 100 * 100))
                            : nation();
    }
    // True where other is this region or lies in it.
    bool contains(region_code other) const;
    std::string text() const;
    // 1571 for "15.71", 1500 for "15", 0 for the nation.
    std::uint16_t number() const { return number_; }

    auto operator<=>(region_code const&) const = default;

private:
    constexpr explicit region_code(std::uint16_t number) : number_(number) {}
    std::uint16_t number_;
};

}  // namespace sejuta::domain

template <>
struct std::hash<sejuta::domain::region_code> {
    std::size_t operator()(sejuta::domain::region_code code) const { return code.number(); }
};
