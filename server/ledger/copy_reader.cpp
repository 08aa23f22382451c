// SPDX-License-Identifier: Apache-2.0
#include "ledger/copy_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include "ledger/copy_record.hpp"
#include "ledger/recount.hpp"

namespace sejuta::ledger {
namespace {

namespace fs = std::filesystem;
using base::checked;
using base::fault;

// One reading: what was seen so far, and where the event that is being read stands.
class reading {
public:
    reading(fs::path const& from, copy_visitor* to) : from_(from), to_(to) {}

    // Every event's line has them; they are of one data directory.
    checked<void> file(std::string_view name, std::string_view bytes)
    {
        if (std::find(seen.files.begin(), seen.files.end(), name) != seen.files.end()) return {};
        seen.files.emplace_back(name);
        return to_ ? to_->file(name, bytes) : checked<void>();
    }
    checked<void> event(std::string_view id)
    {
        seen.events.push_back({std::string(id), {0, std::string(chain_start)}});
        return to_ ? to_->event(id) : checked<void>();
    }
    checked<void> entry(copy_record const& record);
    // A segment goes on where the one before it ended.
    checked<void> goes_on(copy_record const& record) const;

    copy_contents seen;

private:
    fs::path from_;
    copy_visitor* to_;
};

checked<void> reading::entry(copy_record const& record)
{
    auto const raw = entry_in(record);
    if (seen.events.empty() || !raw)
        return fault{fmt::format("{}: an entry that belongs to no event", from_.string())};
    auto& [id, end] = seen.events.back();
    auto const* const chain = raw->find("chain");
    if (revision_of(raw->id) != end.revision + 1 || !chain || chain_of(end.chain, *raw) != *chain)
        return fault{
            fmt::format("{}: event {}: entry {} does not follow revision {} by its chain: an entry "
                        "is missing, was altered or was moved; use another copy",
                        from_.string(), id, raw->id, end.revision)};
    end = {end.revision + 1, std::string(*chain)};
    ++seen.entries;
    return to_ ? to_->entry(*raw) : checked<void>();
}

checked<void> reading::goes_on(copy_record const& record) const
{
    auto const& [id, end] = seen.events.back();
    bool const same = record.kind == 'L' && record.words.size() == 3 && record.words[0] == id &&
                      record.words[1] == std::to_string(end.revision) &&
                      record.words[2] == end.chain;
    if (same) return {};
    return fault{
        fmt::format("{}: event {}: a segment does not go on at revision {}: one is missing "
                    "or was altered; use another copy",
                    from_.string(), id, end.revision)};
}

fault incomplete(fs::path const& file, std::string_view why)
{
    return {fmt::format("{}: {}: the backup was not finished or was cut; use another one",
                        file.string(), why)};
}

checked<void> read_backup(fs::path const& file, reading& into)
{
    record_reader reader(file);
    bool ended = false;
    while (true) {
        auto const next = reader.next();
        if (!next) return next.error();
        if (!*next) break;
        auto const& [kind, words] = **next;
        checked<void> done;
        if (ended) return incomplete(file, "something follows the end");
        if (kind == 'F' && words.size() == 2)
            done = into.file(words[0], words[1]);
        else if (kind == 'L' && words.size() == 3)
            done = into.event(words[0]);
        else if (kind == 'E')
            done = into.entry(**next);
        else if (kind == 'Z' && words.size() == 1 && words[0] == std::to_string(into.seen.entries))
            ended = true;
        else
            return incomplete(file, "a record that no backup has");
        if (!done) return done;
    }
    return ended ? checked<void>() : incomplete(file, "the end is missing");
}

checked<void> read_segment(fs::path const& segment, bool last, reading& into)
{
    record_reader reader(segment);
    bool first = true;
    while (true) {
        auto const next = reader.next();
        if (!next && last && reader.torn()) return {};  // the moment of the loss
        if (!next) return next.error();
        if (!*next) return {};
        auto done = first ? into.goes_on(**next) : into.entry(**next);
        if (!done) return done;
        first = false;
    }
}

checked<void> read_line(fs::path const& line, reading& into)
{
    auto const segments = segments_of(line);
    for (auto const& segment : segments)
        if (auto done = read_segment(segment, segment == segments.back(), into); !done) return done;
    return {};
}

// How far a line goes, by its last segment's name: enough to see that one was abandoned early.
std::uint64_t size_of(fs::path const& line)
{
    std::uint64_t bytes = 0;
    for (auto const& segment : segments_of(line)) bytes += fs::file_size(segment);
    return bytes;
}

// The place in `lines` of the one to read.
checked<std::size_t> line_to_read(fs::path const& event, std::vector<fs::path> const& lines,
                                  unsigned wanted)
{
    if (wanted > lines.size())
        return fault{
            fmt::format("{} has no line {}, only {}", event.string(), wanted, lines.size())};
    if (wanted > 0) return std::size_t{wanted - 1};
    for (std::size_t i = 0; i + 1 < lines.size(); ++i)
        if (size_of(lines[i]) > size_of(lines.back()))
            return fault{fmt::format(
                "{} has {} lines, and line {} is longer than the newest: the store began anew in "
                "between; name the one to restore with --line",
                event.string(), lines.size(), i + 1)};
    return lines.size() - 1;
}

checked<void> read_files(fs::path const& folder, reading& into)
{
    std::error_code missing;
    for (auto const& each : fs::directory_iterator(folder, missing)) {
        std::ifstream in(each.path(), std::ios::binary);
        std::string const bytes{std::istreambuf_iterator<char>(in), {}};
        if (!in) return fault{fmt::format("{} cannot be read", each.path().string())};
        auto done = into.file(each.path().filename().string(), bytes);
        if (!done) return done;
    }
    return {};
}

checked<void> read_directory(copy_source const& source, reading& into)
{
    std::error_code missing;
    for (auto const& each : fs::directory_iterator(source.from, missing)) {
        auto const lines = lines_of(each.path());
        if (lines.empty()) continue;
        auto const line = line_to_read(each.path(), lines, source.line);
        if (!line) return line.error();
        auto done = into.event(each.path().filename().string());
        if (done) done = read_files(lines[*line] / copy_files_folder, into);
        if (done) done = read_line(lines[*line], into);
        if (!done) return done;
    }
    return {};
}

}  // namespace

checked<copy_contents> read_copy(copy_source const& source, copy_visitor* to)
{
    reading into(source.from, to);
    std::error_code missing;
    auto const what = fs::status(source.from, missing);
    if (!fs::exists(what))
        return fault{fmt::format("{}: no such backup or second copy", source.from.string())};
    auto done =
        fs::is_directory(what) ? read_directory(source, into) : read_backup(source.from, into);
    if (!done) return done.error();
    if (into.seen.entries == 0)
        return fault{fmt::format("{}: no event is in it", source.from.string())};
    return std::move(into.seen);
}

}  // namespace sejuta::ledger
