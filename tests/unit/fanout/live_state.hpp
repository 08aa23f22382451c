// SPDX-License-Identifier: Apache-2.0
// A viewer's reducer as docs/PROTOCOL.md describes it, to compare what it shows with the board.
#pragma once

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>

#include "sejuta/v1/live.pb.h"

namespace sejuta::tests {

class live_state {
public:
    // False where a delta came whose base this does not have; nothing is changed then.
    [[nodiscard]] bool take(std::string const& bytes)
    {
        v1::LiveFrame frame;
        EXPECT_TRUE(frame.ParseFromString(bytes));
        if (frame.has_heartbeat()) return true;
        if (frame.has_snapshot()) {
            shown_ = frame.snapshot();
            return true;
        }
        return take(frame.delta());
    }
    bool is_empty() const { return !shown_; }
    v1::Snapshot const& shown() const { return *shown_; }

private:
    bool take(v1::Delta const& delta)
    {
        if (!shown_ || shown_->sequence().epoch() != delta.sequence().epoch() ||
            shown_->sequence().revision() != delta.base_revision())
            return false;
        auto& totals = *shown_->mutable_totals();
        auto const& changed = delta.changed();
        *shown_->mutable_sequence() = delta.sequence();
        shown_->mutable_event()->set_status(delta.event_status());
        totals.set_acceptors(changed.acceptors());
        *totals.mutable_coverage() = changed.coverage();
        if (changed.has_target())
            *totals.mutable_target() = changed.target();
        else
            totals.clear_target();
        *totals.mutable_group_targets() = changed.group_targets();
        *totals.mutable_targets() = changed.targets();
        totals.set_minute_step(changed.minute_step());
        if (changed.has_projection())
            *totals.mutable_projection() = changed.projection();
        else
            totals.clear_projection();
        merge_coverage(*totals.mutable_coverage_by_place(), changed.coverage_by_place());
        merge(*totals.mutable_by_method(), changed.by_method(), [](auto& r) { return r.method(); });
        merge(*totals.mutable_by_category(), changed.by_category(),
              [](auto& r) { return r.category(); });
        merge(*totals.mutable_by_postpartum(), changed.by_postpartum(),
              [](auto& r) { return r.postpartum(); });
        merge(*totals.mutable_by_place(), changed.by_place(), [](auto& r) { return r.place(); });
        merge(*totals.mutable_by_partner(), changed.by_partner(),
              [](auto& r) { return r.partner(); });
        merge(*totals.mutable_by_minute(), changed.by_minute(), [](auto& r) { return r.minute(); });
        for (auto const& row : changed.by_region())
            for (auto& old : *totals.mutable_by_region())
                if (old.code() == row.code()) old = row;
        return true;
    }
    // The same for coverage: a row of nothing but zeros goes.
    template <class Rows>
    static void merge_coverage(Rows& into, Rows const& changed)
    {
        for (auto const& row : changed) {
            auto const at = std::find_if(into.begin(), into.end(), [&](auto const& old) {
                return old.place() == row.place();
            });
            if (at != into.end())
                *at = row;
            else
                *into.Add() = row;
        }
        into.erase(
            std::remove_if(into.begin(), into.end(),
                           [](auto const& row) {
                               auto const& c = row.coverage();
                               return c.expected() + c.reported() + c.closed() + c.outside() == 0;
                           }),
            into.end());
        std::sort(into.begin(), into.end(),
                  [](auto const& a, auto const& b) { return a.place() < b.place(); });
    }
    // Changed rows replace or join the ones that are there, in the key's order; a zero row goes.
    template <class Rows, class Key>
    static void merge(Rows& into, Rows const& changed, Key key)
    {
        for (auto const& row : changed) {
            auto const at = std::find_if(into.begin(), into.end(),
                                         [&](auto& old) { return key(old) == key(row); });
            if (at != into.end())
                *at = row;
            else
                *into.Add() = row;
        }
        into.erase(std::remove_if(into.begin(), into.end(),
                                  [](auto const& row) { return row.acceptors() == 0; }),
                   into.end());
        std::sort(into.begin(), into.end(), [&](auto& a, auto& b) { return key(a) < key(b); });
    }

    std::optional<v1::Snapshot> shown_;
};

inline testing::AssertionResult shows_the_same(google::protobuf::Message const& a,
                                               google::protobuf::Message const& b)
{
    if (a.SerializeAsString() == b.SerializeAsString()) return testing::AssertionSuccess();
    std::string difference;
    google::protobuf::util::MessageDifferencer differ;
    differ.ReportDifferencesToString(&difference);
    bool const is_same = differ.Compare(a, b);
    return testing::AssertionResult(is_same) << difference;
}

}  // namespace sejuta::tests
