// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/witness.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace sejuta::ledger::managed {
namespace {

namespace fs = std::filesystem;

constexpr auto witness_name = "witness";
constexpr auto last_seen_name = "last-seen";
constexpr auto witness_text =
    "The server knows by this file's inode and times whether its directory was copied.\n";

// "witness <inode> <ctime>" of the file as it is; nothing where there is none.
std::optional<std::string> identity_of(fs::path const& file)
{
    struct stat about{};
    if (stat(file.c_str(), &about) != 0) return std::nullopt;
    return fmt::format(
        "witness {} {}", about.st_ino,
        static_cast<std::int64_t>(about.st_ctim.tv_sec) * 1'000'000'000 + about.st_ctim.tv_nsec);
}

std::optional<seen_ledger> ledger_in(std::string const& line)
{
    std::istringstream words(line);
    seen_ledger one;
    std::string more;
    if (!(words >> one.event >> one.epoch >> one.revision >> one.chain) || words >> more)
        return std::nullopt;
    return one;
}

}  // namespace

std::optional<testimony> witness::read() const
{
    std::ifstream in(folder_ / last_seen_name);
    std::string line;
    if (!std::getline(in, line) || !line.starts_with("witness ")) return std::nullopt;
    testimony read;
    read.copied = identity_of(folder_ / witness_name) != line;
    while (std::getline(in, line)) {
        auto one = ledger_in(line);
        if (!one) return std::nullopt;
        read.ledgers.push_back(std::move(*one));
    }
    return read;
}

base::checked<void> witness::write(std::vector<seen_ledger> const& ledgers) const
{
    auto const own = folder_ / witness_name;
    if (!fs::exists(own))
        if (auto written = write_private(own, witness_text); !written) return written;
    auto const identity = identity_of(own);
    if (!identity) return base::fault{fmt::format("{} cannot be read", own.string())};
    auto all = ledgers;
    if (auto const before = read())
        for (auto const& one : before->ledgers)
            if (std::none_of(ledgers.begin(), ledgers.end(),
                             [&](auto const& now) { return now.event == one.event; }))
                all.push_back(one);
    auto text = *identity + "\n";
    for (auto const& one : all)
        text += fmt::format("{} {} {} {}\n", one.event, one.epoch, one.revision, one.chain);
    return write_private(folder_ / last_seen_name, text);
}

std::optional<std::string> regression(seen_ledger const& before, std::string const& chain)
{
    if (chain == before.chain) return std::nullopt;
    return fmt::format("event {} was at revision {} of epoch {}, and the ledger {}", before.event,
                       before.revision, before.epoch,
                       chain.empty() ? "ends before" : "has another entry there");
}

}  // namespace sejuta::ledger::managed
