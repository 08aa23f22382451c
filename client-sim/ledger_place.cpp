// SPDX-License-Identifier: Apache-2.0
// See ledger_place.hpp. A server holds DATA/lock open for life and its Redis has a socket beside
// it: that says where its data lie, however it was told (flag, environment, file).
#include "ledger_place.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace sejuta::sim {
namespace {

namespace fs = std::filesystem;

constexpr char const* cure = "say --data-dir DIR or --store ADDRESS";

// A value made in place: a text could be a fault's sentence, too.
using found_path = base::checked<std::string>;

found_path found_at(fs::path const& where)
{
    return found_path(boost::system::in_place_value, where.string());
}

// The program beside this one, as both are built and installed.
found_path verifier()
{
    std::error_code unknown;
    auto const here = fs::read_symlink("/proc/self/exe", unknown);
    auto const program = here.parent_path() / "sejuta";
    if (!unknown && fs::is_regular_file(program, unknown)) return found_at(program);
    return base::fault{"there is no program sejuta beside " + here.string()};
}

std::string table_at(fs::path const& file)
{
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// What the open files of a process point to; empty where it is not ours to look at.
std::vector<std::string> open_files(fs::path const& process)
{
    std::vector<std::string> out;
    std::error_code failed;
    for (fs::directory_iterator file(process / "fd", failed), end; !failed && file != end;
         file.increment(failed)) {
        std::error_code gone;
        auto const target = fs::read_symlink(file->path(), gone);
        if (!gone) out.push_back(target.string());
    }
    return out;
}

std::vector<std::string> listening_sockets(unsigned short port)
{
    std::vector<std::string> out;
    for (auto const* const table : {"/proc/net/tcp", "/proc/net/tcp6"})
        for (auto const inode : listening_inodes(table_at(table), port))
            out.push_back("socket:[" + std::to_string(inode) + "]");
    return out;
}

bool has_any(std::vector<std::string> const& files, std::vector<std::string> const& wanted)
{
    return std::any_of(wanted.begin(), wanted.end(), [&](auto const& one) {
        return std::find(files.begin(), files.end(), one) != files.end();
    });
}

// The data directory with a managed Redis that a process holds.
fs::path data_of(std::vector<std::string> const& files)
{
    std::error_code unreadable;
    for (fs::path const file : files)
        if (file.filename() == "lock" &&
            fs::is_socket(file.parent_path() / "redis" / "redis.sock", unreadable))
            return file.parent_path();
    return {};
}

// What stands after `name` among texts that end with a zero byte; empty: nothing.
std::string after(std::string const& texts, std::string const& name)
{
    std::istringstream all(texts);
    std::string found;
    bool next = false;
    for (std::string one; std::getline(all, one, '\0');) {
        if (next || one.starts_with(name + "=")) found = next ? one : one.substr(name.size() + 1);
        next = one == name;
    }
    return found;
}

// The Redis that a server was told to use, by flag or environment; a file of the address as it
// stands in the server's folder.
std::string store_of(fs::path const& process)
{
    auto store = after(table_at(process / "cmdline"), "--store");
    if (store.empty()) store = after(table_at(process / "environ"), "SEJUTA_STORE");
    std::error_code unknown;
    if (store.starts_with("@"))
        store = "@" + (fs::read_symlink(process / "cwd", unknown) / store.substr(1)).string();
    return store;
}

// As `sejuta verify` takes it.
base::checked<std::vector<std::string>> ledger_of_who_listens(unsigned short port)
{
    using words = std::vector<std::string>;
    auto const sockets = listening_sockets(port);
    bool seen = false;
    std::error_code failed;
    for (fs::directory_iterator process("/proc", failed), end; !failed && process != end;
         process.increment(failed)) {
        auto const files = open_files(process->path());
        if (!has_any(files, sockets)) continue;
        seen = true;
        if (auto const store = store_of(process->path()); !store.empty())
            return words{"--store", store};
        if (auto const data = data_of(files); !data.empty())
            return words{"--data-dir", data.string()};
    }
    std::string const who = "who listens on port " + std::to_string(port);
    if (!seen) return base::fault{who + " is no process that this user may look at; " + cure};
    return base::fault{who + " has no managed Redis; " + cure};
}

}  // namespace

std::string ledger_place::words() const
{
    std::string out = program.filename().string() + " verify";
    for (auto const& one : arguments) out += " " + one;
    return out;
}

std::vector<unsigned long> listening_inodes(std::string const& table, unsigned short port)
{
    constexpr unsigned listening = 0x0A;
    std::vector<unsigned long> out;
    std::istringstream lines(table);
    for (std::string line; std::getline(lines, line);) {
        unsigned at = 0;
        unsigned state = 0;
        unsigned long inode = 0;
        // sl local:port remote:port state queues timer retransmits uid timeout inode
        if (std::sscanf(line.c_str(), " %*[^:]: %*[0-9A-F]:%x %*s %x %*s %*s %*s %*s %*s %lu", &at,
                        &state, &inode) == 3 &&
            at == port && state == listening)
            out.push_back(inode);
    }
    return out;
}

base::checked<ledger_place> find_ledger(ledger_wanted const& wanted,
                                        boost::asio::ip::tcp::endpoint const& server)
{
    auto const program = verifier();
    if (!program) return program.error();
    if (!wanted.data_dir.empty()) return ledger_place{*program, {"--data-dir", wanted.data_dir}};
    if (!wanted.store.empty()) return ledger_place{*program, {"--store", wanted.store}};
    if (!server.address().is_loopback())
        return base::fault{std::string("the server is not on this machine; ") + cure};
    auto const found = ledger_of_who_listens(server.port());
    if (!found) return found.error();
    return ledger_place{*program, *found};
}

}  // namespace sejuta::sim
