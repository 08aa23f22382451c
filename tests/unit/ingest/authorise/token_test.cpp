// SPDX-License-Identifier: Apache-2.0
#include "ingest/authorise/token.hpp"

#include <gtest/gtest.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <array>
#include <fstream>
#include <set>
#include <span>

namespace sejuta::ingest {
namespace {

struct token_test : testing::Test {
    token_test()
    {
        if (sodium_init() < 0) std::abort();
        crypto_sign_keypair(keys.public_key.data(), keys.secret_key.data());
        rules.key = keys.public_key;
        token = make_token(who, 1'593'399'601, keys.secret_key);
    }
    std::optional<identity> read(std::string_view token, std::string_view event = "uji-2020",
                                 std::string_view terminal = "terminal-1")
    {
        return read_token(token, event, terminal, rules, now_ms);
    }

    key_pair keys{};
    token_rules rules;
    base::unix_ms now_ms = 1'593'399'600'000;
    identity who{"uji-2020", "terminal-1", {"PMB-1", "PKM-1"}};
    std::string token;
};

TEST_F(token_test, a_signed_token_names_event_terminal_and_sites)
{
    auto const read_back = read(token);
    ASSERT_TRUE(read_back.has_value());
    EXPECT_EQ(read_back->terminal, "terminal-1");
    EXPECT_EQ(read_back->sites, (std::vector<std::string>{"PKM-1", "PMB-1"}));
    EXPECT_EQ(read(token, "uji-2020", "")->terminal, "terminal-1");
}

TEST_F(token_test, a_token_is_refused_from_its_expiry_on)
{
    now_ms = 1'593'399'600'999;
    EXPECT_TRUE(read(token).has_value());
    now_ms = 1'593'399'601'000;
    EXPECT_FALSE(read(token).has_value());
}

TEST_F(token_test, a_token_of_another_event_terminal_or_key_is_refused)
{
    EXPECT_FALSE(read(token, "lain-2020").has_value());
    EXPECT_FALSE(read(token, "uji-2020", "terminal-2").has_value());
    crypto_sign_keypair(rules.key.data(), keys.secret_key.data());
    EXPECT_FALSE(read(token).has_value());
}

TEST_F(token_test, no_single_changed_character_passes)
{
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto forged = token;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(read(forged).has_value()) << "changed at " << i;
    }
    EXPECT_FALSE(read(token + "A").has_value());
    EXPECT_FALSE(read(token.substr(0, token.size() - 1)).has_value());
    EXPECT_FALSE(read("sjt1..").has_value());
    EXPECT_FALSE(read("").has_value());
}

TEST_F(token_test, the_signature_is_ed25519_and_nothing_else_whatever_the_token_says)
{
    auto const claims = token.substr(0, token.rfind('.'));
    auto const with = [&](std::span<unsigned char const> signature) {
        std::string text(
            sodium_base64_encoded_len(signature.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING),
            '\0');
        sodium_bin2base64(text.data(), text.size(), signature.data(), signature.size(),
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        text.pop_back();
        return claims + "." + text;
    };
    // The public key, which everybody may know, as the key of a MAC.
    std::array<unsigned char, crypto_sign_BYTES> bytes{};
    auto const* said = reinterpret_cast<unsigned char const*>(claims.data());
    crypto_auth_hmacsha512(bytes.data(), said, claims.size(), keys.public_key.data());
    EXPECT_FALSE(read(with(bytes)).has_value());
    crypto_generichash(bytes.data(), bytes.size(), said, claims.size(), keys.public_key.data(),
                       keys.public_key.size());
    EXPECT_FALSE(read(with(bytes)).has_value());
    // No signature, one of zeros, and the words of other token formats.
    EXPECT_FALSE(read(with({})).has_value());
    bytes.fill(0);
    EXPECT_FALSE(read(with(bytes)).has_value());
    for (auto const* jwt : {"eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA"})
        EXPECT_FALSE(read(jwt).has_value());
    EXPECT_FALSE(read("sjt2" + token.substr(4)).has_value());
    // The signature of the claims alone, without the version before them.
    auto const bare = claims.substr(5);
    crypto_sign_detached(bytes.data(), nullptr, reinterpret_cast<unsigned char const*>(bare.data()),
                         bare.size(), keys.secret_key.data());
    EXPECT_FALSE(read(with(bytes)).has_value());
    crypto_sign_detached(bytes.data(), nullptr, said, claims.size(), keys.secret_key.data());
    EXPECT_TRUE(read(with(bytes)).has_value());  // the control
}

TEST_F(token_test, development_tokens_pass_only_where_the_server_was_told_to)
{
    EXPECT_FALSE(read("dev:terminal-1:PMB-1").has_value());
    rules.development_tokens = true;
    auto const read_back = read("dev:terminal-1:PMB-1,IMP-1");
    ASSERT_TRUE(read_back.has_value());
    EXPECT_EQ(read_back->sites, (std::vector<std::string>{"IMP-1", "PMB-1"}));
    EXPECT_FALSE(read("dev:terminal-2:PMB-1").has_value());
    EXPECT_FALSE(read("dev:terminal-1:").has_value());
    EXPECT_FALSE(read("dev:terminal-1").has_value());
}

TEST_F(token_test, a_report_passes_only_for_a_site_of_the_token)
{
    auto const reader = read(token).value();
    EXPECT_FALSE(authorise(reader, "PMB-1").has_value());
    EXPECT_EQ(authorise(reader, "PMB-2")->code, domain::rejection_code::site_not_yours);
}

TEST_F(token_test, terminal_ids_are_random_and_well_formed)
{
    std::set<std::string> ids;
    for (int i = 0; i < 1000; ++i) {
        auto const id = make_terminal_id();
        EXPECT_TRUE(is_terminal_id(id)) << id;
        ids.insert(id);
    }
    EXPECT_EQ(ids.size(), 1000u);
    EXPECT_TRUE(is_terminal_id("abcd"));
    EXPECT_FALSE(is_terminal_id("abc"));
    EXPECT_TRUE(is_terminal_id(std::string(32, 'a')));
    EXPECT_FALSE(is_terminal_id(std::string(33, 'a')));
    EXPECT_FALSE(is_terminal_id("ABCD"));
}

TEST_F(token_test, the_key_is_made_once_for_its_owner_only_and_read_again)
{
    char directory[] = "/tmp/sejuta-key-XXXXXX";
    ASSERT_NE(mkdtemp(directory), nullptr);
    auto const first = load_or_make_key(directory).value();
    auto const second = load_or_make_key(directory).value();
    EXPECT_EQ(first.public_key, second.public_key);
    struct stat file{};
    ASSERT_EQ(stat((std::string(directory) + "/token.key").c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0600u);
    std::ofstream(std::string(directory) + "/token.key", std::ios::trunc) << "short";
    EXPECT_TRUE(load_or_make_key(directory).has_error());
    std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace sejuta::ingest
