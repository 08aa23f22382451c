// SPDX-License-Identifier: Apache-2.0
// Every way into a connection goes through turn(): look up, act, settle, remove when finished. A
// shortage of memory costs the connection that met it, never the thread.
#include "edge/connection_table.hpp"

#include <boost/asio/post.hpp>
#include <new>

#include "base/assert.hpp"

namespace sejuta::edge {

namespace {
constexpr std::size_t read_buffer_bytes = 64 * 1024;
}

connection_table::connection_table(boost::asio::io_context& context, edge_options const& options,
                                   base::clock const& clock)
    : context_(context),
      options_(options),
      clock_(clock),
      engine_(context),
      read_buffer_(read_buffer_bytes),
      sockets_(context, [this](connection_id id, interest ready) { on_ready(id, ready); }),
      ticker_(context)
{
}

connection_table::~connection_table()
{
    cut_all();
}

void connection_table::attach(application& app)
{
    SEJUTA_ASSERT(app_ == nullptr, "one application a thread");
    app_ = &app;
    ticking_ = true;
    schedule_tick();
    sockets_.start();
}

void connection_table::add(base::descriptor socket, connection_permit permit)
{
    SEJUTA_ASSERT(app_ != nullptr, "attach() comes before the first connection");
    if (draining_) return;
    if (free_slots_.empty()) {
        free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back();
    }
    auto const index = free_slots_.back();
    connection_id const id{index, slots_[index].generation};
    slots_[index].here =
        std::make_unique<connection>(id, std::move(socket), std::move(permit), *this);
    free_slots_.pop_back();
    ++counters_.connections_accepted;
    ++counters_.connections_open;
    turn(id, [](connection& here) { here.on_accepted(); });
}

template <class Step>
void connection_table::turn(connection_id id, Step step)
{
    if (id.slot >= slots_.size() || slots_[id.slot].generation != id.generation) return;
    auto* const here = slots_[id.slot].here.get();
    if (here == nullptr) return;
    try {
        step(*here);
        here->settle();
    } catch (std::bad_alloc const&) {
        ++counters_.out_of_memory;
        here->cut();
    }
    if (here->finished()) remove(id);
}

template <class Step>
void connection_table::turn_of_each(Step step)
{
    for (std::size_t i = 0; i < slots_.size(); ++i)
        if (slots_[i].here) turn({static_cast<std::uint32_t>(i), slots_[i].generation}, step);
}

void connection_table::remove(connection_id id)
{
    auto& slot = slots_[id.slot];
    ++slot.generation;
    // Out of the table first: its session may look around while it is told.
    auto const gone = std::move(slot.here);
    free_slots_.push_back(id.slot);
    --counters_.connections_open;
    report_if_drained();
}

bool connection_table::watch(int socket, connection_id id, interest before, interest now)
{
    return sockets_.watch(socket, id, before, now);
}

// Writable again is no event of its own: settling sends what is queued.
void connection_table::on_ready(connection_id id, interest ready)
{
    turn(id, [ready](connection& here) {
        if (ready.read) here.on_readable();
    });
}

void connection_table::reply(connection_id id, std::uint64_t request, http_response response)
{
    if (id.slot >= slots_.size() || slots_[id.slot].generation != id.generation) return;
    auto* const here = slots_[id.slot].here.get();
    // No turn: the application may reply within the turn that asked it.
    if (here != nullptr) here->on_reply(request, response);
}

void connection_table::mark_dirty(connection_id id)
{
    dirty_.push_back(id);
    if (settle_posted_) return;
    boost::asio::post(context_, [this] { settle_dirty(); });
    settle_posted_ = true;
}

void connection_table::settle_dirty()
{
    settle_posted_ = false;
    auto const dirty = std::exchange(dirty_, {});
    for (auto const& id : dirty) turn(id, [](connection&) {});
}

void connection_table::schedule_tick()
{
    if (!ticking_) return;
    ticker_.expires_after(options_.tick_interval);
    ticker_.async_wait([this](boost::system::error_code error) {
        if (!error) tick();
    });
}

void connection_table::tick()
{
    auto const now = clock_.monotonic();
    if (draining_ && now >= drain_until_) cut_all();
    turn_of_each([now](connection& here) { here.on_tick(now); });
    schedule_tick();
}

void connection_table::rest()
{
    ticking_ = false;
    ticker_.cancel();
    sockets_.stop();
}

void connection_table::drain(std::function<void()> done)
{
    if (draining_) return;
    draining_ = true;
    drained_ = std::move(done);
    drain_until_ = clock_.monotonic() + options_.drain_deadline;
    turn_of_each([](connection& here) { here.on_drain(); });
    report_if_drained();
}

void connection_table::report_if_drained()
{
    if (!draining_ || counters_.connections_open > 0 || !drained_) return;
    // Posted: whoever removed the last connection is still busy with it.
    boost::asio::post(context_, std::exchange(drained_, nullptr));
}

void connection_table::cut_all()
{
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        if (!slots_[i].here) continue;
        slots_[i].here->cut();
        remove({static_cast<std::uint32_t>(i), slots_[i].generation});
    }
}

}  // namespace sejuta::edge
