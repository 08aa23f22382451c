// SPDX-License-Identifier: Apache-2.0
#include "ingest/ack/seal.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>

namespace sejuta::ingest {
namespace {

constexpr receipt_key key{7, 7, 7};

sealed_receipt some_receipt()
{
    return {.event = "uji-2020",
            .terminal = "terminal-1",
            .seq = 7,
            .content = {1, 2, 3},
            .epoch = 0xE90C,
            .revision = 12,
            .event_time_ms = 1'593'399'600'000,
            .late = false,
            .service_date = 20200629};
}

std::string text(receipt_mac const& mac)
{
    return {mac.begin(), mac.end()};
}

std::string hex(std::string const& bytes)
{
    std::string out;
    for (unsigned char const byte : bytes) out += fmt::format("{:02x}", byte);
    return out;
}

TEST(seal_test, a_receipt_is_its_own_proof)
{
    EXPECT_TRUE(is_seal_of(some_receipt(), text(seal_of(some_receipt(), key)), key));
}

TEST(seal_test, nothing_of_a_receipt_can_be_changed_under_its_seal)
{
    auto const mac = text(seal_of(some_receipt(), key));
    std::vector<std::function<void(sealed_receipt&)>> const changes{
        [](auto& r) { r.event = "uji-2021"; },
        [](auto& r) { r.terminal = "terminal-2"; },
        // The same letters in a row, cut at another place.
        [](auto& r) { r.event = "uji-202", r.terminal = "0terminal-1"; },
        [](auto& r) { r.seq = 8; },
        [](auto& r) { r.content[15] = 1; },
        [](auto& r) { r.epoch ^= 1ULL << 63; },
        [](auto& r) { r.revision = 13; },
        [](auto& r) { r.event_time_ms += 1; },
        [](auto& r) { r.late = true; },
        [](auto& r) { r.service_date = 20200630; },
    };
    for (std::size_t i = 0; i < changes.size(); ++i) {
        auto changed = some_receipt();
        changes[i](changed);
        EXPECT_FALSE(is_seal_of(changed, mac, key)) << "change " << i;
    }
}

TEST(seal_test, another_key_another_length_and_every_flipped_bit_prove_nothing)
{
    auto const mac = text(seal_of(some_receipt(), key));
    EXPECT_FALSE(is_seal_of(some_receipt(), mac, {7, 7, 8}));
    EXPECT_FALSE(is_seal_of(some_receipt(), "", key));
    EXPECT_FALSE(is_seal_of(some_receipt(), mac.substr(0, 15), key));
    EXPECT_FALSE(is_seal_of(some_receipt(), mac + '\0', key));
    for (std::size_t bit = 0; bit < 8 * mac.size(); ++bit) {
        auto flipped = mac;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
        EXPECT_FALSE(is_seal_of(some_receipt(), flipped, key)) << "bit " << bit;
    }
}

// Another form of seal refuses every receipt given before: that takes another version, on purpose.
// Both values were computed with another implementation of BLAKE2b and of SipHash.
TEST(seal_test, a_seal_of_this_version_stays_what_it_is)
{
    std::array<unsigned char, 32> file{};
    for (std::size_t i = 0; i < file.size(); ++i) file[i] = static_cast<unsigned char>(i);
    auto const of_file = receipt_key_of(file);
    EXPECT_EQ(hex({of_file.begin(), of_file.end()}), "d2e27d6b5fefc2063dc6ce7d238ca40e");
    EXPECT_EQ(hex(text(seal_of(some_receipt(), of_file))), "105b4d83db07938281b51bf8eea76784");
}

struct receipt_key_test : testing::Test {
    std::filesystem::path directory =
        std::filesystem::path(testing::TempDir()) / "receipt_key_test";
    void SetUp() override { std::filesystem::remove_all(directory); }
    void TearDown() override { std::filesystem::remove_all(directory); }
};

TEST_F(receipt_key_test, is_made_once_for_its_owner_alone_and_shared_by_who_comes_later)
{
    auto const made = load_or_make_receipt_key(directory).value();
    std::array<unsigned char, 32> file_bytes{};
    std::ifstream(directory / "receipt.key", std::ios::binary)
        .read(reinterpret_cast<char*>(file_bytes.data()), file_bytes.size());
    EXPECT_EQ(made, receipt_key_of(file_bytes));
    EXPECT_NE(made, receipt_key_of(std::array<unsigned char, 32>{}));
    struct stat file{};
    ASSERT_EQ(::stat((directory / "receipt.key").c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0600u);
    EXPECT_EQ(load_or_make_receipt_key(directory).value(), made);
}

TEST_F(receipt_key_test, a_file_of_another_length_is_refused_by_its_name)
{
    std::filesystem::create_directories(directory);
    for (std::size_t bytes : {0u, 31u, 33u}) {
        std::ofstream(directory / "receipt.key") << std::string(bytes, 'k');
        auto const refused = load_or_make_receipt_key(directory);
        ASSERT_FALSE(refused.has_value()) << bytes;
        EXPECT_NE(refused.error().sentence.find("receipt.key"), std::string::npos);
    }
}

}  // namespace
}  // namespace sejuta::ingest
