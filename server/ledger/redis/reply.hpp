// SPDX-License-Identifier: Apache-2.0
// A reply of Redis, read with small questions that are never wrong to ask: a question that does
// not fit the reply's type gets the empty answer (0, "", no elements). hiredis stays behind this.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

struct redisReply;

namespace sejuta::ledger::redis {

// A reply or one element of it; does not own. Valid while the reply it came from lives.
class value {
public:
    value() = default;
    explicit value(redisReply const* node) : node_(node) {}

    bool is_nil() const;
    bool is_error() const;
    bool is_integer() const;
    bool is_text() const;  // a string or a status ("OK")
    bool is_array() const;
    // An integer reply, or a text that is wholly a decimal integer.
    std::optional<std::int64_t> integer() const;
    // The bytes of a string, a status or an error.
    std::string_view text() const;
    // How many elements an array has.
    std::size_t elements() const;
    // The i-th element; nil where there is none.
    value at(std::size_t i) const;

private:
    redisReply const* node_ = nullptr;
};

// Owns a whole reply.
class reply : public value {
public:
    reply() = default;
    explicit reply(redisReply* owned);

private:
    struct free_reply {
        void operator()(redisReply* node) const;
    };
    std::unique_ptr<redisReply, free_reply> owned_;
};

}  // namespace sejuta::ledger::redis
