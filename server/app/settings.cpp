// SPDX-License-Identifier: Apache-2.0
#include "app/settings.hpp"

#include <fmt/core.h>
#include <toml++/toml.h>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <array>
#include <sstream>
#include <thread>

#include "app/secret_setting.hpp"
#include "edge/proxy_header.hpp"
#include "people/origin.hpp"

namespace sejuta::app {
namespace {

constexpr std::size_t alternatives_max = 4;
constexpr unsigned threads_max = 64;
constexpr double rehearsal_speed_max = 10'000;
constexpr std::array log_levels{"trace", "debug", "info", "warning", "error"};

std::string option_name(std::string key)
{
    std::replace(key.begin(), key.end(), '_', '-');
    return "--" + key;
}

// The text of a TOML value as it would stand on the command line; nothing for tables and dates.
std::optional<std::string> as_argument(toml::node const& node)
{
    if (auto const* text = node.as_string()) return text->get();
    if (auto const* number = node.as_integer()) return std::to_string(number->get());
    if (auto const* number = node.as_floating_point()) {
        std::ostringstream out;
        out << number->get();
        return out.str();
    }
    if (auto const* flag = node.as_boolean()) return flag->get() ? "true" : "false";
    return std::nullopt;
}

std::optional<std::vector<std::string>> as_arguments(toml::node const& node)
{
    std::vector<std::string> all;
    auto const* list = node.as_array();
    if (!list) {
        auto one = as_argument(node);
        if (!one) return std::nullopt;
        return std::vector{*one};
    }
    for (auto const& each : *list) {
        auto one = as_argument(each);
        if (!one) return std::nullopt;
        all.push_back(*one);
    }
    return all;
}

// One key of the file. It counts only where neither a flag nor the environment set the option.
std::optional<std::string> take_key(CLI::App& command, std::string const& key,
                                    toml::node const& value)
{
    auto* option = command.get_option_no_throw(option_name(key));
    if (!option || key == "config") return "no such setting; `sejuta serve --help` lists them";
    if (option->count() > 0) return std::nullopt;
    auto const arguments = as_arguments(value);
    if (!arguments) return "a text, a number, true or false, or a list of texts";
    try {
        for (auto const& argument : *arguments) option->add_result(argument);
        option->run_callback();
    } catch (CLI::Error const& wrong) {
        return wrong.what();
    }
    return std::nullopt;
}

void take_file(CLI::App& command, std::string const& file, std::vector<std::string>& faults)
{
    try {
        auto const table = toml::parse_file(file);
        for (auto const& [key, value] : table)
            if (auto why = take_key(command, std::string(key.str()), value))
                faults.push_back(file + ":" + std::to_string(key.source().begin.line) + ": " +
                                 std::string(key.str()) + ": " + *why);
    } catch (toml::parse_error const& wrong) {
        auto const& at = wrong.source().begin;
        faults.push_back(file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) +
                         ": " + std::string(wrong.description()));
    }
}

// Before the file is taken: what flags and the environment gave.
void refuse_open_passwords(settings const& s, std::vector<std::string>& faults)
{
    if (has_password(s.store)) faults.push_back(no_password_here("store"));
    if (has_password(s.store_admin)) faults.push_back(no_password_here("store-admin"));
}

void read_secret_files(settings& s, std::vector<std::string>& faults)
{
    auto const read = [&faults](char const* name, std::string& text) {
        auto const meant = meant_by(name, text);
        if (meant)
            text = *meant;
        else
            faults.push_back(meant.error().sentence);
    };
    read("store", s.store);
    read("store-admin", s.store_admin);
}

void check(settings const& s, std::vector<std::string>& faults)
{
    auto const fault = [&faults](std::string key, std::string const& value, std::string rule) {
        faults.push_back(std::move(key) + " \"" + value + "\": " + std::move(rule));
    };
    if (s.events.empty())
        faults.push_back("event: name at least one event directory, --event data/events/...");
    if (s.data_dir.empty()) fault("data-dir", s.data_dir, "a directory that sejuta may write");
    if (s.alternatives.size() > alternatives_max)
        fault("alternative", s.alternatives.back(), "at most 4 other servers");
    for (auto const& url : s.alternatives)
        if (!url.starts_with("wss://") && !url.starts_with("ws://"))
            fault("alternative", url, "a URL that begins with wss:// or ws://");
    for (auto const& url : s.origins)
        if (!people::is_origin(url))
            fault("origin", url, "https://HOST or https://HOST:PORT, nothing behind");
    if (s.tls_cert.empty() != s.tls_key.empty())
        fault(s.tls_cert.empty() ? "tls-cert" : "tls-key", "",
              "a certificate and its key go together: give --tls-cert and --tls-key");
    if (auto const proxies = edge::trusted_proxies::parse(s.proxies); !proxies)
        faults.push_back(proxies.error().sentence);
    if (s.threads > threads_max) fault("threads", std::to_string(s.threads), "0 (automatic) to 64");
    if (std::find(log_levels.begin(), log_levels.end(), s.log_level) == log_levels.end())
        fault("log-level", s.log_level, "trace, debug, info, warning or error");
    auto const at_most = [&](std::string key, std::size_t value, std::size_t most) {
        if (value == 0 || value > most)
            fault(std::move(key), std::to_string(value), fmt::format("1 to {}", most));
    };
    at_most("connections-max", s.connections_max, limits::connections_max);
    at_most("viewers-max", s.viewers_max, limits::viewers_max);
    at_most("public-viewers-max", s.public_viewers_max, limits::public_viewers_max);
    if (s.rehearsal_speed != 0 &&
        !(s.rehearsal_speed >= 1 && s.rehearsal_speed <= rehearsal_speed_max))
        fault("rehearsal-speed", std::to_string(s.rehearsal_speed),
              "1 to 10000, or 0 for the event's own");
}

// "--tls-cert" is SEJUTA_TLS_CERT in the environment.
std::string environment_name(std::string_view name)
{
    std::string text = "SEJUTA_";
    for (char const letter : name)
        text += letter == '-' ? '_' : static_cast<char>(letter - 'a' + 'A');
    return text;
}

template <class Value>
CLI::Option* option(CLI::App& command, std::string const& name, Value& into,
                    std::string const& help)
{
    return command.add_option("--" + name, into, help)->envname(environment_name(name));
}

void flag(CLI::App& command, std::string const& name, bool& into, std::string const& help)
{
    command.add_flag("--" + name, into, help)->envname(environment_name(name));
}

void declare_event_and_port(CLI::App& command, settings& into)
{
    option(command, "event", into.events, "Event directory; give it once for each event");
    option(command, "data-dir", into.data_dir, "Where keys and the managed Redis live")
        ->capture_default_str();
    option(command, "listen", into.listen, "HOST:PORT to serve on; port 0 takes a free one")
        ->capture_default_str();
    option(command, "tls-cert", into.tls_cert,
           "Certificate with its chain, PEM: the port speaks HTTPS only; SIGHUP reads it again");
    option(command, "tls-key", into.tls_key, "The certificate's private key, PEM");
    option(command, "proxy-protocol", into.proxies,
           "Address or network of a proxy: its connections, and only its, begin with the PROXY "
           "protocol");
    option(command, "alternative", into.alternatives, "Another server that Welcome names");
    option(command, "address-file", into.address_file,
           "Write HOST:PORT here once the server listens");
    option(command, "log-file", into.log_file, "Log here instead of standard error");
    option(command, "log-level", into.log_level, "trace, debug, info, warning, error")
        ->capture_default_str();
}

void declare_store(CLI::App& command, settings& into)
{
    option(command, "store", into.store,
           "A Redis that is there: redis://host:port, unix:///socket, or @FILE with "
           "redis://user:password@host:port in it");
    option(command, "store-admin", into.store_admin,
           "The same Redis, @FILE, as the user who loads functions and reads settings");
    option(command, "second-copy", into.second_copy,
           "Directory on another disk that gets every ledger entry and the keys");
}

void declare_pages(CLI::App& command, settings& into)
{
    option(command, "dashboards", into.dashboards, "Directory of the built dashboards");
    option(command, "terminal-app", into.terminal_app,
           "Directory of the built terminal app, served at /terminal/");
    option(command, "users", into.users, "The users' file; default users.json in --data-dir");
    option(command, "origin", into.origins,
           "Another address of the dashboards whose pages may act here, https://dasbor.example");
}

void declare_limits(CLI::App& command, settings& into)
{
    option(command, "threads", into.threads, "Network threads; 0: one less than the cores");
    option(command, "connections-max", into.connections_max,
           "Connections at most, of all kinds: below the files that the process may open")
        ->capture_default_str();
    option(command, "viewers-max", into.viewers_max, "Of these, viewers of the live totals")
        ->capture_default_str();
    option(command, "public-viewers-max", into.public_viewers_max,
           "Of these, viewers without a login")
        ->capture_default_str();
    option(command, "rehearsal-speed", into.rehearsal_speed,
           "Event seconds in a second, for rehearsals; 0: as the event says");
}

void declare_flags(CLI::App& command, settings& into)
{
    flag(command, "dev-tokens", into.dev_tokens,
         "Accept development tokens (a warning stands on every screen)");
    flag(command, "open-dashboards", into.open_dashboards,
         "Everybody may see everything, without a login; for rehearsals (a warning stands on every "
         "screen)");
    flag(command, "accept-weaker-durability", into.accept_weaker_durability,
         "Use a store that may lose receipts in a crash (a warning stands on every screen)");
}

}  // namespace

void declare_settings(CLI::App& command, settings& into)
{
    declare_event_and_port(command, into);
    declare_store(command, into);
    declare_pages(command, into);
    declare_limits(command, into);
    declare_flags(command, into);
    option(command, "config", into.config_file, "TOML file with any of these settings");
}

std::vector<std::string> complete_settings(CLI::App& command, settings& into)
{
    std::vector<std::string> faults;
    refuse_open_passwords(into, faults);
    if (!into.config_file.empty()) take_file(command, into.config_file, faults);
    read_secret_files(into, faults);
    if (faults.empty()) check(into, faults);
    if (into.threads == 0) into.threads = std::max(1u, std::thread::hardware_concurrency() - 1);
    return faults;
}

}  // namespace sejuta::app
