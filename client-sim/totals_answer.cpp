// SPDX-License-Identifier: Apache-2.0
// Reads an answer of GET /v1/totals. See verdict.hpp.
#include <boost/json.hpp>
#include <charconv>

#include "verdict.hpp"

namespace sejuta::sim {

namespace json = boost::json;

base::checked<shown> parse_totals(std::string_view text)
{
    boost::system::error_code failed;
    auto const parsed = json::parse(text, failed);
    if (failed || !parsed.is_object()) return base::fault{"the answer is no JSON object"};
    auto const& body = parsed.as_object();
    try {
        shown out;
        auto const& epoch = body.at("epoch").as_string();
        auto const end = epoch.data() + epoch.size();
        if (auto const [at, error] = std::from_chars(epoch.data(), end, out.epoch, 16);
            error != std::errc() || at != end)
            return base::fault{"epoch is not hexadecimal"};
        out.revision = body.at("sequence").to_number<std::uint64_t>();
        out.total = body.at("total").to_number<std::int64_t>();
        for (auto const& one : body.at("by_method").as_object())
            out.by_method[one.key()] = one.value().to_number<std::int64_t>();
        for (auto const& one : body.at("by_region").as_object())
            out.by_region[one.key()] =
                one.value().as_object().at("total").to_number<std::int64_t>();
        return out;
    } catch (std::exception const&) {
        return base::fault{"a field that docs/PROTOCOL.md promises is missing or of another kind"};
    }
}

}  // namespace sejuta::sim
