// SPDX-License-Identifier: Apache-2.0
#include "ledger/copy_writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "base/whole_file.hpp"
#include "ledger/copy_record.hpp"
#include "ledger/recount.hpp"

namespace sejuta::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view line_prefix = "line-";
constexpr std::string_view segment_suffix = ".segment";

std::vector<fs::path> sorted(fs::path const& folder, auto const& wanted)
{
    std::vector<fs::path> found;
    std::error_code missing;
    for (auto const& each : fs::directory_iterator(folder, missing))
        if (wanted(each.path().filename().string())) found.push_back(each.path());
    std::sort(found.begin(), found.end());
    return found;
}

bool make_folder(fs::path const& folder)
{
    if (mkdir(folder.c_str(), S_IRWXU) != 0) return errno == EEXIST && fs::is_directory(folder);
    return !base::sync_folder_of(folder);
}

}  // namespace

std::vector<fs::path> lines_of(fs::path const& event)
{
    return sorted(event, [](std::string const& name) { return name.starts_with(line_prefix); });
}

std::vector<fs::path> segments_of(fs::path const& line)
{
    return sorted(line, [](std::string const& name) { return name.ends_with(segment_suffix); });
}

copy_writer::copy_writer(fs::path const& copy, std::string_view event)
    : folder_(copy / event),
      event_(event),
      end_{0, std::string(chain_start)}
{
}

copy_writer::~copy_writer()
{
    close();
}

void copy_writer::close()
{
    if (file_ >= 0) ::close(file_);
    file_ = -1;
    unwritten_.clear();
}

base::fault copy_writer::failed(std::string_view doing) const
{
    return {
        fmt::format("{} of the second copy of event {} failed ({}): make room on the disk of {} "
                    "and let the server write there",
                    doing, event_, std::strerror(errno), folder_.string())};
}

base::checked<void> copy_writer::open()
{
    close();
    end_ = {0, std::string(chain_start)};
    bytes_ = 0;
    line_.clear();
    segment_.clear();
    auto const lines = lines_of(folder_);
    if (lines.empty()) return {};
    line_ = lines.back();
    // A segment that was begun and has nothing whole yet is none.
    auto const segments = segments_of(line_);
    for (auto at = segments.rbegin(); at != segments.rend() && bytes_ == 0; ++at) read(*at);
    return {};
}

void copy_writer::read(fs::path const& segment)
{
    segment_ = segment;
    record_reader reader(segment);
    while (true) {
        auto const record = reader.next();
        if (!record || !*record) return;
        bytes_ = reader.good_bytes();
        auto const& words = (*record)->words;
        if ((*record)->kind == 'L' && words.size() == 3)
            end_ = {revision_of(std::string(words[1]) + "-0").value_or(0), std::string(words[2])};
        auto const entry = entry_in(**record);
        auto const* const chain = entry ? entry->find("chain") : nullptr;
        if (chain) end_ = {revision_of(entry->id).value_or(0), std::string(*chain)};
    }
}

base::checked<void> copy_writer::open_file(fs::path const& file, bool fresh)
{
    close();
    int const flags = O_WRONLY | O_APPEND | O_CLOEXEC | (fresh ? O_CREAT | O_TRUNC : 0);
    file_ = ::open(file.c_str(), flags, S_IRUSR | S_IWUSR);
    if (file_ < 0) return failed("opening " + file.filename().string());
    if (fresh && base::sync_folder_of(file)) return failed("writing a name");
    return {};
}

base::checked<void> copy_writer::resume()
{
    if (line_.empty()) return begin_line();
    if (bytes_ == 0) return begin_segment();
    if (auto opened = open_file(segment_, false); !opened) return opened;
    if (ftruncate(file_, static_cast<off_t>(bytes_)) != 0) return failed("cutting a torn end");
    return {};
}

base::checked<void> copy_writer::begin_line()
{
    auto const lines = lines_of(folder_);
    if (lines.size() >= limits::copy_lines_max)
        return base::fault{
            fmt::format("the second copy of event {} has {} lines already: move {} "
                        "away and look why its ledger changes so often",
                        event_, lines.size(), folder_.string())};
    close();
    line_ = folder_ / fmt::format("{}{:04}", line_prefix, lines.size() + 1);
    end_ = {0, std::string(chain_start)};
    if (!make_folder(folder_) || !make_folder(line_)) return failed("making a folder");
    return begin_segment();
}

base::checked<void> copy_writer::begin_segment()
{
    segment_ = line_ / fmt::format("{:012}{}", end_.revision + 1, segment_suffix);
    if (auto opened = open_file(segment_, true); !opened) return opened;
    bytes_ = 0;
    auto const revision = std::to_string(end_.revision);
    std::array<std::string_view, 3> const words{event_, revision, end_.chain};
    append_record(unwritten_, 'L', words);
    return {};
}

base::checked<void> copy_writer::append(stream_entry const& entry)
{
    SEJUTA_ASSERT(file_ >= 0, "a copy is resumed before it is written to");
    auto const* const chain = entry.find("chain");
    if (revision_of(entry.id) != end_.revision + 1 || !chain ||
        chain_of(end_.chain, entry) != *chain)
        return base::fault{fmt::format("entry {} does not follow revision {} of event {}", entry.id,
                                       end_.revision, event_)};
    if (bytes_ + unwritten_.size() >= limits::copy_segment_bytes_max) {
        if (auto done = sync(); !done) return done;
        if (auto done = begin_segment(); !done) return done;
    }
    append_entry(unwritten_, entry);
    end_ = {end_.revision + 1, std::string(*chain)};
    return {};
}

base::checked<void> copy_writer::sync()
{
    if (base::write_all(file_, unwritten_)) return failed("writing");
    if (fdatasync(file_) != 0) return failed("syncing");
    bytes_ += unwritten_.size();
    unwritten_.clear();
    return {};
}

}  // namespace sejuta::ledger
