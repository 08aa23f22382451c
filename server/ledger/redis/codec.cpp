// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/codec.hpp"

#include <hiredis/hiredis.h>

#include <array>
#include <charconv>
#include <string_view>

#include "base/assert.hpp"

namespace sejuta::ledger::redis {
namespace {

constexpr std::string_view line_end = "\r\n";
// A mark, a 64-bit number and two line ends.
constexpr std::size_t line_bytes_max = 1 + 20 + 2 * line_end.size();

void append_line(char mark, std::size_t number, std::string& out)
{
    std::array<char, 20> digits;
    auto* const end = std::to_chars(digits.begin(), digits.end(), number).ptr;
    out.push_back(mark);
    out.append(digits.begin(), end).append(line_end);
}

}  // namespace

// As redisFormatCommandArgv() would, which formats every length with printf and makes the command
// in a block of its own first: a tenth of what a report cost the server.
void encode_command(std::vector<std::string> const& arguments, std::string& out)
{
    SEJUTA_ASSERT(!arguments.empty(), "a command has at least its name");
    std::size_t bytes = line_bytes_max;
    for (auto const& argument : arguments) bytes += argument.size() + line_bytes_max;
    out.reserve(out.size() + bytes);
    append_line('*', arguments.size(), out);
    for (auto const& argument : arguments) {
        append_line('$', argument.size(), out);
        out.append(argument).append(line_end);
    }
}

decoder::decoder() : reader_(redisReaderCreate())
{
    SEJUTA_ASSERT(reader_ != nullptr, "memory for a reader");
}

void decoder::feed(char const* bytes, std::size_t count)
{
    redisReaderFeed(reader_.get(), bytes, count);
}

base::result<std::optional<reply>> decoder::next()
{
    void* raw = nullptr;
    if (redisReaderGetReply(reader_.get(), &raw) != REDIS_OK) return base::errc::store_nonsense;
    if (raw == nullptr) return std::optional<reply>();
    return std::optional<reply>(reply(static_cast<redisReply*>(raw)));
}

std::string_view decoder::trouble() const
{
    return reader_->errstr;
}

void decoder::free_reader::operator()(redisReader* reader) const
{
    redisReaderFree(reader);
}

}  // namespace sejuta::ledger::redis
