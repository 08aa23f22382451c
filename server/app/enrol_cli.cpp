// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "app/command_line.hpp"
#include "app/enrol.hpp"
#include "app/enrol_codes.hpp"
#include "app/settings.hpp"

namespace sejuta::app {
namespace {

struct enrol_command {
    enrol_options with;
    std::vector<std::string> codes;  // the sites of --code
    std::string revoked;             // the terminal of --revoke
    std::string codes_file;          // of --codes
    std::string region;              // whose sites --codes is for
    std::string sheets;              // the PDF of --codes
    std::string url;                 // of its links
};

int run(enrol_command const& command)
{
    if (!command.revoked.empty()) return run_revoke(command.with, command.revoked);
    if (!command.codes_file.empty())
        return run_enrol_codes({command.with.event_dir, command.codes_file, command.region,
                                command.with.where, command.sheets, command.url});
    if (command.codes.empty()) return run_enrol(command.with);
    auto with = command.with;
    with.sites = command.codes;
    return run_enrol_code(with);
}

}  // namespace

void declare_enrol(command_line& all)
{
    auto& enrol = *all.top().add_subcommand(
        "enrol", "Make a one-time code, or a signed token, for a new terminal of a site");
    auto command = std::make_shared<enrol_command>();
    auto& with = command->with;
    auto* what = enrol.add_option_group("what", "A code to hand out, or a token to put into place");
    auto* token = what->add_option("--token", with.sites, "Site code; several for a proxy terminal")
                      ->delimiter(',');
    what->add_option("--code", command->codes, "Site code; several, or SITE,SITE, for one officer")
        ->delimiter(',');
    what->add_option("--revoke", command->revoked,
                     "Terminal id: it may not report any more, and needs a new code");
    auto* codes = what->add_option("--codes", command->codes_file,
                                   "Write a table here: one code for every expected site");
    what->require_option(1);
    enrol.add_option("--region", command->region, "With --codes: only sites in it, like 15")
        ->needs(codes);
    auto* sheets =
        enrol
            .add_option("--sheets", command->sheets,
                        "With --codes: a PDF here of cards to print and cut, eight a page")
            ->needs(codes);
    auto* url = enrol.add_option("--url", command->url, "With --sheets: https://HOST of the links");
    sheets->needs(url);
    url->needs(sheets);
    enrol.add_option("--event", with.event_dir, "Event directory")->required();
    auto* place = declare_place(enrol, with.where, "Where the server keeps its key and ledger");
    place->require_option(1);
    token->excludes(place->get_option("--store"));
    enrol
        .add_flag("--may-dictate", with.may_dictate,
                  "With --token: it may also enter what terminals of these sites dictated")
        ->needs(token);
    enrol.add_option("--days", with.days, "Days until a token expires")
        ->check(CLI::Range(1, 366))
        ->capture_default_str();
    enrol.footer(
        "A code is good for one device and 72 hours; the server may run meanwhile. Examples:\n"
        "  sejuta enrol --code S1571-PMB-001 --event data/events/harganas-2020 --data-dir "
        "sejuta-data\n"
        "  sejuta enrol --token S1571-PMB-001 --event data/events/harganas-2020 --data-dir "
        "sejuta-data");
    all.on(enrol, [command] { return run(*command); });
}

}  // namespace sejuta::app
