// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/codec.hpp"

#include <hiredis/hiredis.h>

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "base/assert.hpp"

namespace sejuta::ledger::redis {
namespace {

constexpr std::string_view line_end = "\r\n";
// A mark, a 64-bit number and a line end.
constexpr std::size_t line_bytes_max = 1 + 20 + line_end.size();
// What an argument of less than 1,000 bytes needs beside itself; a longer one lets the text grow.
constexpr std::size_t frame_bytes_usual = 1 + 3 + 2 * line_end.size();

std::size_t bytes_of(std::vector<std::string> const& arguments)
{
    std::size_t bytes = 0;
    for (auto const& argument : arguments) bytes += argument.size();
    return bytes;
}

// "$12\r\n"
void append_line(char mark, std::size_t number, std::string& out)
{
    std::array<char, line_bytes_max> line;
    line[0] = mark;
    auto* end = std::to_chars(line.data() + 1, line.data() + line.size(), number).ptr;
    for (auto const each : line_end) *end++ = each;
    out.append(line.data(), end);
}

}  // namespace

// Not redisFormatCommandArgv(), which formats every length with printf and makes the command in a
// block of its own first: a tenth of what a report cost the server.
command_bytes::command_bytes(std::size_t arguments, std::size_t room) : missing_(arguments)
{
    SEJUTA_ASSERT(arguments > 0, "a command has at least its name");
    bytes_.reserve(line_bytes_max + arguments * frame_bytes_usual + room);
    append_line('*', arguments, bytes_);
}

command_bytes::command_bytes(std::vector<std::string> const& arguments)
    : command_bytes(arguments.size(), bytes_of(arguments))
{
    for (auto const& argument : arguments) add(argument);
}

command_bytes& command_bytes::add(std::string_view argument)
{
    SEJUTA_ASSERT(missing_ > 0, "a command has as many arguments as it said");
    --missing_;
    append_line('$', argument.size(), bytes_);
    bytes_.append(argument).append(line_end);
    return *this;
}

command_bytes& command_bytes::add(std::uint64_t number)
{
    std::array<char, 20> digits;
    auto* const end = std::to_chars(digits.begin(), digits.end(), number).ptr;
    return add(std::string_view(digits.begin(), end));
}

std::string command_bytes::take() &&
{
    SEJUTA_ASSERT(missing_ == 0, "a command has as many arguments as it said");
    return std::move(bytes_);
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
