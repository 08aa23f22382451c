// SPDX-License-Identifier: Apache-2.0
#include "twin/report_command.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <cctype>
#include <chrono>
#include <memory>
#include <random>

#include "twin/post.hpp"
#include "twin/report_call.hpp"

namespace sejuta::twin {
namespace {

constexpr std::chrono::seconds answer_deadline{20};

constexpr char const* examples = R"(Examples:
  sejuta-sim report --server https://lapor.example.id --event harganas-2020 --token-file token \
    --outbox day.outbox --site S1571-PMB-001 --method pil --category ulang --count 3
  sejuta-sim report ... --outbox day.outbox --csv today.csv
  sejuta-sim report ... --outbox day.outbox --resume
  sejuta-sim report ... --dictated lines.txt

A CSV has a header: site,method,category,count and, where wanted, date,postpartum,partner,confirmed.
The same CSV again is the same reports: it only sends what has no receipt yet. A single report is
made anew by every call, unless --key names it.

Exit codes: 0 everything has its receipt, 1 something was refused or cannot be read, 2 usage,
75 stored, but not all received: run it again, or with --resume.)";

// The token, or nothing and a sentence.
std::optional<std::string> read_token(arguments const& from)
{
    if (from.token_file.empty()) {
        if (!from.token.empty()) return from.token;
        complain("Give the token with --token-file FILE or in SEJUTA_TOKEN.", exit_usage);
        return std::nullopt;
    }
    auto text = read_text(from.token_file);
    while (text && !text->empty() && std::isspace(static_cast<unsigned char>(text->back())))
        text->pop_back();
    return text;
}

base::unix_ms now_ms()
{
    return std::chrono::duration_cast<milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

surroundings surroundings_of(arguments const& from, http_target const& to, std::string const& token)
{
    return {
        .post =
            [to, token](std::string const& path, std::string const& type, std::string const& body) {
                return post(to, {path, type, token, body}, answer_deadline);
            },
        .now_ms = now_ms,
        .pause = pause,
        .chance =
            [random = std::mt19937_64(std::random_device{}())]() mutable {
                return std::uniform_real_distribution<double>(0, 1)(random);
            },
        .patience = milliseconds(static_cast<milliseconds::rep>(from.wait_seconds * 1000))};
}

int run(arguments const& from)
{
    auto to = parse_target(from.server);
    if (!to) return complain(to.error().sentence, exit_usage);
    to->ca_file = from.ca_file;
    auto const token = read_token(from);
    if (!token) return exit_usage;
    auto const with = surroundings_of(from, *to, *token);
    if (!from.dictated.empty()) return dictate(from, with);
    if (from.outbox_file.empty())
        return complain("--outbox FILE is needed: what is taken is kept there.", exit_usage);
    return report(from, with);
}

void declare_one(CLI::App& command, row& one, CLI::Option* instead)
{
    auto* const group = command.add_option_group("one report");
    auto* const site = group->add_option("--site", one.site, "The site's code");
    std::array needed{group->add_option("--method", one.method, "iud, implan, pil, ..."),
                      group->add_option("--category", one.category, "baru, ulang or ganti_cara"),
                      group->add_option("--count", one.count, "Acceptors")};
    for (auto* const option : needed) site->needs(option);
    group->add_option("--date", one.date, "Service date, 2020-06-29; default: today at the site")
        ->needs(site);
    group->add_option("--postpartum", one.postpartum, "none, kb_pp or pasca_keguguran")
        ->needs(site);
    group->add_option("--partner", one.partner, "none, tni, polri, ibi or other")->needs(site);
    group
        ->add_flag_callback(
            "--confirmed", [&one] { one.confirmed = "yes"; },
            "The count is above the event's ceiling, and right")
        ->needs(site);
    site->excludes(instead);
}

}  // namespace

std::function<int()> declare_report(CLI::App& app)
{
    auto const into = std::make_shared<arguments>();
    auto& command = *app.add_subcommand(
        "report", "Report to a server: one report, a CSV, or lines taken down by telephone");
    command.footer(examples);
    command.add_option("--server", into->server, "http://HOST:PORT or https://HOST")->required();
    command.add_option("--event", into->event, "The event's id")->required();
    command.add_option("--token-file", into->token_file,
                       "File with the token; default: the environment's SEJUTA_TOKEN");
    command.add_option("--token", into->token)->envname("SEJUTA_TOKEN")->group("");
    command.add_option("--ca", into->ca_file, "A further authority's certificate (PEM)");
    command.add_option("--outbox", into->outbox_file,
                       "Where reports and receipts are kept; one file a terminal");
    auto* const csv = command.add_option("--csv", into->csv, "A table of reports, or -");
    auto* const lines =
        command.add_option("--dictated", into->dictated, "Dictated lines, or -")->excludes(csv);
    auto* const resume =
        command.add_flag("--resume", into->resume, "Take nothing, send what waits")
            ->excludes(csv)
            ->excludes(lines);
    declare_one(command, into->one, csv);
    command.add_option("--key", into->key,
                       "Names what is taken: under a key it is taken once, however often asked");
    command.add_flag("--skip-bad", into->skip_bad,
                     "Take the good rows; the others go to FILE.bad.csv");
    command.add_option("--wait", into->wait_seconds, "Seconds to try without success")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 86'400.0));
    auto* const site = command.get_option("--site");
    for (auto* const other : {lines, resume}) site->excludes(other);
    return [into, csv, lines, resume, site] {
        bool const any = csv->count() + lines->count() + resume->count() + site->count() > 0;
        if (!any)
            return complain("Say what to report: --site, --csv, --dictated or --resume.",
                            exit_usage);
        return run(*into);
    };
}

}  // namespace sejuta::twin
