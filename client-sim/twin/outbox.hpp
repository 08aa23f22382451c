// SPDX-License-Identifier: Apache-2.0
// What `sejuta-sim report` has taken and has not lost since: one file, one JSON object a line, only
// ever appended to, on disk before the call returns. Ids are taken and stored before anything is
// sent. A line that a crash cut short was never acknowledged and is cut off at the next start.
//
//   {"outbox":1,"event":"harganas-2020","terminal":"ajx2kq7mbn3pd"}
//   {"world":"<the last Welcome, hex>","at_ms":…}
//   {"taken":"<key>","at_ms":…,"reports":[{"seq":1,"site":…,…}]}     all rows of a call, or none
//   {"receipts":[{"seq":1,"epoch":"<hex>",…,"mac":"<hex>"}]}
//   {"refused":[{"seq":2,"code":"CONFLICT","text":"…"}]}
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/sent.hpp"

namespace sejuta::twin {

// Why the server does not count a report.
struct refusal {
    std::string code;  // "CONFLICT"
    std::string text;  // the rule, in English
};

struct kept_report {
    domain::sent_report said;
    std::optional<domain::sent_proof> receipt = {};  // what a receipt proves later
    std::optional<twin::refusal> refused = {};
};

struct seq_span {
    std::uint32_t first = 0;
    std::uint32_t last = 0;  // inclusive
};

// One process at a time: the file is locked. After a failed append nothing of it stays.
class outbox {
public:
    // A fault says what is wrong with the file, or that another process has it.
    static base::checked<outbox> open(std::filesystem::path const& file);
    outbox(outbox&&) noexcept;
    outbox& operator=(outbox&&) = delete;
    ~outbox();

    // The terminal and event that this outbox is of; a fault where it is of others.
    base::checked<void> bind(std::string const& event, std::string const& terminal);
    std::string const& event() const { return event_; }
    std::string const& terminal() const { return terminal_; }

    // Keeps the server's last Welcome, so that rows are judged without signal too.
    base::checked<void> learn(std::string const& welcome, base::unix_ms at_ms);
    std::string const& welcome() const { return welcome_; }
    base::unix_ms welcome_at_ms() const { return welcome_at_ms_; }

    // The reports taken under this key before.
    std::optional<seq_span> taken(std::string const& key) const;
    // Gives the reports their ids and stores them, all or none. Not empty; the key is new, or
    // empty.
    base::checked<seq_span> take(std::string const& key, std::vector<domain::sent_report> reports,
                                 base::unix_ms at_ms);
    base::checked<void> keep_receipts(
        std::vector<std::pair<std::uint32_t, domain::sent_proof>> const& receipts);
    base::checked<void> keep_refusals(
        std::vector<std::pair<std::uint32_t, refusal>> const& refusals);

    std::map<std::uint32_t, kept_report> const& reports() const { return reports_; }
    // Without a receipt and not refused, ascending.
    std::vector<std::uint32_t> waiting() const;

private:
    outbox() = default;
    base::checked<void> load(std::string const& text);
    void apply(boost::json::object const& line);
    base::checked<void> append(boost::json::object const& line);
    base::fault fault_of(std::string const& what) const;

    std::filesystem::path file_;
    int descriptor_ = -1;
    std::int64_t size_ = 0;  // bytes of whole lines
    std::string event_;
    std::string terminal_;
    std::string welcome_;
    base::unix_ms welcome_at_ms_ = 0;
    std::map<std::uint32_t, kept_report> reports_;
    std::map<std::string, seq_span> taken_;
};

}  // namespace sejuta::twin
