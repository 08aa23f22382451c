// SPDX-License-Identifier: Apache-2.0
// The certificate and key that the server shows, as OpenSSL holds them: TLS 1.2 and 1.3, only
// ciphers that authenticate what they encrypt. Loaded anew on demand; connections that are open
// keep what they began with. Any thread may take().
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>

#include "base/error.hpp"

using SSL_CTX = struct ssl_ctx_st;

namespace sejuta::edge {

class tls_keys {
public:
    // PEM files: the certificate with its chain, and its private key. A fault names the file and
    // what OpenSSL said; the key must be the certificate's.
    static base::checked<std::unique_ptr<tls_keys>> load(std::filesystem::path certificate,
                                                         std::filesystem::path key);

    // From the same files; on a fault what was loaded before stays.
    base::checked<void> reload();

    std::shared_ptr<SSL_CTX> take() const { return context_.load(); }

private:
    tls_keys(std::filesystem::path certificate, std::filesystem::path key)
        : certificate_(std::move(certificate)),
          key_(std::move(key))
    {
    }

    std::filesystem::path certificate_;
    std::filesystem::path key_;
    std::atomic<std::shared_ptr<SSL_CTX>> context_;
};

}  // namespace sejuta::edge
