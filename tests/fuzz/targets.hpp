// SPDX-License-Identifier: Apache-2.0
// Everything of ours that reads bytes from outside, each as a function of those bytes. libFuzzer
// drives them (fuzzer.cpp), and so does a test over the seeds and their damaged copies
// (replay_test.cpp). A target aborts where the bytes lead to what must never be; it never refuses
// an input, since every input may come.
#pragma once

#include <string_view>
#include <vector>

namespace sejuta::fuzz {

// A frame of a terminal: decoded, validated, encoded for the ledger and read back.
void take_terminal_frame(std::string_view bytes);
// A viewer's frame into a live session.
void take_viewer_frame(std::string_view bytes);
// A frame of the live totals into a viewer that has seen others.
void take_live_frame(std::string_view bytes);
// First byte: the length of the pieces; then the bytes of an HTTP connection.
void take_http(std::string_view bytes);
// First byte: the length of the pieces; then what follows an upgrade.
void take_websocket(std::string_view bytes);
// First byte: the length of the pieces; then what Redis answers.
void take_redis_reply(std::string_view bytes);
// Up to the first line end a token or an enrolment code as typed; then claims to be signed.
void take_token(std::string_view bytes);
// A stream entry: lines "field=value", an empty line, then the bytes of its "reports".
void take_ledger_entry(std::string_view bytes);
// An event.toml.
void take_event_file(std::string_view bytes);
// A configuration file.
void take_settings(std::string_view bytes);
// A table of sites, of targets.
void take_sites(std::string_view bytes);
void take_targets(std::string_view bytes);
// A line that was said on the telephone.
void take_dictation(std::string_view bytes);
// What a proxy says of its peer.
void take_proxy_header(std::string_view bytes);
// users.json.
void take_users(std::string_view bytes);

struct target {
    std::string_view name;  // of its folder of seeds, too
    void (*take)(std::string_view bytes);
    // Files of the repository that are seeds as well: a folder and how their names begin.
    std::string_view more_folder = {};
    std::string_view more_prefix = {};
};

inline std::vector<target> const& targets()
{
    static std::vector<target> const all = {
        {"terminal_frame", take_terminal_frame, "proto/golden", "terminal_"},
        {"viewer_frame", take_viewer_frame, "proto/golden", "live_"},
        {"live_frame", take_live_frame, "proto/golden", "live_"},
        {"http", take_http},
        {"websocket", take_websocket},
        {"redis_reply", take_redis_reply},
        {"token", take_token},
        {"ledger_entry", take_ledger_entry},
        {"event_file", take_event_file},
        {"settings", take_settings},
        {"sites", take_sites},
        {"targets", take_targets, "tests/fixtures", "jambi-"},
        {"dictation", take_dictation},
        {"proxy_header", take_proxy_header},
        {"users", take_users},
    };
    return all;
}

}  // namespace sejuta::fuzz
