// SPDX-License-Identifier: Apache-2.0
#include "edge/tls_codec.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <fstream>

#include "edge/tls_keys.hpp"
#include "support/self_signed.hpp"

namespace sejuta::edge {
namespace {

using tests::make_self_signed;

struct tls_codec_test : testing::Test {
    std::filesystem::path directory = std::filesystem::path(testing::TempDir()) / "tls_codec_test";
    tests::self_signed files;
    std::unique_ptr<tls_keys> keys;

    void SetUp() override
    {
        std::filesystem::remove_all(directory);
        std::filesystem::create_directories(directory);
        files = make_self_signed(directory, "server");
        keys = *tls_keys::load(files.certificate, files.key);
    }
    void TearDown() override { std::filesystem::remove_all(directory); }
};

// OpenSSL's own client over two memories.
class client {
public:
    explicit client(int version_min = TLS1_2_VERSION, int version_max = TLS1_3_VERSION,
                    char const* ciphers = nullptr)
        : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free)
    {
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_min_proto_version(context_.get(), version_min);
        SSL_CTX_set_max_proto_version(context_.get(), version_max);
        if (ciphers) SSL_CTX_set_cipher_list(context_.get(), ciphers);
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        SSL_set_connect_state(ssl_.get());
    }

    // Goes on as far as it can; what it sends.
    std::string step()
    {
        char room[16 * 1024];
        for (int got = 0; (got = SSL_read(ssl_.get(), room, sizeof room)) > 0;)
            heard.append(room, static_cast<std::size_t>(got));
        return sent();
    }
    void take(std::string_view bytes)
    {
        BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size()));
    }
    std::string say(std::string_view text)
    {
        SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size()));
        return sent();
    }
    std::string goodbye()
    {
        SSL_shutdown(ssl_.get());
        return sent();
    }
    bool is_open() const { return SSL_is_init_finished(ssl_.get()) == 1; }
    bool heard_goodbye() const { return SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN; }
    std::string heard;

private:
    std::string sent()
    {
        char room[64 * 1024];
        std::string all;
        for (int got = 0; (got = BIO_read(SSL_get_wbio(ssl_.get()), room, sizeof room)) > 0;)
            all.append(room, static_cast<std::size_t>(got));
        return all;
    }
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
};

// Both sides until neither has anything to say; what the server heard. The client's bytes arrive in
// pieces of that size.
std::string converse(client& peer, tls_codec& codec, std::size_t piece = 1 << 20)
{
    std::string plain;
    for (auto sent = peer.step(); !sent.empty(); sent = peer.step()) {
        std::string answer;
        for (std::size_t at = 0; at < sent.size(); at += piece)
            codec.feed(std::string_view(sent).substr(at, piece), plain, answer);
        peer.take(answer);
    }
    return plain;
}

TEST_F(tls_codec_test, both_versions_shake_hands_and_carry_bytes_both_ways)
{
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        tls_codec codec(keys->take());
        client peer(version, version);
        converse(peer, codec);
        ASSERT_EQ(codec.now(), tls_codec::state::open);
        ASSERT_TRUE(peer.is_open());
        std::string plain, cipher;
        codec.feed(peer.say("GET / HTTP/1.1\r\n\r\n"), plain, cipher);
        EXPECT_EQ(plain, "GET / HTTP/1.1\r\n\r\n");
        std::string const large(300'000, 'x');
        codec.write(large, cipher);
        EXPECT_GT(cipher.size(), large.size());
        peer.take(cipher);
        peer.step();
        EXPECT_EQ(peer.heard, large);
    }
}

TEST_F(tls_codec_test, a_handshake_and_a_message_arrive_whole_however_they_are_cut)
{
    for (std::size_t piece : {1u, 2u, 3u, 5u, 7u, 64u}) {
        tls_codec codec(keys->take());
        client peer;
        converse(peer, codec, piece);
        ASSERT_EQ(codec.now(), tls_codec::state::open) << piece;
        auto sent = peer.say("twelve bytes");
        sent += peer.say(" and more");
        std::string plain, cipher;
        for (std::size_t at = 0; at < sent.size(); at += piece)
            codec.feed(std::string_view(sent).substr(at, piece), plain, cipher);
        EXPECT_EQ(plain, "twelve bytes and more");
    }
}

TEST_F(tls_codec_test, older_versions_and_ciphers_without_authentication_are_refused)
{
    tls_codec old(keys->take());
    client tls_1_1(TLS1_VERSION, TLS1_1_VERSION);
    converse(tls_1_1, old);
    EXPECT_EQ(old.now(), tls_codec::state::ended);
    tls_codec weak(keys->take());
    client cbc(TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA");
    converse(cbc, weak);
    EXPECT_EQ(weak.now(), tls_codec::state::ended);
    tls_codec good(keys->take());
    client gcm(TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256");
    converse(gcm, good);
    EXPECT_EQ(good.now(), tls_codec::state::open);
}

TEST_F(tls_codec_test, goodbyes_and_broken_records_end_it)
{
    std::string plain, cipher;
    tls_codec left(keys->take());
    client polite;
    converse(polite, left);
    EXPECT_EQ(left.feed(polite.goodbye(), plain, cipher), tls_codec::state::ended);
    tls_codec leaving(keys->take());
    client told;
    converse(told, leaving);
    cipher.clear();
    leaving.close(cipher);
    auto const once = cipher.size();
    leaving.close(cipher);
    EXPECT_EQ(cipher.size(), once);
    told.take(cipher);
    told.step();
    EXPECT_TRUE(told.heard_goodbye());
    tls_codec changed(keys->take());
    client victim;
    converse(victim, changed);
    auto record = victim.say("an amount");
    record.back() = static_cast<char>(record.back() ^ 1);
    plain.clear();
    EXPECT_EQ(changed.feed(record, plain, cipher), tls_codec::state::ended);
    EXPECT_TRUE(plain.empty());
    tls_codec garbage(keys->take());
    EXPECT_EQ(garbage.feed(std::string(64, '\x16'), plain, cipher), tls_codec::state::ended);
}

TEST_F(tls_codec_test, a_certificate_is_read_again_and_a_wrong_one_changes_nothing)
{
    auto const before = keys->take();
    auto const other = make_self_signed(directory, "other");
    std::filesystem::copy_file(other.key, files.key,
                               std::filesystem::copy_options::overwrite_existing);
    auto const refused = keys->reload();
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().sentence.find("tls-key"), std::string::npos);
    EXPECT_EQ(keys->take(), before);
    std::filesystem::copy_file(other.certificate, files.certificate,
                               std::filesystem::copy_options::overwrite_existing);
    ASSERT_TRUE(keys->reload().has_value());
    EXPECT_NE(keys->take(), before);
    EXPECT_FALSE(tls_keys::load(directory / "none.crt", files.key).has_value());
    std::ofstream(files.certificate) << "no certificate";
    EXPECT_NE(tls_keys::load(files.certificate, files.key).error().sentence.find("tls-cert"),
              std::string::npos);
}

}  // namespace
}  // namespace sejuta::edge
