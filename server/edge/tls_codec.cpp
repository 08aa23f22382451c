// SPDX-License-Identifier: Apache-2.0
#include "edge/tls_codec.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <utility>

#include "base/assert.hpp"

namespace sejuta::edge {

// What OpenSSL reads from and writes to during one call.
struct tls_codec::memory {
    std::string_view in;
    std::string* out = nullptr;

    static memory& of(BIO* bio) { return *static_cast<memory*>(BIO_get_data(bio)); }

    static int read(BIO* bio, char* to, int size)
    {
        auto& in = of(bio).in;
        BIO_clear_retry_flags(bio);
        if (in.empty()) {
            BIO_set_retry_read(bio);
            return -1;
        }
        auto const taken = std::min(in.size(), static_cast<std::size_t>(size));
        std::memcpy(to, in.data(), taken);
        in.remove_prefix(taken);
        return static_cast<int>(taken);
    }

    static int write(BIO* bio, char const* from, int size)
    {
        BIO_clear_retry_flags(bio);
        auto* out = of(bio).out;
        SEJUTA_ASSERT(out, "OpenSSL writes only while it is asked something");
        out->append(from, static_cast<std::size_t>(size));
        return size;
    }

    static long control(BIO*, int command, long, void*)
    {
        return command == BIO_CTRL_FLUSH ? 1 : 0;
    }

    static BIO_METHOD* method()
    {
        static BIO_METHOD* const one = [] {
            auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "turn");
            BIO_meth_set_read(made, read);
            BIO_meth_set_write(made, write);
            BIO_meth_set_ctrl(made, control);
            return made;
        }();
        return one;
    }
};

tls_codec::tls_codec(std::shared_ptr<SSL_CTX> context)
    : context_(std::move(context)),
      memory_(std::make_unique<memory>()),
      ssl_(SSL_new(context_.get()))
{
    BIO* const bio = ssl_ ? BIO_new(memory::method()) : nullptr;
    if (!bio) {
        SSL_free(ssl_);
        throw std::bad_alloc();
    }
    BIO_set_data(bio, memory_.get());
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_, bio, bio);
    SSL_set_accept_state(ssl_);
}

tls_codec::~tls_codec()
{
    SSL_free(ssl_);
}

tls_codec::state tls_codec::feed(std::string_view from_peer, std::string& plain,
                                 std::string& cipher)
{
    if (state_ == state::ended) return state_;
    memory_->in = from_peer;
    memory_->out = &cipher;
    ERR_clear_error();
    std::array<char, 16 * 1024> record;
    for (;;) {
        auto const got = SSL_read(ssl_, record.data(), static_cast<int>(record.size()));
        if (got > 0) {
            plain.append(record.data(), static_cast<std::size_t>(got));
            continue;
        }
        if (SSL_get_error(ssl_, got) != SSL_ERROR_WANT_READ) state_ = state::ended;
        break;
    }
    if (state_ == state::handshake && SSL_is_init_finished(ssl_)) state_ = state::open;
    memory_->in = {};
    memory_->out = nullptr;
    return state_;
}

void tls_codec::write(std::string_view plain, std::string& cipher)
{
    SEJUTA_ASSERT(state_ == state::open, "nothing is said before the handshake");
    memory_->out = &cipher;
    ERR_clear_error();
    while (!plain.empty()) {
        auto const size = static_cast<int>(std::min<std::size_t>(plain.size(), 1 << 20));
        auto const written = SSL_write(ssl_, plain.data(), size);
        if (written <= 0) {  // only out of memory: the memory takes everything
            state_ = state::ended;
            break;
        }
        plain.remove_prefix(static_cast<std::size_t>(written));
    }
    memory_->out = nullptr;
}

void tls_codec::close(std::string& cipher)
{
    if (std::exchange(closed_, true) || !SSL_is_init_finished(ssl_)) return;
    memory_->out = &cipher;
    ERR_clear_error();
    SSL_shutdown(ssl_);
    memory_->out = nullptr;
}

}  // namespace sejuta::edge
