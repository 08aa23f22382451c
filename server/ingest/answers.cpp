// SPDX-License-Identifier: Apache-2.0
#include "ingest/answers.hpp"

#include "domain/recorded.hpp"

namespace sejuta::ingest {

using domain::rejection_code;

std::string value_of(rejection_code reason, domain::report const& report)
{
    switch (reason) {
    case rejection_code::conflict: return std::to_string(report.seq);
    case rejection_code::correction_target_missing:
    case rejection_code::correction_target_gone:
        return report.corrects ? std::to_string(report.corrects->seq) : std::string();
    default: return {};
    }
}

std::string value_of(rejection_code reason, domain::day_close const& close)
{
    return reason == rejection_code::conflict ? std::to_string(close.seq) : std::string();
}

earlier_words earlier_of(ledger::outcome const& outcome, identity const& who)
{
    earlier_words words{outcome.earlier};
    for (auto const& site : who.sites)
        if (words.there && domain::mark_of(site) == words.there->site) words.site = site;
    return words;
}

}  // namespace sejuta::ingest
