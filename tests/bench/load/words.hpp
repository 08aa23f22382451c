// SPDX-License-Identifier: Apache-2.0
// The words of the terminal and live protocols that a load needs, built and read with messages that
// are kept for their memory. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sejuta::bench {

// The service date of every report that is sent.
inline constexpr std::uint32_t reported_date = 20200629;

// Codes of the PMB sites of a sites.csv, in its order.
std::vector<std::string> read_sites(std::string const& file);

// The acceptors of a terminal's report: 1 to 3.
constexpr std::uint32_t count_of(std::uint32_t seq)
{
    return 1 + seq % 3;
}

std::string hello_frame(std::string const& event, std::string const& terminal,
                        std::string const& site);
std::string subscribe_frame(std::string const& event);
// Reports first to first + many - 1 of a terminal at a site; valid until the next call.
std::string_view reports_frame(std::string const& site, std::uint32_t first, unsigned many,
                               std::int64_t device_time_ms);
// The report `seq` of reports_frame() with another count, method or category, as `which` says;
// valid until the next call.
std::string_view conflicting_frame(std::string const& site, std::uint32_t seq,
                                   std::int64_t device_time_ms, unsigned which);

// A receipt, or a rejection of a seq: then `code` is the number of its RejectionCode.
struct answer {
    std::uint32_t seq = 0;
    std::uint64_t revision = 0;
    std::int64_t event_time_ms = 0;
    std::uint32_t service_date = 0;
    std::uint64_t epoch = 0;
    std::array<char, 16> mac{};
    std::uint32_t mac_bytes = 0;
    bool duplicate = false;
    int code = 0;

    bool rejected() const { return code != 0; }
};

// What a server's frame says to a load.
struct heard {
    bool welcome = false;
    std::int64_t server_time_ms = 0;  // with welcome
    std::vector<answer> answers;
    std::string rejection;  // of the first rejected one, for people
};

// Valid until the next call. Throws where it is no ServerFrame.
heard const& read_server_frame(std::string_view bytes);
// The revision that a snapshot, delta or heartbeat shows; 0 where it is none of them.
std::uint64_t revision_shown(std::string_view live_frame);

}  // namespace sejuta::bench
