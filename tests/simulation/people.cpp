// SPDX-License-Identifier: Apache-2.0
#include "people.hpp"

#include "sejuta/v1/live.pb.h"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::simulation {

using namespace std::chrono_literals;

handset::handset(surroundings const& around, sim::terminal_shared& shared, std::size_t index,
                 std::vector<sim::instant> dues, std::uint64_t seed)
    : around_(around),
      shared_(shared),
      index_(index),
      dues_(std::move(dues)),
      random_(seed, "handset")
{
    start();
}

void handset::start()
{
    terminal_.emplace(shared_, index_, dues_, random_.next());
    act();
}

// What is not in the book is forgotten; a receipt that was on its way is lost.
void handset::crash(milliseconds off)
{
    if (!terminal_) return;
    if (link_) link_->client_drop();
    link_.reset();
    shared_.book.lost_connection(index_);
    terminal_.reset();
    around_.forgotten(shared_.plan.terminals[index_].id);
    ++wake_;
    around_.time.after(off, [this] { start(); });
}

void handset::cut()
{
    if (link_) link_->cut();
}

void handset::act()
{
    if (!terminal_) return;
    carry_out(terminal_->poll(now()));
    arrange_wake();
}

void handset::arrange_wake()
{
    auto const at = terminal_->wake_at();
    if (at == sim::never) return;
    // Whole milliseconds, rounded up: polled too early it would ask for the same instant again.
    auto const wait = std::chrono::ceil<milliseconds>(std::max(at - now(), sim::instant{1}));
    around_.time.after(wait, [this, wake = ++wake_] {
        if (wake == wake_) act();
    });
}

void handset::carry_out(sim::orders const& orders)
{
    if (orders.drop && link_) {
        link_->client_drop();
        link_.reset();
    }
    if (orders.connect) connect();
    for (auto const& frame : orders.frames)
        if (link_) link_->client_send(frame);
}

void handset::connect()
{
    if (link_) link_->client_drop();
    auto made = std::make_shared<link>(
        around_.time, around_.today, sim::prng(random_.next()),
        client_end{[this](std::string_view message) {
                       if (!terminal_) return;
                       v1::ServerFrame frame;
                       if (frame.ParseFromArray(message.data(), static_cast<int>(message.size())))
                           for (auto const& one : frame.receipts().receipts())
                               around_.receipted(shared_.plan.terminals[index_].id, one);
                       terminal_->on_message(message, now());
                       act();
                   },
                   [this](int code, std::string_view reason) {
                       if (!terminal_) return;
                       link_.reset();
                       terminal_->on_closed(now(), code, reason);
                       act();
                   }});
    link_ = made;
    around_.time.after(milliseconds(random_.between(1, 200)), [this, weak = std::weak_ptr(made)] {
        auto const here = weak.lock();
        if (!terminal_ || !here || here != link_) return;
        auto* const server = around_.any_node();
        if (!server || !server->connect(here, conversation::terminal)) {
            link_.reset();
            terminal_->on_closed(now(), 0, "refused");
            return act();
        }
        carry_out(terminal_->on_open(now(), around_.time.clock().now_ms()));
        arrange_wake();
    });
}

screen::screen(surroundings const& around, std::string event, std::uint64_t seed)
    : around_(around),
      random_(seed, "screen"),
      event_(std::move(event)),
      viewer_(event_, {"ID", "15"})
{
    connect();
}

void screen::cut()
{
    if (link_) link_->cut();
}

void screen::deafen(milliseconds length)
{
    if (link_) link_->deafen(length);
}

void screen::forget()
{
    frames_ += viewer_.frames();
    viewer_ = sim::viewer(event_, {"ID", "15"});
    if (link_) link_->client_send(viewer_.subscribe());
}

void screen::read(std::string_view message)
{
    v1::LiveFrame frame;
    if (frame.ParseFromArray(message.data(), static_cast<int>(message.size()))) {
        deltas_ += frame.has_delta();
        snapshots_ += frame.has_snapshot();
    }
    auto const gaps = viewer_.gaps();
    bool const had_all = viewer_.complete();
    for (auto& answer : viewer_.on_message(message))
        if (link_) link_->client_send(std::move(answer));
    if (had_all && viewer_.gaps() > gaps) around_.misfitted();
    if (auto const* nation = viewer_.topic("ID")) around_.shown(*nation);
}

void screen::connect()
{
    auto made = std::make_shared<link>(
        around_.time, around_.today, sim::prng(random_.next()),
        client_end{[this](std::string_view message) { read(message); },
                   [this](int, std::string_view) {
                       viewer_.on_closed();
                       around_.time.after(milliseconds(random_.between(1, 2'000)),
                                          [this] { connect(); });
                   }});
    link_ = made;
    auto* const server = around_.any_node();
    if (server && server->connect(made, conversation::live)) {
        made->client_send(viewer_.subscribe());
        return;
    }
    around_.time.after(500ms, [this] { connect(); });
}

}  // namespace sejuta::simulation
