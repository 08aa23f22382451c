// SPDX-License-Identifier: Apache-2.0
// The names of one event's sites for all threads: as the register had them at the start, and those
// of sites that were added at a desk since.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "catalogue/site_names.hpp"

namespace sejuta::app {

class site_name_book {
public:
    explicit site_name_book(catalogue::site_names names)
        : now_(std::make_shared<catalogue::site_names const>(std::move(names)))
    {
    }

    // From any thread; stays as it is while it is held.
    std::shared_ptr<catalogue::site_names const> now() const { return now_.load(); }

    // From one thread at a time.
    void add(std::string const& code, std::string const& name)
    {
        if (name.empty()) return;
        auto more = std::make_shared<catalogue::site_names>(*now_.load());
        more->insert_or_assign(code, name);
        now_.store(std::move(more));
    }

private:
    std::atomic<std::shared_ptr<catalogue::site_names const>> now_;
};

}  // namespace sejuta::app
