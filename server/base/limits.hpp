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
inline constexpr std::size_t reconcile_pages_max = 256;  // of a connection
inline constexpr std::size_t token_bytes_max = 2'048;
inline constexpr std::size_t site_code_bytes_max = 32;
inline constexpr std::size_t terminal_id_bytes_min = 4;
inline constexpr std::size_t terminal_id_bytes_max = 32;
inline constexpr std::size_t event_id_bytes_min = 3;
inline constexpr std::size_t event_id_bytes_max = 40;
inline constexpr std::size_t app_version_bytes_max = 64;
inline constexpr std::size_t install_bytes = 16;
inline constexpr std::size_t sites_per_token_max = 64;
inline constexpr std::uint32_t own_total_max = 1'000'000;
inline constexpr std::size_t site_days_per_ask_max = 64;
inline constexpr auto site_days_deadline = 1s;  // then "pending" is answered
inline constexpr std::size_t receipt_mac_bytes = 16;
inline constexpr std::size_t site_days_waiting_max = 4;          // asks of one connection
inline constexpr std::size_t seen_terminals_kept_max = 100'000;  // of one thread

// Enrolment.
inline constexpr auto enrol_code_life = 72h;
inline constexpr auto terminal_token_life = 90 * 24h;
inline constexpr std::size_t enrol_tries_per_minute_max = 600;  // of one server, all addresses
inline constexpr std::size_t enrolment_codes_max = 200'000;     // that wait, of one event

inline constexpr std::size_t codes_per_file_max = 60'000;          // of one `enrol --codes`
inline constexpr std::size_t signing_keys_max = 8;                 // that verify at once
inline constexpr auto signing_keys_interval = 1s;                  // how often their files are read
inline constexpr std::size_t terminals_doubled_kept_max = 10'000;  // of one event

// Behind a proxy.
inline constexpr std::size_t proxies_max = 16;                // addresses or networks
inline constexpr std::size_t proxy_header_bytes_max = 1'024;  // v1 has at most 107

// The wire, viewer side.
inline constexpr std::size_t viewer_frame_bytes_max = 1024;
inline constexpr std::size_t topics_per_viewer_max = 8;
inline constexpr std::size_t topic_changes_max = 64;
inline constexpr std::size_t topic_changes_per_second = 4;  // given back
inline constexpr auto live_delta_interval = 250ms;
inline constexpr auto live_heartbeat_interval = 1s;
inline constexpr std::size_t viewer_outbox_bytes_max = 1024 * 1024;
// Above this a viewer's next frames wait in its outbox, where only the newest counts.
inline constexpr std::size_t viewer_unsent_bytes_max = 64 * 1024;
inline constexpr auto viewer_stall_max = 15s;
inline constexpr std::size_t curve_rows_max = 1'000;  // then a row stands for more minutes
inline constexpr std::size_t site_rows_max = 1'000;   // of one answer
inline constexpr unsigned movement_minutes_max = 1'440;
inline constexpr std::size_t conflict_rows_max = 1'000;  // of one answer

// The public view.
inline constexpr auto public_interval_min = 1s;  // real time, where an event's minutes fly
inline constexpr std::size_t public_minutes_kept_max = 4'096;
inline constexpr std::size_t public_views_kept_max = 256;
inline constexpr auto public_past_interval = 50ms;  // between two past minutes that must be made
inline constexpr auto public_read_max = 20ms;       // of the totals thread at a time
inline constexpr std::size_t public_viewers_max = 6'000;  // of one server, without a login
inline constexpr std::size_t viewers_max = 12'000;        // of one server, all
inline constexpr auto viewers_pause = 30s;  // without new ones, after one made way for a connection

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

inline constexpr std::size_t fragments_per_message_max = 256;
inline constexpr std::size_t pongs_per_turn_max = 16;  // of more pings only the last is answered
inline constexpr auto close_linger_max = 2s;           // for the peer's half of a close
inline constexpr int websocket_send_buffer_bytes = 64 * 1024;  // asked of the kernel
inline constexpr auto http_reply_max = 30s;
inline constexpr auto accept_backoff = 100ms;  // after running out of file descriptors
inline constexpr std::size_t static_bytes_max = 64 * 1024 * 1024;

// Recording.
inline constexpr std::size_t batch_reports_max = 1'024;
inline constexpr std::size_t batches_in_flight_max = 2;
inline constexpr std::size_t second_batch_reports_min = 8;  // beside one in flight
inline constexpr std::size_t recorder_queue_reports_max = 65'536;
inline constexpr auto record_retry_max = 15s;  // of one batch, sent again after an unknown end
inline constexpr auto store_call_deadline = 5s;
inline constexpr std::size_t store_outstanding_max = 4'096;  // commands without a reply
inline constexpr auto store_connect_deadline = 2s;
inline constexpr auto store_backoff_min = 50ms;
inline constexpr auto store_backoff_max = 2s;
inline constexpr auto drain_deadline = 10s;
inline constexpr std::uint64_t disk_free_bytes_min = 64ULL * 1024 * 1024;

// The managed Redis.
inline constexpr auto redis_start_deadline = 10s;  // without any answer; "loading" is an answer
inline constexpr auto redis_load_deadline = 600s;
inline constexpr auto redis_stop_deadline = 10s;  // then SIGKILL; what has a receipt is on disk
inline constexpr auto redis_restart_backoff_min = 100ms;
inline constexpr auto redis_restart_backoff_max = 10s;
inline constexpr auto redis_steady_after = 30s;  // up for so long, the back-off begins anew
inline constexpr std::uint64_t redis_log_bytes_max = 8ULL * 1024 * 1024;
inline constexpr std::uint64_t redis_rewrite_bytes_min = 64ULL * 1024 * 1024;  // at start only
inline constexpr auto redis_rewrite_deadline = 60s;  // then it goes on while we serve
inline constexpr auto redis_space_interval = 500ms;  // how often a full disk is looked at again
inline constexpr auto store_check_interval = 1s;  // of functions and settings, beside each connect
inline constexpr auto readiness_interval = 250ms;
inline constexpr auto witness_interval = 10s;  // how old what is written down of the ledger may be
inline constexpr unsigned store_memory_alarm_percent = 70;  // of maxmemory: a warning
inline constexpr unsigned store_memory_full_percent = 95;   // of maxmemory: not ready

// Following.
inline constexpr std::size_t follow_entries_per_read = 256;
inline constexpr auto follow_block = 1s;
inline constexpr auto follow_pause = 10ms;  // between reads that brought less than a page
inline constexpr auto follow_reload_backoff_max = 30s;  // a ledger that stays malformed
inline constexpr std::size_t differences_kept_max = 1'000;
inline constexpr std::size_t differences_printed_max = 50;
inline constexpr std::size_t index_fields_per_read = 2'000;

// The second copy and backups.
inline constexpr std::uint64_t copy_segment_bytes_max = 64ULL * 1024 * 1024;
inline constexpr std::uint32_t copy_record_bytes_max = 16U * 1024 * 1024;
inline constexpr auto copy_retry = 1s;                 // after a write or a read that failed
inline constexpr auto copy_lag_warning = 10s;          // behind the ledger for so long: a warning
inline constexpr std::size_t copy_lines_max = 10'000;  // of one event: ledgers that went other ways

// The event directory.
inline constexpr std::uintmax_t catalogue_file_bytes_max = 64U * 1024 * 1024;  // 60,000 sites: 4 MB
inline constexpr std::size_t event_name_characters_max = 120;
inline constexpr std::size_t service_dates_max = 366;
inline constexpr double clock_speed_max = 100'000;  // event seconds a second
inline constexpr std::size_t region_name_characters_max = 60;
inline constexpr std::size_t target_set_name_characters_max = 40;
inline constexpr std::int64_t target_acceptors_max = 1'000'000'000;
inline constexpr std::size_t site_label_characters_max = 120;  // a site's name and its district
inline constexpr std::size_t officer_code_bytes_max = 32;
inline constexpr std::size_t indicators_max = 16;
inline constexpr std::size_t change_by_bytes_max = 32;

// People.
inline constexpr std::size_t user_id_bytes_min = 3;
inline constexpr std::size_t user_id_bytes_max = 32;
inline constexpr std::size_t users_max = 10'000;
inline constexpr std::size_t users_file_bytes_max = 16 * 1024 * 1024;
inline constexpr std::size_t regions_per_user_max = 64;
inline constexpr std::size_t password_bytes_min = 12;
inline constexpr std::size_t password_bytes_max = 256;
inline constexpr auto users_reload_interval = 1s;
inline constexpr auto session_idle_max = 2h;
inline constexpr auto session_life_max = 12h;
inline constexpr std::size_t sessions_max = 20'000;
inline constexpr std::size_t sessions_per_user_max = 16;
inline constexpr std::size_t login_queue_max = 64;  // passwords that wait for the one worker
inline constexpr auto login_tries_window = 5min;
inline constexpr std::size_t login_tries_per_user_max = 10;     // wrong ones in a window
inline constexpr std::size_t login_tries_per_address_max = 60;  // wrong ones in a window
inline constexpr std::size_t login_tries_max = 1'000;           // wrong ones in a window, in all
inline constexpr int access_token_days_max = 366;
inline constexpr std::size_t desk_acts_per_minute_max = 60;  // of one account, at one server
inline constexpr std::size_t desk_reports_max = 200;         // of one site's page
inline constexpr std::size_t desk_terminals_max = 200;       // of one site's page
inline constexpr std::size_t desk_seqs_per_report_max = 8;   // ids that a correction may try

// One address: behind one a whole province may report, so what it may is much.
inline constexpr std::size_t connections_per_address_max = 6'000;
inline constexpr std::size_t live_connections_per_address_max = 500;
inline constexpr std::size_t handshakes_per_second_per_address_max = 500;

}  // namespace sejuta::limits
