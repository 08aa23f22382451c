// SPDX-License-Identifier: Apache-2.0
// The cases of the public Autobahn list that concern a server of binary messages, by its numbers.
// Where the list sends text, the same is sent as binary, since text itself is refused here (6).
#pragma once

#include <string>
#include <vector>

#include "unit/edge/websocket_client.hpp"

namespace sejuta::edge::test {

// What a client sends, a frame at a time, and what is to come of it.
struct autobahn_case {
    std::string number;
    std::vector<std::string> frames;
    std::vector<std::string> messages = {};  // that are taken
    std::vector<std::string> pongs = {};
    int close = 0;  // the code that we answer; 0: the connection stays open
    // The peer broke the protocol: what it sends from here on is not even looked at.
    bool broken = false;
};

inline autobahn_case taken(std::string number, std::vector<std::string> frames,
                           std::vector<std::string> messages, std::vector<std::string> pongs = {})
{
    return {std::move(number), std::move(frames), std::move(messages), std::move(pongs)};
}

inline autobahn_case refused(std::string number, std::vector<std::string> frames, int code = 1002,
                             std::vector<std::string> messages = {},
                             std::vector<std::string> pongs = {})
{
    return {
        std::move(number), std::move(frames), std::move(messages), std::move(pongs), code, true};
}

inline autobahn_case closed(std::string number, std::vector<std::string> frames, int code,
                            std::vector<std::string> messages = {})
{
    return {std::move(number), std::move(frames), std::move(messages), {}, code, false};
}

// A frame of a message that is not its last one, one that goes on with it, and its last one.
inline std::string first_of(std::string_view payload)
{
    return client_frame({.final = false}, payload);
}
inline std::string more_of(std::string_view payload)
{
    return client_frame({.op = 0, .final = false}, payload);
}
inline std::string last_of(std::string_view payload)
{
    return client_frame({.op = 0}, payload);
}
inline std::string pong(std::string_view payload)
{
    return client_frame({.op = 10}, payload);
}

// A message in frames of so many bytes each.
inline std::vector<std::string> in_fragments(std::string_view message, std::size_t bytes)
{
    std::vector<std::string> frames;
    for (std::size_t at = 0; at < message.size(); at += bytes) {
        bool const last = at + bytes >= message.size();
        auto const part = message.substr(at, bytes);
        frames.push_back(client_frame({.op = at == 0 ? 2 : 0, .final = last}, part));
    }
    return frames;
}

// 1.2 and 10.1: messages. 2: pings and pongs.
inline void add_messages_and_pings(std::vector<autobahn_case>& all)
{
    int number = 0;
    for (std::size_t size : {0U, 125U, 126U, 127U, 128U, 16'384U}) {
        std::string const message(size, '\xfe');
        all.push_back(taken("1.2." + std::to_string(++number), {binary(message)}, {message}));
    }
    // The list's 65,535 and 65,536 bytes are over the limit of a terminal's frame.
    for (std::size_t size : {65'535U, 65'536U})
        all.push_back(refused("1.2." + std::to_string(++number), {frame_start({}, size)}, 1009));
    std::string const long_message(16'384, '*');
    all.push_back(taken("10.1.1", in_fragments(long_message, 1'300), {long_message}));
    all.push_back(
        refused("10.1.1 over the limit", in_fragments(std::string(65'536, '*'), 1'300), 1009));

    std::string const longest(125, '\xfe');
    std::string const odd("\x00\xff\xfe\xfd\xfc\xfb\x00\xff", 8);
    all.push_back(taken("2.1", {ping("")}, {}, {""}));
    all.push_back(taken("2.2", {ping("Hello, world!")}, {}, {"Hello, world!"}));
    all.push_back(taken("2.3", {ping(odd)}, {}, {odd}));
    all.push_back(taken("2.4", {ping(longest)}, {}, {longest}));
    all.push_back(refused("2.5", {ping(longest + "x")}));
    all.push_back(taken("2.7", {pong("")}, {}));
    all.push_back(taken("2.8", {pong("unasked")}, {}));
    all.push_back(taken("2.9", {pong("unasked"), ping("payload")}, {}, {"payload"}));
    std::vector<std::string> pings, pongs;
    for (int i = 0; i < 10; ++i) {
        pongs.push_back("payload-" + std::to_string(i));
        pings.push_back(ping(pongs.back()));
    }
    all.push_back(taken("2.10", pings, {}, pongs));
}

// 3: reserved bits. 4: reserved opcodes. What came before is taken, what comes after is not.
inline void add_reserved(std::vector<autobahn_case>& all)
{
    auto const bits = [](int bits, int op = 2) {
        return client_frame({.op = op, .reserved = bits}, "x");
    };
    all.push_back(refused("3.1", {bits(1)}));
    all.push_back(refused("3.2", {binary("a"), bits(2), ping("")}, 1002, {"a"}));
    all.push_back(refused("3.3", {binary("a"), bits(3), ping("")}, 1002, {"a"}));
    all.push_back(refused("3.4", {binary("a"), bits(4), ping("")}, 1002, {"a"}));
    all.push_back(refused("3.5", {bits(5)}));
    all.push_back(refused("3.6", {bits(6, 9)}));
    all.push_back(refused("3.7", {bits(7, 8)}));
    auto const op = [](int op, std::string_view payload = {}) {
        return client_frame({.op = op}, payload);
    };
    all.push_back(refused("4.1.1", {op(3)}));
    all.push_back(refused("4.1.2", {op(4, "reserved")}));
    all.push_back(refused("4.1.3", {binary("a"), op(5), ping("")}, 1002, {"a"}));
    all.push_back(refused("4.1.4", {binary("a"), op(6, "b"), ping("")}, 1002, {"a"}));
    all.push_back(refused("4.1.5", {binary("a"), op(7, "b"), ping("")}, 1002, {"a"}));
    all.push_back(refused("4.2.1", {op(11)}));
    all.push_back(refused("4.2.2", {op(12, "reserved")}));
    all.push_back(refused("4.2.3", {binary("a"), op(13), ping("")}, 1002, {"a"}));
    all.push_back(refused("4.2.4", {binary("a"), op(14, "b"), ping("")}, 1002, {"a"}));
    all.push_back(refused("4.2.5", {binary("a"), op(15, "b"), ping("")}, 1002, {"a"}));
}

// 5: fragments. The list's variants of one case differ in how it is cut, which every case here is.
inline void add_fragments(std::vector<autobahn_case>& all)
{
    all.push_back(refused("5.1", {client_frame({.op = 9, .final = false}, "1"), last_of("2")}));
    all.push_back(refused("5.2", {client_frame({.op = 10, .final = false}, "1"), last_of("2")}));
    all.push_back(taken("5.3", {first_of("1"), last_of("2")}, {"12"}));
    all.push_back(taken("5.6", {first_of("1"), ping("p"), last_of("2")}, {"12"}, {"p"}));
    all.push_back(refused("5.9", {last_of("x"), binary("y")}));
    all.push_back(refused("5.12", {more_of("x"), binary("y")}));
    all.push_back(
        refused("5.15", {first_of("1"), last_of("2"), more_of("3"), binary("4")}, 1002, {"12"}));
    all.push_back(refused("5.16", {more_of("1"), first_of("2"), last_of("3"), more_of("1"),
                                   first_of("2"), last_of("3")}));
    all.push_back(refused("5.17", {last_of("1"), first_of("2"), last_of("3"), last_of("1"),
                                   first_of("2"), last_of("3")}));
    all.push_back(refused("5.18", {first_of("1"), binary("2")}));
    all.push_back(taken("5.19",
                        {first_of("1"), more_of("2"), ping("p1"), more_of("3"), more_of("4"),
                         ping("p2"), last_of("5")},
                        {"12345"}, {"p1", "p2"}));
}

// 7: how a connection closes.
inline void add_closes(std::vector<autobahn_case>& all)
{
    all.push_back(closed("7.1.1", {binary("a"), close_frame(1000)}, 1000, {"a"}));
    all.push_back(closed("7.1.2", {close_frame(1000), client_frame({.op = 8}, "")}, 1000));
    all.push_back(closed("7.1.3", {close_frame(1000), ping("")}, 1000));
    all.push_back(closed("7.1.4", {close_frame(1000), binary("late")}, 1000));
    all.push_back(closed("7.1.5", {first_of("1"), close_frame(1000), last_of("2")}, 1000));
    all.push_back(closed(
        "7.1.6", {binary(std::string(16'000, '*')), binary("a"), close_frame(1000), ping("")}, 1000,
        {std::string(16'000, '*'), "a"}));
    all.push_back(closed("7.3.1", {client_frame({.op = 8}, "")}, 1000));
    all.push_back(refused("7.3.2", {client_frame({.op = 8}, "a")}));
    all.push_back(closed("7.3.3", {close_frame(1000)}, 1000));
    all.push_back(closed("7.3.4", {close_frame(1000, "Hello World!")}, 1000));
    all.push_back(closed("7.3.5", {close_frame(1000, std::string(123, '*'))}, 1000));
    all.push_back(refused("7.3.6", {close_frame(1000, std::string(124, '*'))}));
    all.push_back(refused("7.5.1", {close_frame(1000, "\xce\xba\xe1\xbd\xb9\xed\xa0\x80 edited")}));
    int number = 0;
    for (int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
        all.push_back(closed("7.7." + std::to_string(++number), {close_frame(code)}, code));
    number = 0;
    for (int code : {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999})
        all.push_back(refused("7.9." + std::to_string(++number), {close_frame(code)}));
}

// 6: text is refused at its header, whatever is in it. 9: so is what is over the limit, and many
// messages within it are taken.
inline void add_text_and_limits(std::vector<autobahn_case>& all)
{
    auto const text = [](std::string_view payload, bool final = true) {
        return client_frame({.op = 1, .final = final}, payload);
    };
    all.push_back(refused("6.1.1", {text("")}, 1003));
    all.push_back(refused("6.2.1", {text("Hello-\xc2\xb5@\xc3\x9f")}, 1003));
    all.push_back(refused("6.2.2", {text("Hello-", false), last_of("\xc2\xb5")}, 1003));
    all.push_back(refused("6.3.1", {text("\xce\xba\xed\xa0\x80")}, 1003));
    all.push_back(refused("6.4.1", {text("\xce\xba", false), more_of("\xf4\x90\x80\x80")}, 1003));
    all.push_back(refused("6 at its header", {frame_start({.op = 1}, 100)}, 1003));
    int number = 0;
    for (std::uint64_t kib : {64, 256, 1'024, 4'096, 8'192, 16'384}) {
        ++number;
        all.push_back(
            refused("9.1." + std::to_string(number), {frame_start({.op = 1}, kib * 1'024)}, 1003));
        all.push_back(
            refused("9.2." + std::to_string(number), {frame_start({}, kib * 1'024)}, 1009));
    }
    number = 0;
    for (std::size_t bytes : {64U, 256U, 1'024U, 4'096U, 16'384U})
        all.push_back(refused("9.4." + std::to_string(++number),
                              in_fragments(std::string(65'536, 'x'), bytes), 1009));
    number = 0;
    for (std::size_t bytes : {0U, 16U, 64U, 256U, 1'024U, 4'096U}) {
        std::string const message(bytes, '\xfe');
        all.push_back(taken("9.8." + std::to_string(++number),
                            std::vector<std::string>(1'000, binary(message)),
                            std::vector<std::string>(1'000, message)));
    }
}

inline std::vector<autobahn_case> autobahn_cases()
{
    std::vector<autobahn_case> all;
    add_messages_and_pings(all);
    add_reserved(all);
    add_fragments(all);
    add_closes(all);
    add_text_and_limits(all);
    return all;
}

}  // namespace sejuta::edge::test
