// SPDX-License-Identifier: Apache-2.0
// hiredis as codec and nothing more: commands to bytes, bytes to replies. It opens no socket and
// calls nobody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "ledger/redis/reply.hpp"

struct redisReader;

namespace sejuta::ledger::redis {

// A command in RESP, written argument by argument: what is recorded a thousand times a second is
// not collected in a list of texts first.
class command_bytes {
public:
    // With so many arguments, its name among them; `room` for so many bytes of them.
    command_bytes(std::size_t arguments, std::size_t room);
    explicit command_bytes(std::vector<std::string> const& arguments);

    command_bytes& add(std::string_view argument);
    command_bytes& add(std::uint64_t number);

    // Once all arguments are there, and not again.
    std::string take() &&;

private:
    std::string bytes_;
    std::size_t missing_;
};

// Cuts a stream of bytes into replies.
class decoder {
public:
    decoder();

    void feed(char const* bytes, std::size_t count);
    // The next whole reply, or none yet. After store_nonsense the stream is of no more use.
    base::result<std::optional<reply>> next();
    // What was wrong with the bytes, for people.
    std::string_view trouble() const;

private:
    struct free_reader {
        void operator()(redisReader* reader) const;
    };
    std::unique_ptr<redisReader, free_reader> reader_;
};

}  // namespace sejuta::ledger::redis
