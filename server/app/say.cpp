// SPDX-License-Identifier: Apache-2.0
#include "app/say.hpp"

#include <fmt/core.h>

#include "app/settings.hpp"
#include "catalogue/directory.hpp"

namespace sejuta::app {

int refuse(catalogue::fault_list const& found)
{
    for (auto const& row : found.rows) fmt::print(stderr, "sejuta: {}\n", row.coded_sentence());
    return exit_failed;
}

int refuse_import(catalogue::fault_list const& found, std::string const& report,
                  std::string const& file)
{
    refuse(found);
    fmt::print(stderr, "sejuta: {}: {} fault(s), nothing changed\n", file, found.rows.size());
    write_report(found, report);
    return exit_failed;
}

int write_report(catalogue::fault_list const& found, std::string const& report)
{
    if (report.empty()) return exit_ok;
    auto const written = catalogue::replace_file(report, catalogue::report_csv(found));
    return written ? exit_ok : refuse(written.error());
}

int refuse(base::fault const& why)
{
    fmt::print(stderr, "sejuta: {}\n", why.sentence);
    return exit_failed;
}

}  // namespace sejuta::app
