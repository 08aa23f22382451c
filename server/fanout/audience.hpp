// SPDX-License-Identifier: Apache-2.0
// Who listens: viewers in the order in which they came. A viewer may leave, and others may come,
// while the audience is being told something; who came meanwhile is told the next time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/assert.hpp"

namespace sejuta::fanout {

class viewer;

class audience {
public:
    void add(viewer& v)
    {
        members_.push_back(&v);
        ++size_;
    }
    void remove(viewer& v)
    {
        auto const it = std::find(members_.begin(), members_.end(), &v);
        SEJUTA_ASSERT(it != members_.end(), "who leaves was there");
        --size_;
        if (telling_)
            *it = nullptr;  // its place is cleared when the telling ends
        else
            members_.erase(it);
    }
    bool contains(viewer& v) const
    {
        return std::find(members_.begin(), members_.end(), &v) != members_.end();
    }
    std::size_t size() const { return size_; }

    template <class F>
    void tell(F f)
    {
        SEJUTA_ASSERT(!telling_, "a viewer does not publish");
        telling_ = true;
        for (std::size_t i = 0, end = members_.size(); i < end; ++i)
            if (members_[i]) f(*members_[i]);
        telling_ = false;
        if (size_ != members_.size()) std::erase(members_, nullptr);
    }

private:
    std::vector<viewer*> members_;
    std::size_t size_ = 0;
    bool telling_ = false;
};

}  // namespace sejuta::fanout
