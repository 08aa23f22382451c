// SPDX-License-Identifier: Apache-2.0
// The printable sheets of `sejuta enrol --codes FILE --sheets FILE.pdf`: A4, eight cards a page,
// lines to cut along; each regency begins a page of its own, so that its stack can be handed over.
#pragma once

#include <string>
#include <vector>

#include "app/enrol_card.hpp"
#include "base/error.hpp"

namespace sejuta::app {

inline constexpr std::size_t sheet_url_bytes_max = 200;

// "https://HOST[:PORT]", as it stands before "/terminal": without a path, a query or a fragment;
// http:// on this machine only, since phones need HTTPS. A fault says what to write.
base::checked<std::string> checked_sheet_url(std::string const& url);

// The PDF's bytes. Cards of one region stand together; nothing of them is kept.
base::checked<std::string> draw_sheets(std::string const& event_name,
                                       std::vector<enrol_card> const& cards);

}  // namespace sejuta::app
