// SPDX-License-Identifier: Apache-2.0
// Tables as our reader takes them back: UTF-8, commas, LF, RFC 4180 quotes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sejuta::catalogue {

// Quotes a field where it needs quotes.
std::string csv_field(std::string_view value);

// Lifecycle: construct with the header, row() ..., text(). Every row has as many fields.
class csv_writer {
public:
    explicit csv_writer(std::vector<std::string> const& header) { row(header); }
    void row(std::vector<std::string> const& fields);
    std::string const& text() const { return text_; }

private:
    std::string text_;
};

}  // namespace sejuta::catalogue
