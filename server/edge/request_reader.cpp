// SPDX-License-Identifier: Apache-2.0
#include "edge/request_reader.hpp"

namespace sejuta::edge {

request_reader::event request_reader::next()
{
    if (head_) return take_body();
    auto const found = find_head(input_);
    if (auto const* refused = std::get_if<http_refusal>(&found)) return *refused;
    auto const head_bytes = std::get<std::size_t>(found);
    if (head_bytes == 0) return incomplete{};

    auto read = read_head(std::string_view(input_).substr(0, head_bytes));
    if (auto const* refused = std::get_if<http_refusal>(&read)) return *refused;
    auto& head = std::get<request_head>(read);
    if (head.upgrade) {
        whole_upgrade upgrade{std::move(head), input_.substr(0, head_bytes)};
        input_.erase(0, head_bytes);
        return upgrade;
    }
    input_.erase(0, head_bytes);
    head_ = std::make_unique<request_head>(std::move(head));
    if (head_->awaits_continue && input_.empty()) return continue_awaited{};
    return take_body();
}

request_reader::event request_reader::take_body()
{
    if (input_.size() < head_->content_bytes) return incomplete{};
    whole_request whole{std::move(head_->request), head_->keep_alive};
    whole.request.body = input_.substr(0, head_->content_bytes);
    input_.erase(0, head_->content_bytes);
    if (input_.empty()) input_.shrink_to_fit();
    head_.reset();
    return whole;
}

}  // namespace sejuta::edge
