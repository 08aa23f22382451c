// SPDX-License-Identifier: Apache-2.0
// What the terminals themselves know: every report made, sent, receipted or refused. The book is
// the rehearsal's own account and the left side of the verdict; it is written only by terminals
// from what they planned and what the server answered, never from the server's totals.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/rejection.hpp"
#include "plan.hpp"
#include "words.hpp"

namespace sejuta::sim {

struct receipt {
    std::uint64_t epoch = 0;
    std::uint64_t revision = 0;
    bool duplicate = false;
    std::uint32_t service_date = 0;
};

enum class report_state : std::uint8_t { made, sent, counted, refused };

// What a refusal leaves to do: nothing any more, the same once more a little later, or the same
// with something mended or confirmed.
enum class turned_down : std::uint8_t { for_good, for_now, until_mended };

// One report's line in the book.
struct entry {
    report_state state = report_state::made;
    std::uint32_t sends = 0;
    std::uint64_t epoch = 0;
    std::uint64_t revision = 0;
};

// Which terminals of the plan: those whose index leaves `index` when divided by `count`.
struct shard {
    std::size_t index = 0;
    std::size_t count = 1;

    bool owns(std::size_t terminal) const { return terminal % count == index; }
};

// Acceptors and reports by what they were counted as.
struct sums {
    std::int64_t acceptors = 0;
    std::uint64_t reports = 0;
    std::map<domain::region_code, std::int64_t> by_regency;
    std::map<domain::method, std::int64_t> by_method;
};

using site_days = std::map<std::pair<std::string, std::uint32_t>, std::map<int, std::int64_t>>;

struct newest {
    std::uint64_t epoch = 0;
    std::uint64_t revision = 0;
};

class book {
public:
    explicit book(plan const&);

    void sent(std::size_t terminal, std::uint32_t seq);
    // True where this is the report's first receipt.
    bool received(std::size_t terminal, std::uint32_t seq, receipt const&);
    void rejected(std::size_t terminal, std::uint32_t seq, int code, turned_down how);
    // A whole frame was refused; no report is named.
    void rejected_frame(int code, turned_down how)
    {
        ++rejections_[code];
        if (how != turned_down::for_now) ++unexpected_;
    }
    // The connection ended: what has no receipt must be sent again.
    void lost_connection(std::size_t terminal);
    // The ledger lacks a report that has a receipt (a backup was restored): the receipt is void.
    void reopened(std::size_t terminal, std::uint32_t seq);

    // Takes over the pages of a shard's terminals and adds its sums, as if written here. Once a
    // shard.
    void absorb(book const& other, shard const&);
    // The pages of a shard that nobody can give any more: of its reports nothing is known.
    void lose(shard const&);
    // The same across processes (wire.hpp).
    std::string pack(shard const&) const;
    void absorb(std::string_view packed, shard const&);

    entry const& at(std::size_t terminal, std::uint32_t seq) const;
    // Sums over unique reports that have a receipt; what a receipted correction took back is out.
    sums receipted() const;

    // Of each site and date, net: method's number → acceptors.
    site_days by_site_day() const;

    std::uint64_t reports() const { return reports_; }
    std::uint64_t counted() const { return counted_; }
    std::uint64_t refused() const { return refused_; }
    std::uint64_t settled() const { return counted_ + refused_; }
    // In pages that are lost.
    std::uint64_t unknown() const { return unknown_; }
    // Neither settled nor unknown.
    std::uint64_t open() const { return reports_ - settled() - unknown_; }
    std::uint64_t sendings() const { return sendings_; }
    // Refusals that the plan asked for.
    std::uint64_t refused_as_expected() const { return refused_as_expected_; }
    // Rejections that it did not ask for, each sending counted. Those for now are none: they cost
    // time, which latencies tell.
    std::uint64_t unexpected_rejections() const { return unexpected_; }
    // Receipts that said "recorded before this sending".
    std::uint64_t duplicates() const { return duplicates_; }
    // Receipts for a report that had one already.
    std::uint64_t repeated() const { return repeated_; }
    std::uint64_t reopened_count() const { return reopened_; }
    std::map<int, std::uint64_t> const& rejections() const { return rejections_; }
    std::uint64_t rejections_total() const;
    // The receipt with the highest revision of the epoch seen last.
    sim::newest newest() const { return newest_; }
    // The server's answers that contradict each other, at most ten sentences.
    std::vector<saying> const& contradictions() const { return contradictions_; }

private:
    entry& line(std::size_t terminal, std::uint32_t seq);
    void add_sums(book const& other);
    // With each receipted effect on the count: the terminal, whose content, and its sign.
    template <class act>
    void each_effect(act&& with) const;
    void contradict(std::size_t terminal, std::uint32_t seq, saying const& what);

    plan const& plan_;
    std::vector<std::vector<entry>> pages_;
    std::uint64_t reports_ = 0;
    std::uint64_t counted_ = 0;
    std::uint64_t refused_ = 0;
    std::uint64_t unknown_ = 0;
    std::uint64_t refused_as_expected_ = 0;
    std::uint64_t unexpected_ = 0;
    std::uint64_t sendings_ = 0;
    std::uint64_t duplicates_ = 0;
    std::uint64_t repeated_ = 0;
    std::uint64_t reopened_ = 0;
    std::map<int, std::uint64_t> rejections_;
    sim::newest newest_;
    std::vector<saying> contradictions_;
};

}  // namespace sejuta::sim
