// SPDX-License-Identifier: Apache-2.0
#include "ingest/ack/seal.hpp"

#include <sodium.h>

#include <boost/endian/conversion.hpp>
#include <cstring>
#include <tuple>

#include "base/assert.hpp"
#include "base/secret_file.hpp"

namespace sejuta::ingest {
namespace {

constexpr std::string_view version = "sejuta.receipt.2";

static_assert(std::tuple_size_v<receipt_key> == crypto_shorthash_siphashx24_KEYBYTES);
static_assert(std::tuple_size_v<receipt_mac> == crypto_shorthash_siphashx24_BYTES);

using file_key = std::array<unsigned char, crypto_kdf_KEYBYTES>;
constexpr char kdf_context[] = "receipts";  // crypto_kdf_CONTEXTBYTES, and a 0 that nobody reads
static_assert(sizeof(kdf_context) == crypto_kdf_CONTEXTBYTES + 1);
constexpr std::uint64_t kdf_number = 2;  // of `version`

// The bytes under the seal, each part of fixed length or behind its length, numbers little-endian:
//   version 16 | event length 1, event | terminal length 1, terminal | seq 4 | content 16 |
//   epoch 8 | revision 8 | event time 8 | late 1 | service date 4
class sealed_bytes {
public:
    explicit sealed_bytes(sealed_receipt const& what)
    {
        add(version);
        add_counted(what.event);
        add_counted(what.terminal);
        add_number(what.seq);
        add({reinterpret_cast<char const*>(what.content.data()), what.content.size()});
        add_number(what.epoch);
        add_number(what.revision);
        add_number(static_cast<std::uint64_t>(what.event_time_ms));
        add_number(static_cast<std::uint8_t>(what.late ? 1 : 0));
        add_number(what.service_date);
    }

    unsigned char const* data() const { return bytes_.data(); }
    std::size_t size() const { return size_; }

private:
    void add(std::string_view part)
    {
        SEJUTA_ASSERT(size_ + part.size() <= bytes_.size(), "ids are within their limits");
        std::memcpy(bytes_.data() + size_, part.data(), part.size());
        size_ += part.size();
    }
    void add_counted(std::string_view part)
    {
        add_number(static_cast<std::uint8_t>(part.size()));
        add(part);
    }
    template <class Number>
    void add_number(Number value)
    {
        SEJUTA_ASSERT(size_ + sizeof(Number) <= bytes_.size(), "ids are within their limits");
        boost::endian::endian_store<Number, sizeof(Number), boost::endian::order::little>(
            bytes_.data() + size_, value);
        size_ += sizeof(Number);
    }

    std::array<unsigned char, version.size() + 1 + limits::event_id_bytes_max + 1 +
                                  limits::terminal_id_bytes_max + 4 + 16 + 8 + 8 + 8 + 1 + 4>
        bytes_;
    std::size_t size_ = 0;
};

}  // namespace

receipt_mac seal_of(sealed_receipt const& what, receipt_key const& key)
{
    sealed_bytes const under(what);
    receipt_mac seal;
    crypto_shorthash_siphashx24(seal.data(), under.data(), under.size(), key.data());
    return seal;
}

bool is_seal_of(sealed_receipt const& what, std::string_view mac, receipt_key const& key)
{
    auto const right = seal_of(what, key);
    return mac.size() == right.size() && sodium_memcmp(mac.data(), right.data(), right.size()) == 0;
}

receipt_key receipt_key_of(std::span<unsigned char const, 32> file)
{
    receipt_key key;
    crypto_kdf_derive_from_key(key.data(), key.size(), kdf_number, kdf_context, file.data());
    return key;
}

base::checked<receipt_key> load_or_make_receipt_key(std::filesystem::path const& directory)
{
    if (sodium_init() < 0) return base::fault{"libsodium cannot start: no source of randomness"};
    file_key file{};
    auto const loaded = base::load_or_make_secret(
        {.file = directory / "receipt.key",
         .what = "the key of receipts",
         .when_damaged = "restore it from a backup, or remove it: receipts given before prove "
                         "nothing then"},
        file, [](std::span<unsigned char> fresh) { randombytes_buf(fresh.data(), fresh.size()); });
    if (!loaded) return loaded.error();
    return receipt_key_of(file);
}

}  // namespace sejuta::ingest
