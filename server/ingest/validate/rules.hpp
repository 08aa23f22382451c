// SPDX-License-Identifier: Apache-2.0
// The field's rules, read from data/rules/rules.json: limits, and what a method asks of place and
// client. The terminal reads the same file, so both give the same verdict. Immutable once parsed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/dimensions.hpp"
#include "domain/rejection.hpp"

namespace sejuta::ingest {

// Inclusive ends.
struct rule_limits {
    std::uint32_t seq_min = 0;
    std::uint32_t seq_max = 0;
    std::uint32_t count_min = 0;
    std::uint32_t count_max = 0;
    std::uint32_t own_total_min = 0;
    std::uint32_t own_total_max = 0;
    std::size_t site_code_bytes_max = 0;
    base::unix_ms device_time_min_ms = 0;
    base::unix_ms device_time_max_ms = 0;
    std::uint32_t service_date_min = 0;  // yyyymmdd
    std::uint32_t service_date_max = 0;  // yyyymmdd
    std::uint32_t future_retry_ms_max = 0;
};

// One row of the file's "rejections".
struct rule_text {
    domain::rejection_code code;
    domain::advice advice;
    std::string name;  // "seq_out_of_range"
    std::string field;
    std::string text_id;
    std::string text_en;
};

class rules {
public:
    // A fault names the key that is missing, unknown to us, or says another thing than the wire.
    static base::checked<rules> parse(std::string_view json);

    rule_limits const& limits() const { return limits_; }
    bool is_given_at(domain::method what, domain::place where) const;
    // Why a method is refused to such a client; nothing where it is not.
    std::optional<domain::rejection_code> refusal_of(domain::method what,
                                                     domain::postpartum when) const;
    // In the order of the file: the first broken one is the verdict.
    std::vector<domain::rejection_code> const& report_order() const { return report_order_; }
    std::vector<domain::rejection_code> const& close_order() const { return close_order_; }
    std::vector<rule_text> const& texts() const { return texts_; }

private:
    struct method_rule {
        std::array<bool, domain::place_tokens.size()> places{};
        std::array<bool, domain::postpartum_tokens.size()> postpartum{};
        std::optional<domain::rejection_code> otherwise;
    };
    struct reader;

    rule_limits limits_;
    std::array<method_rule, domain::method_tokens.size()> methods_{};
    std::vector<domain::rejection_code> report_order_;
    std::vector<domain::rejection_code> close_order_;
    std::vector<rule_text> texts_;
};

// The rules that the program was built with; parsed once, at the first use.
rules const& field_rules();

}  // namespace sejuta::ingest
