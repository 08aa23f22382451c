// SPDX-License-Identifier: Apache-2.0
// SHA-1 as Redis's sha1hex computes it, piece by piece. It links the ledger's entries so that a
// change by hand or by a failing disk shows; it is no signature and protects nothing against a
// forger who rewrites everything after the change.
#pragma once

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/assert.hpp"

namespace sejuta::ledger {

class sha1 {
public:
    sha1()
    {
        bool const begun = EVP_DigestInit_ex(context_.get(), algorithm(), nullptr) == 1;
        SEJUTA_ASSERT(begun, "OpenSSL has SHA-1");
    }
    sha1& add(std::string_view bytes)
    {
        EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
        return *this;
    }
    // 40 lower-case hex digits; nothing may be added afterwards.
    std::string hex()
    {
        constexpr std::string_view digits = "0123456789abcdef";
        std::array<unsigned char, 20> sum{};
        EVP_DigestFinal_ex(context_.get(), sum.data(), nullptr);
        std::string text;
        text.reserve(2 * sum.size());
        for (auto const byte : sum) {
            text.push_back(digits[byte >> 4]);
            text.push_back(digits[byte & 15]);
        }
        return text;
    }

private:
    // Looked up once: OpenSSL searches its providers for EVP_sha1() with each digest.
    static EVP_MD const* algorithm()
    {
        static EVP_MD const* const found = EVP_MD_fetch(nullptr, "SHA1", nullptr);
        return found;
    }
    struct free_context {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, free_context> context_{EVP_MD_CTX_new()};
};

}  // namespace sejuta::ledger
