// SPDX-License-Identifier: Apache-2.0
#include "twin/outbox.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "base/whole_file.hpp"

namespace sejuta::twin {
namespace {

namespace json = boost::json;

std::string to_hex(std::string_view bytes)
{
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), reinterpret_cast<unsigned char const*>(bytes.data()),
                   bytes.size());
    text.pop_back();  // the terminating zero
    return text;
}

std::string from_hex(std::string_view text)
{
    std::string bytes(text.size() / 2, '\0');
    std::size_t size = 0;
    if (sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                       text.size(), nullptr, &size, nullptr) != 0 ||
        size * 2 != text.size())
        throw std::runtime_error("not hex");
    return bytes;
}

std::string text_at(json::object const& from, char const* key)
{
    return std::string(from.at(key).as_string());
}

template <class Number>
Number number_at(json::object const& from, char const* key)
{
    return from.at(key).to_number<Number>();
}

json::object to_json(domain::sent_report const& said)
{
    return {{"seq", said.seq},
            {"site", said.site},
            {"service_date", said.service_date},
            {"method", said.method},
            {"category", said.category},
            {"postpartum", said.postpartum},
            {"partner", said.partner},
            {"count", said.count},
            {"confirmed", said.confirmed},
            {"device_time_ms", said.device_time_ms}};
}

domain::sent_report report_of(json::object const& from)
{
    domain::sent_report said;
    said.seq = number_at<std::uint32_t>(from, "seq");
    said.site = text_at(from, "site");
    said.service_date = number_at<std::uint32_t>(from, "service_date");
    said.date_chosen = true;
    said.method = number_at<int>(from, "method");
    said.category = number_at<int>(from, "category");
    said.postpartum = number_at<int>(from, "postpartum");
    said.partner = number_at<int>(from, "partner");
    said.count = number_at<std::uint32_t>(from, "count");
    said.confirmed = from.at("confirmed").as_bool();
    said.device_time_ms = number_at<base::unix_ms>(from, "device_time_ms");
    return said;
}

json::object to_json(std::uint32_t seq, domain::sent_proof const& receipt)
{
    return {{"seq", seq},
            {"epoch", receipt.epoch},
            {"revision", receipt.revision},
            {"event_time_ms", receipt.event_time_ms},
            {"late", receipt.late},
            {"service_date", receipt.service_date},
            {"mac", to_hex(receipt.mac)}};
}

domain::sent_proof receipt_of(json::object const& from)
{
    return {.epoch = number_at<std::uint64_t>(from, "epoch"),
            .revision = number_at<std::uint64_t>(from, "revision"),
            .event_time_ms = number_at<base::unix_ms>(from, "event_time_ms"),
            .late = from.at("late").as_bool(),
            .service_date = number_at<std::uint32_t>(from, "service_date"),
            .mac = from_hex(from.at("mac").as_string())};
}

}  // namespace

outbox::outbox(outbox&& from) noexcept
    : file_(std::move(from.file_)),
      descriptor_(std::exchange(from.descriptor_, -1)),
      size_(from.size_),
      event_(std::move(from.event_)),
      terminal_(std::move(from.terminal_)),
      welcome_(std::move(from.welcome_)),
      welcome_at_ms_(from.welcome_at_ms_),
      reports_(std::move(from.reports_)),
      taken_(std::move(from.taken_))
{
}

outbox::~outbox()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

base::fault outbox::fault_of(std::string const& what) const
{
    return base::fault{"The outbox " + file_.string() + " " + what};
}

base::checked<outbox> outbox::open(std::filesystem::path const& file)
{
    outbox opened;
    opened.file_ = file;
    opened.descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (opened.descriptor_ < 0)
        return opened.fault_of(std::string("cannot be opened: ") + std::strerror(errno) + ".");
    if (::flock(opened.descriptor_, LOCK_EX | LOCK_NB) != 0)
        return opened.fault_of("is in use by another process: wait until it has ended.");
    std::string text;
    auto wrong = base::read_all(opened.descriptor_, text);
    if (!wrong) wrong = base::sync_folder_of(file);
    if (wrong) return opened.fault_of("cannot be read: " + wrong.message() + ".");
    if (auto const loaded = opened.load(text); !loaded) return loaded.error();
    return opened;
}

// Reads whole lines; what stands behind the last line's end was cut short by a crash.
base::checked<void> outbox::load(std::string const& text)
{
    std::size_t number = 0;
    for (std::size_t from = 0;;) {
        auto const end = text.find('\n', from);
        size_ = static_cast<std::int64_t>(from);
        if (end == std::string::npos) break;
        ++number;
        try {
            apply(json::parse(std::string_view(text).substr(from, end - from)).as_object());
        } catch (std::exception const&) {
            return fault_of("is damaged in line " + std::to_string(number) +
                            ": keep the file, and ask who can read it. Nothing was sent.");
        }
        from = end + 1;
    }
    if (static_cast<std::size_t>(size_) < text.size() && ::ftruncate(descriptor_, size_) != 0)
        return fault_of(std::string("cannot be written: ") + std::strerror(errno) + ".");
    return {};
}

void outbox::apply(json::object const& line)
{
    if (line.contains("outbox")) {
        if (number_at<int>(line, "outbox") != 1) throw std::runtime_error("another version");
        event_ = text_at(line, "event");
        terminal_ = text_at(line, "terminal");
    } else if (line.contains("world")) {
        welcome_ = from_hex(line.at("world").as_string());
        welcome_at_ms_ = number_at<base::unix_ms>(line, "at_ms");
    } else if (line.contains("taken")) {
        auto const& rows = line.at("reports").as_array();
        if (rows.empty()) throw std::runtime_error("no reports");
        for (auto const& row : rows) {
            auto said = report_of(row.as_object());
            auto const seq = said.seq;
            reports_[seq].said = std::move(said);
        }
        taken_[text_at(line, "taken")] = {number_at<std::uint32_t>(rows.front().as_object(), "seq"),
                                          number_at<std::uint32_t>(rows.back().as_object(), "seq")};
    } else if (line.contains("receipts")) {
        for (auto const& row : line.at("receipts").as_array()) {
            auto& of = reports_.at(number_at<std::uint32_t>(row.as_object(), "seq"));
            of.receipt = receipt_of(row.as_object());
            of.refused.reset();
        }
    } else {
        for (auto const& row : line.at("refused").as_array()) {
            auto const& said = row.as_object();
            reports_.at(number_at<std::uint32_t>(said, "seq")).refused =
                refusal{text_at(said, "code"), text_at(said, "text")};
        }
    }
}

// On disk when it returns; after a failure the file is as it was.
base::checked<void> outbox::append(json::object const& line)
{
    auto const text = json::serialize(line) + "\n";
    if (!base::write_all(descriptor_, text) && ::fdatasync(descriptor_) == 0) {
        size_ += static_cast<std::int64_t>(text.size());
        apply(line);
        return {};
    }
    auto const why = std::string(std::strerror(errno));
    if (::ftruncate(descriptor_, size_) != 0)
        return fault_of("cannot be written (" + why + ") nor be put back: stop, and free space.");
    return fault_of("cannot be written: " + why + ". Nothing was taken.");
}

base::checked<void> outbox::bind(std::string const& event, std::string const& terminal)
{
    if (event_.empty()) return append({{"outbox", 1}, {"event", event}, {"terminal", terminal}});
    if (event_ == event && terminal_ == terminal) return {};
    return fault_of("is of terminal " + terminal_ + " of event " + event_ + ", the token of " +
                    terminal + " of " + event + ": give each terminal an outbox of its own.");
}

base::checked<void> outbox::learn(std::string const& welcome, base::unix_ms at_ms)
{
    return append({{"world", to_hex(welcome)}, {"at_ms", at_ms}});
}

std::optional<seq_span> outbox::taken(std::string const& key) const
{
    auto const found = taken_.find(key);
    return key.empty() || found == taken_.end() ? std::nullopt : std::optional(found->second);
}

base::checked<seq_span> outbox::take(std::string const& key,
                                     std::vector<domain::sent_report> reports, base::unix_ms at_ms)
{
    SEJUTA_ASSERT(!reports.empty() && !taken(key), "a key is taken once, with reports");
    auto const last = reports_.empty() ? 0 : reports_.rbegin()->first;
    if (reports.size() > limits::seq_max - last)
        return fault_of("has no numbers left: enrol a new terminal.");
    auto next = last;
    json::array rows;
    for (auto& report : reports) {
        report.seq = ++next;
        rows.push_back(to_json(report));
    }
    json::object line{{"taken", key}, {"at_ms", at_ms}, {"reports", std::move(rows)}};
    if (auto const kept = append(line); !kept) return kept.error();
    return seq_span{last + 1, next};
}

base::checked<void> outbox::keep_receipts(
    std::vector<std::pair<std::uint32_t, domain::sent_proof>> const& receipts)
{
    json::array rows;
    for (auto const& [seq, receipt] : receipts) rows.push_back(to_json(seq, receipt));
    return append({{"receipts", std::move(rows)}});
}

base::checked<void> outbox::keep_refusals(
    std::vector<std::pair<std::uint32_t, refusal>> const& refusals)
{
    json::array rows;
    for (auto const& [seq, why] : refusals)
        rows.push_back(json::object{{"seq", seq}, {"code", why.code}, {"text", why.text}});
    return append({{"refused", std::move(rows)}});
}

std::vector<std::uint32_t> outbox::waiting() const
{
    std::vector<std::uint32_t> seqs;
    for (auto const& [seq, report] : reports_)
        if (!report.receipt && !report.refused) seqs.push_back(seq);
    return seqs;
}

}  // namespace sejuta::twin
