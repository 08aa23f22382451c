// SPDX-License-Identifier: Apache-2.0
#include "domain/day_close.hpp"

#include <sodium.h>

namespace sejuta::domain {

digest digest_of(day_close const& c)
{
    auto const text = "v1|close|" + c.site + '|' + c.service_date.text() + '|' +
                      std::to_string(c.own_total) + '|';
    digest out;
    crypto_generichash(out.data(), out.size(), reinterpret_cast<unsigned char const*>(text.data()),
                       text.size(), nullptr, 0);
    return out;
}

}  // namespace sejuta::domain
