// SPDX-License-Identifier: Apache-2.0
#include "app/serve.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <fstream>

#include "app/centre.hpp"
#include "app/file_limit.hpp"
#include "app/logging.hpp"
#include "app/network_app.hpp"
#include "app/store.hpp"
#include "app/users_file.hpp"
#include "base/limits.hpp"
#include "base/whole_file.hpp"
#include "catalogue/event_loader.hpp"
#include "catalogue/site_names.hpp"
#include "edge/listener.hpp"
#include "edge/network_thread.hpp"
#include "edge/tls_keys.hpp"
#include "ingest/ack/seal.hpp"
#include "ingest/authorise/key_ring.hpp"

namespace sejuta::app {
namespace {

// Where an app was built: as set, else beside the program, since build/<preset>/bin/sejuta stands
// beside dashboards/ in a checkout.
std::filesystem::path app_directory(std::string const& set, std::string_view name)
{
    if (!set.empty()) return set;
    std::error_code ignored;
    auto const program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    return program.parent_path() / "../../../dashboards" / name / "dist";
}

// What people wait for appears whole or not at all.
base::checked<void> write_address(std::string const& file, std::string const& address)
{
    if (file.empty()) return {};
    if (auto const wrong = base::replace_file(file, address + "\n", 0644))
        return base::fault{"cannot write the address file " + file + ": " + wrong.message() +
                           "; check --address-file"};
    return {};
}

// One network thread with its application; the application dies after the thread.
struct network {
    network(edge::edge_options const& options, network_settings const& with,
            base::clock const& clock, mailbox<centre> to_centre)
        : thread(options, clock),
          app(thread.context(), with, clock, to_centre)
    {
        thread.attach(app);
    }
    ~network() { thread.stop(); }

    edge::network_thread thread;
    network_app app;
};

class server {
public:
    server(settings const& with, std::vector<domain::event_ptr> events)
        : with_(with),
          events_(std::move(events)),
          signals_(io_, SIGTERM, SIGINT),
          reload_(io_),
          users_timer_(io_)
    {
    }

    // Everything that may fail, in the order in which it is cheapest to find out.
    base::checked<void> open()
    {
        if (!with_.tls_cert.empty()) {
            auto tls = edge::tls_keys::load(with_.tls_cert, with_.tls_key);
            if (!tls) return tls.error();
            tls_ = std::move(*tls);
        }
        auto keys = ingest::load_or_make_key(with_.data_dir);
        if (!keys) return keys.error();
        auto ring = ingest::key_ring::open(with_.data_dir);
        if (!ring) return ring.error();
        keys_ = std::move(*ring);
        auto receipt_key = ingest::load_or_make_receipt_key(with_.data_dir);
        if (!receipt_key) return receipt_key.error();
        auto store = running_store::open(io_, with_, events_);
        if (!store) return store.error();
        store_ = std::move(*store);
        auto files = edge::static_files::load({dashboard_app(), terminal_app()});
        if (!files) return files.error();
        files_ = std::move(*files);
        say_ = {with_.dev_tokens, !store_->prepared().weaker.empty(), with_.open_dashboards};
        centre_ = std::make_unique<centre>(io_, clock_, say_,
                                           centre::store_watch{
                                               [this] { return store_->reasons(); },
                                               [this](bool clean) { store_->recounted(clean); },
                                               [this] { return store_->warnings(); },
                                               [this] { return store_->copies(); },
                                           });
        auto people = login_desk::open({users_path(with_.data_dir, with_.users), keys_.get(),
                                        with_.origins, with_.open_dashboards, tls_ != nullptr},
                                       clock_);
        if (!people) return people.error();
        people_ = std::move(*people);
        network_settings_ = {
            .events = {},
            .store = store_->application(),
            .tokens = {keys->public_key, with_.dev_tokens, keys_.get()},
            .receipt_key = *receipt_key,
            .keys = keys_.get(),
            .gate = &enrol_gate_,
            .readiness = &readiness_,
            .conflicts = &conflicts_,
            .people = people_.get(),
            .desk = &desk_gate_,
            .registrar = &registrar_,
            .exporter = &exporter_,
            .viewers = &viewers_,
            .alternatives = with_.alternatives,
            .may_record = [this] { return store_->may_record(); },
            .admit =
                [this](auto answer) {
                    boost::asio::post(
                        io_, [this, answer = std::move(answer)] { store_->admit(answer); });
                },
            .files = &files_,
        };
        for (std::size_t i = 0; i < events_.size(); ++i) {
            auto names = catalogue::load_site_names(with_.events[i]);
            if (!names) return base::fault{names.error().lines.front()};
            network_settings_.events.push_back({events_[i], store_->prepared().heads[i],
                                                std::make_shared<site_name_book>(std::move(*names)),
                                                with_.events[i]});
            centre_->follow(events_[i], store_->application(),
                            network_settings_.events.back().site_names);
        }
        return open_network();
    }

    void run()
    {
        signals_.async_wait([this](boost::system::error_code failed, int signal) {
            if (!failed) stop(signal);
        });
        if (tls_) {
            reload_.add(SIGHUP);
            await_reload();
        }
        watch_users();
        watch_keys();
        store_->start();
        centre_->start();
        for (auto& each : networks_) each->thread.start();
        listener_->start();
        io_.run();
    }

    std::string address() const
    {
        auto const local = listener_->local();
        auto const host = local.address().to_string();
        return fmt::format("{}:{}", local.address().is_v6() ? "[" + host + "]" : host,
                           local.port());
    }

private:
    // The pages of the dashboard: the wall, the public view, and its regions.
    edge::static_app dashboard_app() const
    {
        edge::static_app app{app_directory(with_.dashboards, "central"), "/", {"/wall", "/public"}};
        for (auto const& event : events_)
            for (auto const& [code, region] : event->regions)
                app.routes.push_back("/" + code.text());
        return app;
    }

    // One page, whatever stands behind it in the address.
    edge::static_app terminal_app() const
    {
        return {app_directory(with_.terminal_app, "terminal"), "/terminal/", {}};
    }

    void watch_users()
    {
        users_timer_.expires_after(limits::users_reload_interval);
        users_timer_.async_wait([this](boost::system::error_code cancelled) {
            if (cancelled) return;
            note_accounts(people_->reload());
            watch_users();
        });
    }

    // Who changed them is in no file.
    void note_accounts(std::vector<domain::account_change> found)
    {
        if (found.empty()) return;
        std::vector<domain::change> changes;
        for (auto& each : found) changes.push_back({"users-json", std::move(each)});
        auto& first = *networks_.front();
        boost::asio::post(first.thread.context(),
                          [&app = first.app, changes] { app.note(changes); });
    }

    // A new signing key counts for all threads at once; a file that is damaged changes nothing.
    void watch_keys()
    {
        keys_timer_.expires_after(limits::signing_keys_interval);
        keys_timer_.async_wait([this](boost::system::error_code cancelled) {
            if (cancelled) return;
            auto const read = keys_->reload();
            if (!read)
                spdlog::error("authorise {}: the keys in use stay", read.error().sentence);
            else if (*read == ingest::key_ring::reading::changed)
                spdlog::info("authorise signing keys read again keys={}", keys_->now()->size());
            watch_keys();
        });
    }

    // A renewed certificate is for those who connect from now on; a wrong one changes nothing.
    void await_reload()
    {
        reload_.async_wait([this](boost::system::error_code failed, int) {
            if (failed) return;
            if (auto const read = tls_->reload())
                spdlog::info("edge certificate read again");
            else
                spdlog::error("edge {}: the certificate in use stays", read.error().sentence);
            await_reload();
        });
    }

    base::checked<void> open_network()
    {
        edge::edge_options options;
        options.tls = tls_.get();
        options.connections_max = with_.connections_max;
        options.on_full = [this] { viewers_.make_way(clock_.monotonic()); };
        // Simulated terminals all come from one machine.
        if (!with_.dev_tokens) options.addresses = edge::address_book::make({});
        auto proxies = edge::trusted_proxies::parse(with_.proxies);
        if (!proxies) return proxies.error();
        options.proxies = std::move(*proxies);
        std::vector<edge::network_thread*> threads;
        for (unsigned i = 0; i < with_.threads; ++i) {
            networks_.push_back(std::make_unique<network>(options, network_settings_, clock_,
                                                          mailbox<centre>(io_, *centre_)));
            auto& added = *networks_.back();
            threads.push_back(&added.thread);
            centre_->attach({mailbox<network_app>(added.thread.context(), added.app),
                             [&thread = added.thread] { return thread.counters(); }});
        }
        auto listener = edge::listener::open(with_.listen, threads);
        if (!listener) return listener.error();
        listener_ = std::move(*listener);
        return write_address(with_.address_file, address());
    }

    // Stop accepting, let what is in flight be answered, say goodbye, then take the rooms down from
    // the edge to the store.
    void stop(int signal)
    {
        spdlog::info("app stopping signal={}", signal);
        listener_->stop();
        reload_.cancel();
        keys_timer_.cancel();
        users_timer_.cancel();
        draining_ = networks_.size();
        for (auto& each : networks_)
            each->thread.drain([this] {
                boost::asio::post(io_, [this] {
                    if (--draining_ == 0) stop_rooms();
                });
            });
    }

    void stop_rooms()
    {
        people_->end();
        for (auto& each : networks_) each->thread.stop();
        centre_->stop();
        store_->stop([this] {
            spdlog::info("app stopped");
            io_.stop();
        });
    }

    settings const& with_;
    std::vector<domain::event_ptr> events_;
    base::real_clock clock_;
    boost::asio::io_context io_{1};
    boost::asio::signal_set signals_;
    boost::asio::signal_set reload_;  // SIGHUP, with TLS only
    boost::asio::steady_timer users_timer_;
    boost::asio::steady_timer keys_timer_{io_};
    std::unique_ptr<edge::tls_keys> tls_;  // null: plain HTTP
    std::unique_ptr<ingest::key_ring> keys_;
    std::unique_ptr<running_store> store_;
    edge::static_files files_;
    enrol_gate enrol_gate_;
    desk_gate desk_gate_;
    edge::viewer_places viewers_{
        {with_.viewers_max, with_.public_viewers_max, limits::viewers_pause}};
    totals::warnings say_;
    network_settings network_settings_;
    std::unique_ptr<login_desk> people_;
    std::unique_ptr<centre> centre_;
    std::vector<std::unique_ptr<network>> networks_;
    // They answer to the networks: they end before them.
    slow_desk readiness_{"readiness is being assessed; ask again"};
    slow_desk conflicts_{"the conflict log is being read for somebody else; ask again"};
    slow_desk registrar_{"another site is being added; ask again"};
    slow_desk exporter_{"another table is being written; ask again"};
    std::unique_ptr<edge::listener> listener_;
    std::size_t draining_ = 0;
};

void announce(server const& running, settings const& with,
              std::vector<domain::event_ptr> const& events)
{
    for (auto const& event : events)
        spdlog::info("app event={} kind={} sites={} regions={}", event->id,
                     domain::word(event->kind), event->sites.size(), event->regions.size());
    if (with.dev_tokens)
        spdlog::warn("app development tokens are accepted: anybody may report for any site");
    if (with.open_dashboards)
        spdlog::warn("app the dashboards are open: everybody may see everything");
    spdlog::info("app version={} listening={} threads={}", SEJUTA_VERSION, running.address(),
                 with.threads);
}

}  // namespace

std::optional<std::vector<domain::event_ptr>> load_events(settings const& with)
{
    std::vector<domain::event_ptr> events;
    bool good = true;
    for (auto const& directory : with.events) {
        auto loaded = catalogue::load_event(directory);
        if (!loaded) {
            for (auto const& line : loaded.error().lines) fmt::print(stderr, "sejuta: {}\n", line);
            good = false;
            continue;
        }
        auto event = std::make_shared<domain::event>(**loaded);
        if (with.rehearsal_speed != 0 && event->kind == domain::event_kind::rehearsal)
            event->clock.speed = with.rehearsal_speed;
        for (auto const& other : events)
            if (other->id == event->id) {
                fmt::print(stderr, "sejuta: {}: id \"{}\": another event has it already\n",
                           directory, event->id);
                good = false;
            }
        events.push_back(std::move(event));
    }
    if (!good) return std::nullopt;
    return events;
}

int run_serve(settings const& with)
{
    std::signal(SIGPIPE, SIG_IGN);
    auto events = load_events(with);
    if (!events) return exit_configuration;
    if (auto wrong = start_logging(with)) {
        fmt::print(stderr, "sejuta: {}\n", *wrong);
        return exit_configuration;
    }
    raise_file_limit(with.connections_max);
    server running(with, *events);
    if (auto opened = running.open(); !opened) {
        fmt::print(stderr, "sejuta: {}\n", opened.error().sentence);
        return exit_failed;
    }
    announce(running, with, *events);
    running.run();
    return exit_ok;
}

}  // namespace sejuta::app
