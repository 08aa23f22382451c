// SPDX-License-Identifier: Apache-2.0
// One book from the pages that several crews have written.
#include <algorithm>

#include "book.hpp"
#include "wire.hpp"

namespace sejuta::sim {

void book::add_sums(book const& other)
{
    counted_ += other.counted_;
    refused_ += other.refused_;
    refused_as_expected_ += other.refused_as_expected_;
    unexpected_ += other.unexpected_;
    sendings_ += other.sendings_;
    duplicates_ += other.duplicates_;
    repeated_ += other.repeated_;
    reopened_ += other.reopened_;
    for (auto const& [code, times] : other.rejections_) rejections_[code] += times;
    if (other.newest_.epoch == newest_.epoch)
        newest_.revision = std::max(newest_.revision, other.newest_.revision);
    else if (other.newest_.revision > 0)
        newest_ = other.newest_;
    contradictions_.insert(contradictions_.end(), other.contradictions_.begin(),
                           other.contradictions_.end());
}

void book::absorb(book const& other, shard const& of)
{
    for (std::size_t i = 0; i < pages_.size(); ++i)
        if (of.owns(i)) pages_[i] = other.pages_[i];
    add_sums(other);
}

void book::lose(shard const& of)
{
    for (std::size_t i = 0; i < pages_.size(); ++i)
        if (of.owns(i)) unknown_ += pages_[i].size();
}

std::string book::pack(shard const& of) const
{
    packer out;
    for (std::size_t i = 0; i < pages_.size(); ++i)
        if (of.owns(i)) out.put_list(pages_[i]);
    for (auto const number : {counted_, refused_, refused_as_expected_, unexpected_, sendings_,
                              duplicates_, repeated_, reopened_})
        out.put(number);
    out.put(rejections_.size());
    for (auto const& [code, times] : rejections_) {
        out.put(code);
        out.put(times);
    }
    out.put(newest_);
    out.put(contradictions_.size());
    for (auto const& one : contradictions_) out.put_saying(one);
    return out.take();
}

void book::absorb(std::string_view packed, shard const& of)
{
    unpacker in(packed);
    for (std::size_t i = 0; i < pages_.size(); ++i)
        if (of.owns(i)) pages_[i] = in.get_list<entry>();
    book sums{plan_};
    for (auto* number :
         {&sums.counted_, &sums.refused_, &sums.refused_as_expected_, &sums.unexpected_,
          &sums.sendings_, &sums.duplicates_, &sums.repeated_, &sums.reopened_})
        *number = in.get<std::uint64_t>();
    for (auto left = in.get<std::size_t>(); left > 0; --left) {
        auto const code = in.get<int>();
        sums.rejections_[code] = in.get<std::uint64_t>();
    }
    sums.newest_ = in.get<sim::newest>();
    for (auto left = in.get<std::size_t>(); left > 0; --left)
        sums.contradictions_.push_back(in.get_saying());
    add_sums(sums);
}

}  // namespace sejuta::sim
