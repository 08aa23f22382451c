// SPDX-License-Identifier: Apache-2.0
// The program `sejuta`: its subcommands. The way of one report begins in serve.cpp, where the rooms
// are put together, and goes edge → ingest/pipeline.cpp → ledger → ack.
#include "app/command_line.hpp"

int main(int argc, char** argv)
{
    using namespace sejuta::app;
    command_line all("Sejuta: the live count of Indonesia's family-planning service day");
    declare_serve(all);
    declare_event(all);
    declare_site(all);
    declare_target(all);
    declare_enrol(all);
    declare_key(all);
    declare_verify(all);
    declare_rebuild(all);
    declare_backup(all);
    declare_restore(all);
    declare_user(all);
    declare_version(all);
    return all.run(argc, argv);
}
