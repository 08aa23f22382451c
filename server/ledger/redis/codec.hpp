// SPDX-License-Identifier: Apache-2.0
// hiredis as codec and nothing more: commands to bytes, bytes to replies. It opens no socket and
// calls nobody.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "ledger/redis/reply.hpp"

struct redisReader;

namespace sejuta::ledger::redis {

// Appends a command in RESP. It has at least its name.
void encode_command(std::vector<std::string> const& arguments, std::string& out);

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
