// SPDX-License-Identifier: Apache-2.0
// Keys rotate without a stop: the newest signs, the older ones verify until they are taken away.
#include "ingest/authorise/key_ring.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>

#include "base/limits.hpp"

namespace sejuta::ingest {
namespace {

struct key_ring_test : testing::Test {
    key_ring_test()
    {
        char made[] = "/tmp/sejuta-keys-XXXXXX";
        if (mkdtemp(made) == nullptr) std::abort();
        directory = made;
        ring = key_ring::open(directory).value();
        rules.ring = ring.get();
    }
    ~key_ring_test() override { std::filesystem::remove_all(directory); }

    // The file's time differs from the last one's, however coarse the disk's clock is.
    key_ring::reading reload()
    {
        age += std::chrono::seconds(2);
        std::filesystem::last_write_time(directory / "token.key", age);
        return ring->reload().value();
    }
    std::string sign() const
    {
        return make_token({"uji-2020", "terminal-1", {"PMB-1"}}, 2'000'000'000,
                          ring->now()->back().secret_key);
    }
    bool passes(std::string const& token) const
    {
        return read_token(token, "uji-2020", "", rules, 1'593'399'600'000).has_value();
    }

    std::filesystem::path directory;
    std::filesystem::file_time_type age = std::filesystem::file_time_type::clock::now();
    std::unique_ptr<key_ring> ring;
    token_rules rules;
};

TEST_F(key_ring_test, an_added_key_signs_and_the_old_one_verifies_until_it_is_retired)
{
    auto const old = sign();
    auto const first = fingerprint(ring->now()->front().public_key);
    ASSERT_EQ(add_key(directory).value().size(), 2u);
    EXPECT_EQ(reload(), key_ring::reading::changed);
    auto const fresh = sign();
    EXPECT_NE(fresh, old);
    EXPECT_TRUE(passes(old));
    EXPECT_TRUE(passes(fresh));
    ASSERT_EQ(retire_key(directory, first).value().size(), 1u);
    EXPECT_EQ(reload(), key_ring::reading::changed);
    EXPECT_FALSE(passes(old));
    EXPECT_TRUE(passes(fresh));
    EXPECT_EQ(ring->reload().value(), key_ring::reading::unchanged);
}

TEST_F(key_ring_test, a_set_that_is_held_outlives_the_next_one)
{
    auto const held = ring->now();
    ASSERT_TRUE(add_key(directory).has_value());
    reload();
    EXPECT_EQ(held->size(), 1u);
    EXPECT_EQ(ring->now()->size(), 2u);
}

TEST_F(key_ring_test, the_key_that_signs_is_not_retired_and_neither_is_a_stranger)
{
    EXPECT_TRUE(retire_key(directory, fingerprint(ring->now()->back().public_key)).has_error());
    EXPECT_TRUE(retire_key(directory, "0123456789abcdef").has_error());
    EXPECT_TRUE(retire_key(directory, "").has_error());
}

TEST_F(key_ring_test, there_are_at_most_eight_and_only_their_owner_reads_them)
{
    for (auto size = ring->now()->size(); size < limits::signing_keys_max; ++size)
        ASSERT_TRUE(add_key(directory).has_value());
    EXPECT_TRUE(add_key(directory).has_error());
    EXPECT_EQ(load_or_make_keys(directory).value().size(), limits::signing_keys_max);
    struct stat file{};
    ASSERT_EQ(stat((directory / "token.key").c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0600u);
    std::ofstream more(directory / "token.key", std::ios::app | std::ios::binary);
    more.write(reinterpret_cast<char const*>(ring->now()->front().secret_key.data()), 64);
    more.close();
    EXPECT_TRUE(load_or_make_keys(directory).has_error());
}

TEST_F(key_ring_test, a_file_that_is_not_whole_changes_nothing)
{
    auto const token = sign();
    for (auto const& broken : {std::string(), std::string("short"), std::string(64, 'x')}) {
        std::ofstream(directory / "token.key", std::ios::trunc) << broken;
        age += std::chrono::seconds(2);
        std::filesystem::last_write_time(directory / "token.key", age);
        EXPECT_TRUE(ring->reload().has_error()) << broken;
        EXPECT_EQ(ring->reload().value(), key_ring::reading::unchanged) << "told once";
        EXPECT_TRUE(passes(token));
    }
}

}  // namespace
}  // namespace sejuta::ingest
