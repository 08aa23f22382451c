// SPDX-License-Identifier: Apache-2.0
#include "domain/recorded.hpp"

#include <sodium.h>

#include <algorithm>

namespace sejuta::domain {

site_mark mark_of(std::string_view site)
{
    std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<unsigned char const*>(site.data()), site.size(), nullptr,
                       0);
    site_mark mark{};
    std::copy_n(hash.begin(), mark.size(), mark.begin());
    return mark;
}

}  // namespace sejuta::domain
