// SPDX-License-Identifier: Apache-2.0
#include "edge/tls_keys.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <string>

namespace sejuta::edge {
namespace {

constexpr auto ciphers_of_tls_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr auto ciphers_of_tls_1_3 =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

base::fault cannot(std::string const& what, std::filesystem::path const& file)
{
    std::array<char, 256> why{};
    ERR_error_string_n(ERR_get_error(), why.data(), why.size());
    ERR_clear_error();
    return {what + " " + file.string() + ": " + why.data()};
}

// Which of the two protocols' words the server speaks, in HTTP's names.
int choose_http_1(SSL*, unsigned char const** chosen, unsigned char* length,
                  unsigned char const* offered, unsigned int offered_length, void*)
{
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char* found = nullptr;
    auto const agreed =
        SSL_select_next_proto(&found, length, ours, sizeof ours - 1, offered, offered_length);
    *chosen = found;
    return agreed == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

bool settle(SSL_CTX& context)
{
    SSL_CTX_set_options(&context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                      SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                      SSL_OP_IGNORE_UNEXPECTED_EOF);
    // Between two records a connection keeps no buffer. Tickets resume without memory of ours.
    SSL_CTX_set_mode(&context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(&context, choose_http_1, nullptr);
    return SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_cipher_list(&context, ciphers_of_tls_1_2) == 1 &&
           SSL_CTX_set_ciphersuites(&context, ciphers_of_tls_1_3) == 1;
}

}  // namespace

base::checked<std::unique_ptr<tls_keys>> tls_keys::load(std::filesystem::path certificate,
                                                        std::filesystem::path key)
{
    std::unique_ptr<tls_keys> keys(new tls_keys(std::move(certificate), std::move(key)));
    if (auto const loaded = keys->reload(); !loaded) return loaded.error();
    return keys;
}

base::checked<void> tls_keys::reload()
{
    std::shared_ptr<SSL_CTX> const fresh(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!fresh || !settle(*fresh)) return base::fault{"OpenSSL cannot start"};
    if (SSL_CTX_use_certificate_chain_file(fresh.get(), certificate_.c_str()) != 1)
        return cannot("tls-cert: cannot use the certificate", certificate_);
    if (SSL_CTX_use_PrivateKey_file(fresh.get(), key_.c_str(), SSL_FILETYPE_PEM) != 1)
        return cannot("tls-key: cannot use the key", key_);
    if (SSL_CTX_check_private_key(fresh.get()) != 1)
        return cannot("tls-key: is not the certificate's key", key_);
    context_.store(fresh);
    return {};
}

}  // namespace sejuta::edge
