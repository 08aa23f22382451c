// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/codec.hpp"

#include <hiredis/hiredis.h>

#include "base/assert.hpp"

namespace sejuta::ledger::redis {

void encode_command(std::vector<std::string> const& arguments, std::string& out)
{
    std::vector<char const*> parts;
    std::vector<std::size_t> lengths;
    parts.reserve(arguments.size());
    lengths.reserve(arguments.size());
    for (auto const& argument : arguments) {
        parts.push_back(argument.data());
        lengths.push_back(argument.size());
    }
    char* bytes = nullptr;
    auto const count = redisFormatCommandArgv(&bytes, static_cast<int>(parts.size()), parts.data(),
                                              lengths.data());
    SEJUTA_ASSERT(!arguments.empty() && count > 0, "a command has at least its name");
    out.append(bytes, static_cast<std::size_t>(count));
    redisFreeCommand(bytes);
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
