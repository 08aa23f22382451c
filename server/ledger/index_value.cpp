// SPDX-License-Identifier: Apache-2.0
#include "ledger/index_value.hpp"

#include <sodium.h>

#include <array>

namespace sejuta::ledger {
namespace {

std::uint64_t big_endian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (auto const byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
}

}  // namespace

std::string identity_of(domain::report const& r)
{
    constexpr std::size_t site_mark_bytes = 4;
    std::array<unsigned char, crypto_generichash_BYTES_MIN> site{};
    crypto_generichash(site.data(), site.size(),
                       reinterpret_cast<unsigned char const*>(r.site.data()), r.site.size(),
                       nullptr, 0);
    auto const digest = domain::digest_of(r);
    std::string identity(digest.begin(), digest.end());
    identity.append(site.begin(), site.begin() + site_mark_bytes);
    identity.append(domain::to_compact(r.cell));
    return identity;
}

std::optional<index_value> parse_index_value(std::string_view bytes)
{
    if (bytes.size() != index_value_bytes) return std::nullopt;
    index_value value{std::string(bytes.substr(0, identity_bytes)), bytes[36],
                      static_cast<std::uint32_t>(big_endian(bytes.substr(37, 4))),
                      big_endian(bytes.substr(41, 6)),
                      static_cast<base::unix_ms>(big_endian(bytes.substr(47, 6)))};
    if (std::string_view("CVXR").find(value.state) == std::string_view::npos) return std::nullopt;
    if (!domain::from_compact(value.compact_cell())) return std::nullopt;
    return value;
}

}  // namespace sejuta::ledger
