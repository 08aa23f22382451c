// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "fuzz/pieces.hpp"
#include "fuzz/targets.hpp"
#include "ledger/entry.hpp"
#include "ledger/redis/codec.hpp"
#include "ledger/redis/reader.hpp"

namespace sejuta::fuzz {
namespace {

using ledger::redis::value;

// Asks a reply everything that the server asks, and writes it out.
void ask(value const& of, std::string& words)
{
    words += of.is_nil() ? '_' : of.is_error() ? '-' : of.is_integer() ? ':' : '$';
    words += std::to_string(of.integer().value_or(0)) + std::string(of.text()) + ' ';
    SEJUTA_ASSERT(of.at(of.elements()).is_nil(), "beyond the last element there is none");
    for (std::size_t i = 0; i < of.elements(); ++i) ask(of.at(i), words);
    if (auto const fields = ledger::redis::hash_of(of))
        words += ledger::redis::head_of(*fields) ? "head " : "fault ";
    if (auto const entries = ledger::redis::entries_of(of))
        for (auto const& entry : *entries) words += ledger::decode(entry) ? "entry " : "fault ";
}

std::string read_replies(std::vector<std::string_view> const& pieces)
{
    std::string words;
    ledger::redis::decoder decoder;
    for (auto const piece : pieces) {
        decoder.feed(piece.data(), piece.size());
        for (;;) {
            auto const next = decoder.next();
            if (!next) {
                SEJUTA_ASSERT(!decoder.trouble().empty(), "nonsense has a reason");
                return words + "nonsense";
            }
            if (!next->has_value()) break;
            ask(**next, words);
        }
    }
    return words;
}

}  // namespace

// However the bytes are cut, they are the same replies.
void take_redis_reply(std::string_view bytes)
{
    auto const whole = read_replies({stream_of(bytes)});
    SEJUTA_ASSERT(read_replies(pieces_of(bytes)) == whole, "cut or whole, the same replies");
}

}  // namespace sejuta::fuzz
