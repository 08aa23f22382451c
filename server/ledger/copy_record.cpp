// SPDX-License-Identifier: Apache-2.0
#include "ledger/copy_record.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

#include "base/limits.hpp"

namespace sejuta::ledger {
namespace {

constexpr auto npos = std::string::npos;

constexpr std::size_t head_bytes = 9;
constexpr std::size_t checked_bytes = 5;  // of the head
constexpr std::size_t sum_bytes = 16;

void append_number(std::string& out, std::size_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

std::size_t number_at(std::string_view bytes)
{
    std::size_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
    return value;
}

std::array<char, sum_bytes> sum_of(std::string_view bytes)
{
    std::array<char, sum_bytes> sum;
    crypto_generichash(reinterpret_cast<unsigned char*>(sum.data()), sum.size(),
                       reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(), nullptr,
                       0);
    return sum;
}

std::optional<std::vector<std::string_view>> words_in(std::string_view bytes)
{
    std::vector<std::string_view> words;
    while (!bytes.empty()) {
        if (bytes.size() < 4) return std::nullopt;
        auto const size = number_at(bytes);
        bytes.remove_prefix(4);
        if (size > bytes.size()) return std::nullopt;
        words.push_back(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
    return words;
}

}  // namespace

void append_record(std::string& out, char kind, std::span<std::string_view const> words)
{
    auto const from = out.size();
    std::size_t size = 0;
    for (auto const word : words) size += 4 + word.size();
    out.push_back(kind);
    append_number(out, size);
    auto const check = sum_of(std::string_view(out).substr(from));
    out.append(check.data(), head_bytes - checked_bytes);
    for (auto const word : words) {
        append_number(out, word.size());
        out.append(word);
    }
    auto const sum = sum_of(std::string_view(out).substr(from));
    out.append(sum.data(), sum.size());
}

void append_entry(std::string& out, stream_entry const& entry)
{
    std::vector<std::string_view> words{entry.id};
    for (auto const& [field, value] : entry.fields) {
        words.push_back(field);
        words.push_back(value);
    }
    append_record(out, 'E', words);
}

std::optional<stream_entry> entry_in(copy_record const& record)
{
    if (record.kind != 'E' || record.words.size() % 2 != 1) return std::nullopt;
    stream_entry entry{.id = record.words[0], .fields = {}};
    for (std::size_t i = 1; i + 1 < record.words.size(); i += 2)
        entry.fields.emplace_back(record.words[i], record.words[i + 1]);
    return entry;
}

record_reader::record_reader(std::filesystem::path const& file)
    : file_(file),
      in_(file, std::ios::binary)
{
}

base::fault record_reader::damaged(std::string_view how) const
{
    return {fmt::format("{}: the record at byte {} {}", file_.string(), good_, how)};
}

base::checked<std::optional<copy_record>> record_reader::next()
{
    if (!in_) return damaged("cannot be read");
    held_.resize(head_bytes);
    in_.read(held_.data(), head_bytes);
    if (in_.gcount() == 0) return std::optional<copy_record>();
    torn_ = in_.gcount() != head_bytes;
    if (torn_) return damaged("is torn");
    auto const size = number_at(std::string_view(held_).substr(1));
    auto const check = sum_of(std::string_view(held_).substr(0, checked_bytes));
    if (held_.compare(checked_bytes, npos, check.data(), head_bytes - checked_bytes) != 0 ||
        size > limits::copy_record_bytes_max)
        return damaged("was altered");
    held_.resize(head_bytes + size + sum_bytes);
    auto const rest = static_cast<std::streamsize>(size + sum_bytes);
    in_.read(held_.data() + head_bytes, rest);
    torn_ = in_.gcount() != rest;
    if (torn_) return damaged("is torn");
    std::string_view const bytes(held_.data(), head_bytes + size);
    auto const sum = sum_of(bytes);
    if (std::string_view(sum.data(), sum_bytes) != std::string_view(held_).substr(bytes.size()))
        return damaged("was altered: its checksum differs");
    auto words = words_in(bytes.substr(head_bytes));
    if (!words) return damaged("was altered");
    good_ += held_.size();
    return std::optional<copy_record>({held_[0], std::move(*words)});
}

}  // namespace sejuta::ledger
