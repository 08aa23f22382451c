// SPDX-License-Identifier: Apache-2.0
#include "load/run.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "load/processes.hpp"
#include "load/system_calls.hpp"

namespace sejuta::bench {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::size_t connecting_max = 200;
constexpr std::int64_t answer_deadline_ns = 30 * second_ns;
constexpr std::uint64_t timer_tag = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t viewer_tag = 1ULL << 32;
constexpr std::uint64_t stalled_tag = 1ULL << 33;
constexpr std::uint64_t no_end = std::numeric_limits<std::uint64_t>::max();

std::int64_t now_ns(clockid_t clock = CLOCK_MONOTONIC)
{
    timespec t{};
    ::clock_gettime(clock, &t);
    return std::int64_t{t.tv_sec} * second_ns + t.tv_nsec;
}

std::int64_t nanoseconds(double seconds)
{
    return static_cast<std::int64_t>(seconds * second_ns);
}

std::uint64_t share_of(options const& with, unsigned which)
{
    if (with.reports == 0) return no_end;
    return with.reports / with.connections + (which < with.reports % with.connections ? 1 : 0);
}

}  // namespace

run::run(options const& with)
    : with_(with),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
      audience_(with)
{
    epoll_event event{.events = EPOLLIN, .data = {.u64 = timer_tag}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, timer_, &event);
    auto const sites = read_sites(with.sites);
    for (unsigned i = 0; i < with.connections; ++i)
        terminals_.push_back(
            std::make_unique<terminal>(with, fmt::format("{}-{:06}", with.prefix, i),
                                       sites[i % sites.size()], share_of(with, i)));
}

run::~run()
{
    ::close(timer_);
    ::close(epoll_);
}

result run::go()
{
    result_.resident_before = resident();
    auto const began = now_ns();
    connect_all();
    result_.connect_seconds = static_cast<double>(now_ns() - began) / second_ns;
    hold(with_.hold_seconds);
    result_.resident_connected = resident();
    if (with_.seconds > 0 || with_.reports > 0) {
        with_.rate > 0 ? send_open() : send_closed();
        wait_for_the_rest();
    }
    if (with_.reports > 0) result_.to = read();
    result_.resident_after = resident();
    for (auto const& each : terminals_) result_.unanswered += each->waiting();
    if (result_.unanswered == 0 && !with_.echo) ask_again();
    result_.freshness_us = audience_.freshness_us();
    return std::move(result_);
}

void run::connect_all()
{
    for (std::size_t i = 0; i < audience_.viewers().size() + audience_.stalled().size(); ++i) {
        auto const reads = i < audience_.viewers().size();
        auto const at = reads ? i : i - audience_.viewers().size();
        auto& viewer = reads ? audience_.viewers()[at] : audience_.stalled()[at];
        viewer.connect(with_.host, with_.port, "/v1/live", "sejuta.live.v1", !reads);
        listen(viewer, (reads ? viewer_tag : stalled_tag) + at, false);
        if (i % connecting_max == 0) turn(now_ns());
    }
    for (std::size_t i = 0; i < terminals_.size(); ++i) {
        auto& socket = terminals_[i]->socket;
        socket.connect(with_.host, with_.port, "/v1/terminal", "sejuta.terminal.v1");
        listen(socket, i, false);
        if (!wait_until([&] { return i + 1 - ready_ < connecting_max; })) break;
    }
    wait_until([this] { return ready_ == terminals_.size() && audience_.ready(); });
    if (ready_ < terminals_.size())
        throw std::runtime_error(fmt::format("{} of {} connections were not welcomed in time",
                                             terminals_.size() - ready_, terminals_.size()));
}

bool run::wait_until(std::function<bool()> const& so)
{
    auto const ends = now_ns() + answer_deadline_ns;
    while (!so() && now_ns() < ends) turn(ends);
    return so();
}

void run::hold(double seconds)
{
    for (auto const ends = now_ns() + nanoseconds(seconds); now_ns() < ends;) turn(ends);
}

// System calls are counted in its third quarter: the kernel takes its time to end that, and the
// window must begin calm.
void run::warm_up(std::int64_t begin_ns, std::int64_t ends_ns)
{
    auto const until = [this](std::int64_t moment) {
        while (now_ns() < moment) turn(moment);
    };
    auto const quarter = (ends_ns - begin_ns) / 4;
    until(begin_ns + 2 * quarter);
    {
        system_calls const counting(with_.watch);
        auto const before = result_.book.receipts;
        until(begin_ns + 3 * quarter);
        auto const receipts = static_cast<double>(result_.book.receipts - before);
        for (auto const& count : counting.counted())
            result_.system_calls.push_back(
                count && receipts > 0 ? std::optional(static_cast<double>(*count) / receipts)
                                      : std::nullopt);
    }
    until(ends_ns);
}

// With a number of reports all of the time is the window; otherwise it begins after the warm-up.
// Without one, what was sent just before this call is timed as well.
void run::window(std::int64_t begin_ns)
{
    auto const warm_ends = begin_ns + (with_.reports > 0 ? 0 : nanoseconds(with_.warm_seconds));
    if (warm_ends > begin_ns) warm_up(begin_ns, warm_ends);
    result_.from = read();
    result_.book.timed_from_ns = warm_ends > begin_ns ? result_.from.at_ns : begin_ns;
    auto const ends = with_.reports > 0 ? std::numeric_limits<std::int64_t>::max()
                                        : warm_ends + nanoseconds(with_.seconds);
    auto const all_answered = [this] {
        return with_.reports > 0 && result_.book.receipts + result_.book.rejected >= with_.reports;
    };
    while (now_ns() < ends && !all_answered()) {
        auto const before = result_.book.receipts;
        auto const until = std::min(ends, now_ns() + answer_deadline_ns);
        turn(until);
        if (result_.book.receipts == before && now_ns() >= until && until != ends)
            throw std::runtime_error("no receipt for 30 s");
    }
    if (with_.reports > 0) return;
    result_.to = read();
    result_.book.timed_until_ns = result_.to.at_ns;
}

void run::send_closed()
{
    filling_ = true;
    auto const begin = now_ns();
    for (std::size_t i = 0; i < terminals_.size(); ++i) {
        terminals_[i]->fill(now_ns());
        settle(terminals_[i]->socket, i);
    }
    window(begin);
    filling_ = false;
}

void run::send_open()
{
    auto const step = nanoseconds(1 / with_.rate);
    due_from_ns_ = now_ns();
    timespec const tick{.tv_sec = 0, .tv_nsec = std::clamp<long>(step, 50'000, 100'000'000)};
    itimerspec const every{.it_interval = tick, .it_value = tick};
    ::timerfd_settime(timer_, 0, &every, nullptr);
    window(due_from_ns_);
    itimerspec const never{};
    ::timerfd_settime(timer_, 0, &never, nullptr);
    send_due(result_.to.at_ns);  // a load that got no core at the end leaves nothing out
}

// Sends what was due before a moment, each report at the next terminal.
void run::send_due(std::int64_t until_ns)
{
    auto const due_at = [this](std::uint64_t which) {
        return due_from_ns_ + nanoseconds(static_cast<double>(which) / with_.rate);
    };
    for (; due_at(due_sent_) < until_ns; ++due_sent_) {
        auto const which = due_sent_ % terminals_.size();
        terminals_[which]->send_frame(due_at(due_sent_));
        settle(terminals_[which]->socket, which);
        if (result_.book.times(due_at(due_sent_)))
            result_.sent_late_us.add(
                static_cast<std::uint64_t>((now_ns() - due_at(due_sent_)) / 1000));
    }
}

void run::wait_for_the_rest()
{
    wait_until([this] {
        return !audience_.behind() &&
               std::all_of(terminals_.begin(), terminals_.end(),
                           [](auto const& each) { return each->waiting() == 0; });
    });
    if (audience_.behind()) throw std::runtime_error("a viewer was not shown the newest receipts");
}

// After everything else, so that it is in no figure. Other content goes first: had it replaced the
// report, the same content would not be a duplicate any more.
void run::ask_again()
{
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < terminals_.size() && asked.size() < with_.ask_again; ++i)
        if (terminals_[i]->has_receipt()) asked.push_back(i);
    for (bool const same : {false, true}) {
        for (auto const i : asked) {
            same ? terminals_[i]->ask_again()
                 : terminals_[i]->ask_conflicting(static_cast<unsigned>(i));
            settle(terminals_[i]->socket, i);
        }
        wait_until([&] {
            return std::none_of(asked.begin(), asked.end(),
                                [this](auto i) { return terminals_[i]->asked(); });
        });
        for (auto const i : asked) terminals_[i]->give_up(result_.book);
    }
    result_.asked_again = asked.size();
}

void run::turn(std::int64_t until_ns)
{
    std::array<epoll_event, 1024> events{};
    auto const left_ms = std::clamp<std::int64_t>((until_ns - now_ns()) / 1'000'000, 0, 100);
    auto const count =
        ::epoll_wait(epoll_, events.data(), events.size(), static_cast<int>(left_ms));
    for (int i = 0; i < count; ++i) {
        auto const& event = events[static_cast<std::size_t>(i)];
        auto const tag = event.data.u64;
        if (tag == timer_tag)
            on_timer();
        else if (tag >= viewer_tag)
            on_viewer(tag, event.events);
        else
            on_terminal(tag, event.events);
    }
}

void run::on_timer()
{
    std::array<char, 8> expirations{};
    if (::read(timer_, expirations.data(), expirations.size()) > 0) send_due(now_ns());
}

void run::on_terminal(std::size_t which, std::uint32_t events)
{
    auto& one = *terminals_[which];
    if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
        bool const was_open = one.socket.open();
        bool const was_ready = one.ready();
        auto const before = result_.book.newest_revision;
        auto const now = now_ns();
        one.socket.read([&](std::string_view message) { one.hear(message, now, result_.book); });
        if (!was_open && one.socket.open()) one.greet();
        if (!was_ready && one.ready()) ++ready_;
        if (result_.book.newest_revision > before)
            audience_.accepted(result_.book.newest_revision, now);
        if (filling_) one.fill(now);
    }
    settle(one.socket, which);
}

void run::on_viewer(std::size_t tag, std::uint32_t events)
{
    bool const stalls = tag >= stalled_tag;
    auto const which = tag - (stalls ? stalled_tag : viewer_tag);
    auto& one = stalls ? audience_.stalled()[which] : audience_.viewers()[which];
    if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
        bool const was_open = one.open();
        one.read([&](std::string_view message) {
            if (!stalls) audience_.hear(which, message, now_ns());
        });
        if (!was_open && one.open()) audience_.greet(one);
        // From its subscription on it is deaf.
        if (stalls && one.open() && one.flush()) {
            ::epoll_ctl(epoll_, EPOLL_CTL_DEL, one.descriptor(), nullptr);
            return;
        }
    }
    settle(one, tag);
}

// Sends what is queued; asks to be told of room only while some is left.
void run::settle(web_socket& to, std::uint64_t tag)
{
    bool const sent = to.flush();
    if (to.waits_for_room == sent) listen(to, tag, true);
}

void run::listen(web_socket& to, std::uint64_t tag, bool change)
{
    to.waits_for_room = to.unsent();
    epoll_event event{.events = EPOLLIN | (to.unsent() ? EPOLLOUT : 0U), .data = {.u64 = tag}};
    ::epoll_ctl(epoll_, change ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, to.descriptor(), &event);
}

reading run::read() const
{
    reading here{
        .at_ns = now_ns(),
        .receipts = result_.book.receipts,
        .revision = result_.book.newest_revision,
        .load_cpu_seconds = static_cast<double>(now_ns(CLOCK_PROCESS_CPUTIME_ID)) / second_ns,
        .machine_cpu_seconds = machine_cpu_seconds(),
        .unwatched_cpu_seconds = unwatched_cpu_seconds(with_.watch, with_.started_with),
        .cpu_seconds = {}};
    for (auto const& each : with_.watch) here.cpu_seconds.push_back(cpu_seconds(each));
    return here;
}

std::vector<std::uint64_t> run::resident() const
{
    std::vector<std::uint64_t> bytes;
    for (auto const& each : with_.watch) bytes.push_back(resident_bytes(each));
    return bytes;
}

}  // namespace sejuta::bench
