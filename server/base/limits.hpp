// SPDX-License-Identifier: Apache-2.0
// Every limit is a number here, with a row in docs/LIMITS.md and a test on both sides.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace sejuta::limits {

using namespace std::chrono_literals;

// The wire, terminal side.
inline constexpr std::size_t terminal_frame_bytes_max = 16 * 1024;
inline constexpr std::size_t reports_per_frame_max = 64;
inline constexpr std::uint32_t seq_max = 2'147'483'647;
inline constexpr std::uint32_t count_max = 10'000;
inline constexpr std::size_t held_ranges_max = 64;
inline constexpr std::size_t held_seqs_max = 4'096;
inline constexpr std::size_t token_bytes_max = 2'048;
inline constexpr std::size_t site_code_bytes_max = 32;
inline constexpr std::size_t terminal_id_bytes_min = 4;
inline constexpr std::size_t terminal_id_bytes_max = 32;
inline constexpr std::size_t event_id_bytes_min = 3;
inline constexpr std::size_t event_id_bytes_max = 40;
inline constexpr std::size_t app_version_bytes_max = 64;
inline constexpr std::size_t sites_per_token_max = 64;

// The wire, viewer side.
inline constexpr std::size_t viewer_frame_bytes_max = 1024;
inline constexpr std::size_t topics_per_viewer_max = 8;
inline constexpr auto live_delta_interval = 250ms;
inline constexpr auto live_heartbeat_interval = 1s;
inline constexpr std::size_t viewer_outbox_bytes_max = 1024 * 1024;
inline constexpr auto viewer_stall_max = 15s;

// Connections.
inline constexpr std::size_t connections_max = 18'000;  // below the 20,000 files of a process
inline constexpr std::size_t http_head_bytes_max = 8 * 1024;
inline constexpr std::size_t http_body_bytes_max = 16 * 1024;
inline constexpr auto handshake_deadline = 10s;
inline constexpr auto hello_deadline = 10s;
inline constexpr auto terminal_silence_max = 60s;  // three missed heartbeats of 20 s
inline constexpr auto write_stall_max = 30s;
inline constexpr std::size_t terminal_outbox_bytes_max = 256 * 1024;
inline constexpr std::size_t reports_in_flight_per_terminal_max = 1'024;
inline constexpr std::size_t malformed_frames_per_connection_max = 8;

// Recording.
inline constexpr std::size_t batch_reports_max = 512;
inline constexpr std::size_t batches_in_flight_max = 2;
inline constexpr std::size_t recorder_queue_reports_max = 65'536;
inline constexpr auto store_call_deadline = 5s;
inline constexpr std::size_t store_outstanding_max = 4'096;  // commands without a reply
inline constexpr auto store_connect_deadline = 2s;
inline constexpr auto store_backoff_min = 50ms;
inline constexpr auto store_backoff_max = 2s;
inline constexpr auto drain_deadline = 10s;
inline constexpr std::uint64_t disk_free_bytes_min = 64ULL * 1024 * 1024;

// Following.
inline constexpr std::size_t follow_entries_per_read = 512;
inline constexpr auto follow_block = 1s;

}  // namespace sejuta::limits
