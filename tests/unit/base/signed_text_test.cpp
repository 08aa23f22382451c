// SPDX-License-Identifier: Apache-2.0
#include "base/signed_text.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include <array>

namespace sejuta::base {
namespace {

class a_signed_text : public testing::Test {
protected:
    struct keys {
        std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> verifying;
        std::array<unsigned char, crypto_sign_SECRETKEYBYTES> signing;
    };
    static keys make()
    {
        keys made;
        crypto_sign_keypair(made.verifying.data(), made.signing.data());
        return made;
    }

    keys own_ = make();
    std::string const text_ = sign_text("abc1.", "who and until when", own_.signing);
};

TEST_F(a_signed_text, gives_back_its_payload_and_knows_its_key)
{
    auto const read = signed_text::read(text_, "abc1.");
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->payload(), "who and until when");
    EXPECT_TRUE(read->is_signed_by(own_.verifying));
    EXPECT_FALSE(read->is_signed_by(make().verifying));
}

TEST_F(a_signed_text, changed_in_any_letter_is_none)
{
    for (std::size_t at = 0; at < text_.size(); ++at) {
        auto changed = text_;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        auto const read = signed_text::read(changed, "abc1.");
        EXPECT_FALSE(read && read->is_signed_by(own_.verifying)) << at;
    }
}

TEST_F(a_signed_text, of_another_purpose_is_none)
{
    EXPECT_FALSE(signed_text::read(text_, "abd1.").has_value());
    // The prefix is signed with the rest: it cannot be exchanged.
    auto const read = signed_text::read("abd1." + text_.substr(5), "abd1.");
    ASSERT_TRUE(read.has_value());
    EXPECT_FALSE(read->is_signed_by(own_.verifying));
}

TEST_F(a_signed_text, cut_or_longer_is_none)
{
    for (std::size_t size = 0; size < text_.size(); ++size)
        EXPECT_FALSE(signed_text::read(text_.substr(0, size), "abc1.").has_value()) << size;
    EXPECT_FALSE(signed_text::read(text_ + "A", "abc1.").has_value());
    EXPECT_FALSE(signed_text::read(text_ + "=", "abc1.").has_value());
}

}  // namespace
}  // namespace sejuta::base
