// SPDX-License-Identifier: Apache-2.0
#include "app/backup.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "app/progress_line.hpp"
#include "app/second_copy.hpp"
#include "app/settings.hpp"
#include "base/descriptor.hpp"
#include "base/whole_file.hpp"
#include "ledger/copy_reader.hpp"
#include "ledger/copy_record.hpp"
#include "ledger/recount.hpp"
#include "ledger/redis/blocking.hpp"

namespace sejuta::app {
namespace {

namespace fs = std::filesystem;
using base::checked;
using base::fault;
using ledger::redis::blocking;

constexpr std::size_t written_at_once = 1024 * 1024;

// The file while it is made: FILE.part, which becomes FILE when it was proven.
class backup_file final : public ledger::copy_visitor {
public:
    static checked<std::unique_ptr<backup_file>> create(fs::path const& to)
    {
        if (fs::exists(to))
            return fault{fmt::format("{} is there already: name a new file", to.string())};
        std::unique_ptr<backup_file> made(new backup_file(to));
        made->file_ = base::descriptor(::open(
            made->part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR));
        if (!made->file_) return made->failed();
        return made;
    }
    ~backup_file() override
    {
        std::error_code ignored;
        fs::remove(part_, ignored);
    }

    checked<void> file(std::string_view name, std::string_view bytes) override
    {
        return record('F', {name, bytes});
    }
    checked<void> event(std::string_view id) override
    {
        append('L', std::array<std::string_view, 3>{id, "0", ledger::chain_start});
        return write_some();
    }
    checked<void> entry(ledger::stream_entry const& raw) override
    {
        ++entries_;
        ledger::append_entry(unwritten_, raw);
        return write_some();
    }
    // Ends it, reads it back from the disk and gives it its name.
    checked<ledger::copy_contents> finish()
    {
        append('Z', std::array<std::string_view, 1>{std::to_string(entries_)});
        if (auto done = write(); !done) return done.error();
        if (fsync(file_.get()) != 0) return failed();
        auto found = ledger::read_copy({part_, 0}, nullptr);
        if (!found) return found;
        std::error_code wrong;
        fs::rename(part_, to_, wrong);
        if (wrong) return fault{fmt::format("{}: {}", to_.string(), wrong.message())};
        if (base::sync_folder_of(to_)) return failed();
        return found;
    }

private:
    explicit backup_file(fs::path to) : to_(std::move(to)), part_(to_.string() + ".part") {}

    void append(char kind, std::span<std::string_view const> words)
    {
        ledger::append_record(unwritten_, kind, words);
    }
    checked<void> record(char kind, std::array<std::string_view, 2> const& words)
    {
        append(kind, words);
        return write_some();
    }
    checked<void> write_some()
    {
        return unwritten_.size() < written_at_once ? checked<void>() : write();
    }
    checked<void> write()
    {
        if (base::write_all(file_.get(), unwritten_)) return failed();
        unwritten_.clear();
        return {};
    }
    fault failed() const
    {
        return {fmt::format("{} cannot be written: {}", part_.string(), std::strerror(errno))};
    }

    fs::path to_;
    fs::path part_;
    base::descriptor file_;
    std::string unwritten_;
    std::uint64_t entries_ = 0;
};

checked<void> write_files(fs::path const& data_directory, backup_file& into)
{
    for (auto const& each : files_to_copy(data_directory)) {
        std::ifstream in(each, std::ios::binary);
        std::string const bytes{std::istreambuf_iterator<char>(in), {}};
        if (!in) return fault{fmt::format("{} cannot be read", each.string())};
        if (auto done = into.file(each.filename().string(), bytes); !done) return done;
    }
    return {};
}

// Entries never change: up to where the head is now they are one state, whoever records meanwhile.
checked<void> write_event(blocking& store, std::string const& event, backup_file& into)
{
    using namespace ledger::redis;
    reader from(store.connection(), event);
    auto const end = store.wait<base::result<position>>(
        [&](auto done) { from.position_at(0, std::move(done)); });
    if (!end) return store.fault_of(from, end.error(), "reading the head");
    if (auto done = into.event(event); !done) return done;
    progress_line line(std::cerr, ::isatty(STDERR_FILENO) == 1, "backup");
    ledger::revision after = 0;
    auto const until = end->revision.value_or(0);
    while (after < until) {
        auto const read = store.wait<base::result<page>>(
            [&](auto done) { from.entries_after(after, std::move(done)); });
        if (!read) return store.fault_of(from, read.error(), "reading the ledger");
        if (read->entries.empty())
            return fault{fmt::format("event {}: the ledger ends at {} and its head at {}", event,
                                     after, until)};
        for (auto const& raw : read->entries) {
            after = ledger::revision_of(raw.id).value_or(until);
            if (after > until) break;
            if (auto done = into.entry(raw); !done) return done;
        }
        line.show(event, "ledger", std::min(after, until), until);
    }
    return {};
}

checked<void> write_ledgers(backup_command const& command, backup_file& into)
{
    auto const opened = opened_store::open(command.where, store_user::reader);
    if (!opened) return opened.error();
    blocking store((*opened)->where());
    if (auto connected = store.connect(); !connected) return connected;
    auto const events = store.events();
    if (!events) return events.error();
    for (auto const& event : *events)
        if (auto done = write_event(store, event, into); !done) return done;
    if (command.where.data_dir.empty()) return {};
    return write_files(command.where.data_dir, into);
}

checked<ledger::copy_contents> make_backup(backup_command const& command)
{
    auto file = backup_file::create(command.to);
    if (!file) return file.error();
    checked<void> done;
    if (command.copy.empty()) {
        done = write_ledgers(command, **file);
    } else if (auto read = ledger::read_copy({command.copy, command.line}, file->get()); !read) {
        done = read.error();
    }
    if (!done) return done.error();
    return (*file)->finish();
}

}  // namespace

int run_backup(backup_command const& command)
{
    auto const made = make_backup(command);
    if (!made) {
        fmt::print(stderr, "sejuta: {}\n", made.error().sentence);
        return exit_failed;
    }
    for (auto const& [id, end] : made->events)
        fmt::print("backup: {}: {} entries, chain {}\n", id, end.revision, end.chain);
    fmt::print("backup: {}: {} entries of {} events and {} files, read back: whole\n", command.to,
               made->entries, made->events.size(), made->files.size());
    return exit_ok;
}

}  // namespace sejuta::app
