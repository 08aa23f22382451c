// SPDX-License-Identifier: Apache-2.0
// Where the raw ledger of the server under test lies: as the command line says, or found on this
// machine by who listens on the server's port. Reads /proc and directories, writes nothing.
#pragma once

#include <sys/types.h>
#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace sejuta::sim {

// What recounts, and of what: `program` verify `arguments...`.
struct ledger_place {
    std::filesystem::path program;
    std::vector<std::string> arguments;  // {"--data-dir", "/var/lib/sejuta"}

    std::string words() const;  // "sejuta verify --data-dir /var/lib/sejuta"
};

// At most one of both; neither: the data directory of who listens there, which must be a process of
// this machine whose files this user may see. A fault says what to add to the command line.
struct ledger_wanted {
    std::string data_dir;
    std::string store;
};
base::checked<ledger_place> find_ledger(ledger_wanted const&,
                                        boost::asio::ip::tcp::endpoint const&);

// The inodes of the sockets that listen on `port`, out of a text in the form of /proc/net/tcp.
std::vector<unsigned long> listening_inodes(std::string const& table, unsigned short port);

}  // namespace sejuta::sim
