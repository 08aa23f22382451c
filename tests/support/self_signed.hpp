// SPDX-License-Identifier: Apache-2.0
// A certificate for "localhost" that signs itself, with its key, as PEM files: for tests of TLS.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

namespace sejuta::tests {

struct self_signed {
    std::filesystem::path certificate;
    std::filesystem::path key;
};

// Writes <name>.crt and <name>.key into a directory that is there.
inline self_signed make_self_signed(std::filesystem::path const& directory, std::string const& name)
{
    self_signed files{directory / (name + ".crt"), directory / (name + ".key")};
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
    X509_set_pubkey(made.get(), key.get());
    auto* subject = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<unsigned char const*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(made.get(), subject);
    if (X509_sign(made.get(), key.get(), EVP_sha256()) == 0) std::abort();
    std::unique_ptr<FILE, decltype(&std::fclose)> crt(std::fopen(files.certificate.c_str(), "w"),
                                                      std::fclose);
    std::unique_ptr<FILE, decltype(&std::fclose)> pem(std::fopen(files.key.c_str(), "w"),
                                                      std::fclose);
    if (PEM_write_X509(crt.get(), made.get()) != 1 ||
        PEM_write_PrivateKey(pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        std::abort();
    return files;
}

}  // namespace sejuta::tests
