// SPDX-License-Identifier: Apache-2.0
#include <cctype>
#include <string>
#include <variant>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "edge/proxy_header.hpp"
#include "fuzz/targets.hpp"
#include "ingest/decode/dictation.hpp"
#include "people/users.hpp"

namespace sejuta::fuzz {
namespace {

// As somebody else would write down what was said.
std::string written_otherwise(std::string_view line)
{
    std::string text = "\t";
    for (char const letter : line) {
        text += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
        text += ' ';
    }
    return text;
}

std::string meaning_of(std::string_view line)
{
    auto const read = ingest::read_dictated(line);
    if (auto const* fault = std::get_if<ingest::line_fault>(&read)) {
        auto const& text = ingest::text_of(*fault);
        SEJUTA_ASSERT(!text.text_id.empty() && !text.text_en.empty(), "a fault can be told");
        return std::string(text.word);
    }
    auto const& said = std::get<ingest::dictated>(read);
    auto const seq = ingest::seq_of(said);
    SEJUTA_ASSERT(seq >= 1 && seq <= limits::seq_max, "a seq that exists");
    SEJUTA_ASSERT(ingest::site_of(said).size() <= limits::site_code_bytes_max, "a site's code");
    return said.terminal + '/' + std::to_string(seq) + '/' + ingest::site_of(said) + '/' +
           std::to_string(said.said.index());
}

// Nothing, the address it names, or why not; and how many bytes it took.
std::string header_of(std::string_view bytes)
{
    auto const read = edge::read_proxy_header(bytes);
    if (std::holds_alternative<edge::proxy_header_unfinished>(read)) return {};
    if (auto const* refused = std::get_if<edge::proxy_header_refused>(&read)) return refused->why;
    auto const& header = std::get<edge::proxy_header>(read);
    SEJUTA_ASSERT(header.bytes <= bytes.size(), "a header ends where it ends");
    SEJUTA_ASSERT(header.bytes <= limits::proxy_header_bytes_max, "and within its limit");
    return std::to_string(header.bytes) + (header.source ? header.source->to_string() : "-");
}

}  // namespace

// White space and capitals change nothing.
void take_dictation(std::string_view bytes)
{
    SEJUTA_ASSERT(meaning_of(bytes) == meaning_of(written_otherwise(bytes)), "the same line");
}

// Once it says something it says the same whatever comes after.
void take_proxy_header(std::string_view bytes)
{
    std::string said;
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        auto const now = header_of(bytes.substr(0, length));
        SEJUTA_ASSERT(said.empty() || now == said, "what was said is not taken back");
        said = now;
    }
}

// A book is refused with a sentence, or read back from what it writes.
void take_users(std::string_view bytes)
{
    auto const book = people::users::from_text(bytes);
    if (!book) {
        SEJUTA_ASSERT(!book.error().sentence.empty(), "a refusal is a sentence");
        return;
    }
    auto const again = people::users::from_text(book->text());
    SEJUTA_ASSERT(again.has_value() && again->all() == book->all(), "users are read back");
}

}  // namespace sejuta::fuzz
