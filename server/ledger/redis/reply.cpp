// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/reply.hpp"

#include <hiredis/hiredis.h>

#include <charconv>

namespace sejuta::ledger::redis {

bool value::is_nil() const
{
    return node_ == nullptr || node_->type == REDIS_REPLY_NIL;
}

bool value::is_error() const
{
    return node_ != nullptr && node_->type == REDIS_REPLY_ERROR;
}

bool value::is_integer() const
{
    return node_ != nullptr && node_->type == REDIS_REPLY_INTEGER;
}

bool value::is_text() const
{
    return node_ != nullptr &&
           (node_->type == REDIS_REPLY_STRING || node_->type == REDIS_REPLY_STATUS);
}

bool value::is_array() const
{
    return node_ != nullptr && node_->type == REDIS_REPLY_ARRAY;
}

std::optional<std::int64_t> value::integer() const
{
    if (is_integer()) return node_->integer;
    if (!is_text()) return std::nullopt;
    auto const digits = text();
    std::int64_t number = 0;
    auto const [end, wrong] = std::from_chars(digits.begin(), digits.end(), number);
    if (wrong != std::errc{} || end != digits.end()) return std::nullopt;
    return number;
}

std::string_view value::text() const
{
    if (!is_text() && !is_error()) return {};
    return {node_->str, node_->len};
}

std::size_t value::elements() const
{
    return is_array() ? node_->elements : 0;
}

value value::at(std::size_t i) const
{
    return i < elements() ? value(node_->element[i]) : value();
}

reply::reply(redisReply* owned) : value(owned), owned_(owned) {}

void reply::free_reply::operator()(redisReply* node) const
{
    freeReplyObject(node);
}

}  // namespace sejuta::ledger::redis
