// SPDX-License-Identifier: Apache-2.0
// The verdict on the ledger: the book of receipts, the plan's published amounts, GET /v1/totals and
// the viewer's last frames must say the same, regency by regency and method group by method group;
// and both ways between book and ledger: every receipt is in it, every site's day is the book's;
// and the raw ledger, recounted beside the server, fits its counters and holds as many reports as
// the book, where nobody else reported. Pure: accounts in, findings out. Its first duty is to find
// a mismatch; the tests plant some.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "book.hpp"
#include "plan.hpp"
#include "recount.hpp"
#include "viewer.hpp"

namespace sejuta::sim {

struct audit;

// The accounts of one place: the answer of GET /v1/totals/{region}, or a topic of the viewer.
struct account {
    std::string who;  // "GET /v1/totals/15"
    std::optional<shown> nation;
    std::optional<shown> region;
};

struct accounts {
    account http;
    account live;
    recounted recount = {};
};

enum class outcome : std::uint8_t {
    agrees,    // every figure is the same and the plan is reached
    short_,    // the accounts agree, but reports are missing or were refused
    mismatch,  // two accounts differ
    unproven,  // an account could not be read
};

struct finding {
    std::string what;  // "regency 15.07"
    std::string who;   // "GET /v1/totals/15"
    std::int64_t book = 0;
    std::int64_t found = 0;
};

struct verdict {
    sim::outcome outcome = outcome::unproven;
    std::size_t compared = 0;  // figures
    std::vector<finding> findings;
    std::vector<saying> reasons;    // contradictions, missing accounts
    std::size_t firm = 0;           // of the reasons: those that tell of no missing account
    std::vector<saying> unknown;    // what could not be compared, and why; no differences
    std::uint64_t differences = 0;  // of a mismatch: how many there are, those unnamed too
    bool inside_ledger = false;     // all of them lie inside the raw ledger
    bool recount_compared = false;  // with the totals, at one revision
    std::string sentence;
};

// Acceptors by method group of the scenario, "kondom+pil" or "suntik".
std::map<std::string, std::int64_t> by_group(
    std::map<domain::method, std::int64_t> const& by_method, scenario const&,
    amounts const& wanted);

// `asked`: what the ledger answered each terminal at the end; null where nobody asked.
verdict judge(scenario const&, plan const&, book const&, accounts const&,
              audit const* asked = nullptr);

// One answer of GET /v1/totals: JSON with epoch, sequence, total, by_method, by_region.
base::checked<shown> parse_totals(std::string_view json);

}  // namespace sejuta::sim
