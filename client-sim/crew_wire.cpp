// SPDX-License-Identifier: Apache-2.0
// See crew_wire.hpp. Both directions stand side by side in one order.
#include "crew_wire.hpp"

namespace sejuta::sim {
namespace {

struct bucket {
    std::uint32_t index;
    std::uint64_t times;
};

void put(packer& out, histogram const& from)
{
    std::vector<bucket> filled;
    for (auto const& [index, times] : from.filled()) filled.push_back({index, times});
    out.put_list(filled);
    out.put(from.edges());
}

histogram get_histogram(unpacker& in)
{
    std::vector<std::pair<std::uint32_t, std::uint64_t>> filled;
    for (auto const& one : in.get_list<bucket>()) filled.emplace_back(one.index, one.times);
    histogram out;
    out.restore(filled, in.get<histogram::ends>());
    return out;
}

// Every plain value of the news, in one order for both ways.
template <class news, class act>
void each_value(news& of, act&& with)
{
    with(of.counted);
    with(of.refused);
    with(of.rejections);
    with(of.unexpected_rejections);
    with(of.reconnects);
    with(of.receipt_timeouts);
    with(of.nonsense);
    with(of.unavailable);
    with(of.lost);
    with(of.connected);
    with(of.connected_max);
    with(of.first_sent);
    with(of.last_receipt);
    with(of.all_ended);
}

}  // namespace

std::string packed(crew_news const& from)
{
    packer out;
    each_value(from, [&](auto const& value) { out.put(value); });
    out.put_text(from.failure);
    put(out, from.latency_us);
    put(out, from.backlog_us);
    out.put_list(from.accepted);
    return out.take();
}

crew_news unpacked_news(unpacker& in)
{
    crew_news out;
    each_value(out, [&]<class T>(T& value) { value = in.get<T>(); });
    out.failure = in.get_text();
    out.latency_us = get_histogram(in);
    out.backlog_us = get_histogram(in);
    out.accepted = in.get_list<accepted_at>();
    return out;
}

std::string packed(audit const& from)
{
    packer out;
    out.put(from.terminals);
    out.put(from.receipts);
    out.put(from.lost_count);
    out.put(from.lost.size());
    for (auto const& one : from.lost) out.put_saying(one);
    out.put(from.site_days.size());
    for (auto const& [day, methods] : from.site_days) {
        out.put_text(day.first);
        out.put(day.second);
        out.put(methods.size());
        for (auto const& [method, acceptors] : methods) {
            out.put(method);
            out.put(acceptors);
        }
    }
    return out.take();
}

audit unpacked_audit(std::string_view from)
{
    unpacker in(from);
    audit out;
    out.terminals = in.get<std::uint64_t>();
    out.receipts = in.get<std::uint64_t>();
    out.lost_count = in.get<std::uint64_t>();
    for (auto left = in.get<std::size_t>(); left > 0; --left) out.lost.push_back(in.get_saying());
    for (auto left = in.get<std::size_t>(); left > 0; --left) {
        auto const site = in.get_text();
        auto const date = in.get<std::uint32_t>();
        auto& methods = out.site_days[{site, date}];
        for (auto rows = in.get<std::size_t>(); rows > 0; --rows) {
            auto const method = in.get<int>();
            methods[method] = in.get<std::int64_t>();
        }
    }
    return out;
}

}  // namespace sejuta::sim
