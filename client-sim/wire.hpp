// SPDX-License-Identifier: Apache-2.0
// Bytes between processes of one run, which are one program: plain values as they lie in memory,
// texts and lists with their length before them. Never for a file or another machine.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/assert.hpp"
#include "words.hpp"

namespace sejuta::sim {

class packer {
public:
    template <class T>
    void put(T const& value)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        out_.append(reinterpret_cast<char const*>(&value), sizeof value);
    }
    void put_text(std::string_view text)
    {
        put(text.size());
        out_.append(text);
    }
    void put_saying(saying const& said)
    {
        put_text(said.en);
        put_text(said.id);
    }
    template <class T>
    void put_list(std::vector<T> const& list)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        put(list.size());
        out_.append(reinterpret_cast<char const*>(list.data()), list.size() * sizeof(T));
    }
    std::string take() { return std::move(out_); }

private:
    std::string out_;
};

class unpacker {
public:
    explicit unpacker(std::string_view bytes) : left_(bytes) {}

    template <class T>
    T get()
    {
        static_assert(std::is_trivially_copyable_v<T>);
        T value;
        std::memcpy(&value, bytes(sizeof value), sizeof value);
        return value;
    }
    std::string get_text()
    {
        auto const size = get<std::size_t>();
        return {bytes(size), size};
    }
    saying get_saying()
    {
        auto en = get_text();
        return {std::move(en), get_text()};
    }
    template <class T>
    std::vector<T> get_list()
    {
        auto const size = get<std::size_t>();
        std::vector<T> out(size);
        if (size > 0) std::memcpy(out.data(), bytes(size * sizeof(T)), size * sizeof(T));
        return out;
    }

private:
    char const* bytes(std::size_t size)
    {
        SEJUTA_ASSERT(size <= left_.size(), "both ends of the pipe are one program");
        auto const* const at = left_.data();
        left_.remove_prefix(size);
        return at;
    }

    std::string_view left_;
};

}  // namespace sejuta::sim
