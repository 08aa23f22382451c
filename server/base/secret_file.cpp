// SPDX-License-Identifier: Apache-2.0
#include "base/secret_file.hpp"

#include <fstream>

#include "base/whole_file.hpp"

namespace sejuta::base {
namespace {

fault cannot(std::string_view act, secret_file const& where, std::error_code why)
{
    return {"cannot " + std::string(act) + " " + where.what + " " + where.file.string() + ": " +
            why.message() + ". Give the data directory to the user that runs sejuta."};
}

checked<void> read(secret_file const& where, std::span<unsigned char> bytes)
{
    std::ifstream in(where.file, std::ios::binary);
    if (!in) return cannot("read", where, last_error());
    if (!in.read(reinterpret_cast<char*>(bytes.data()),
                 static_cast<std::streamsize>(bytes.size())) ||
        in.peek() != std::ifstream::traits_type::eof())
        return fault{where.what + " " + where.file.string() + " is not " +
                     std::to_string(bytes.size()) + " bytes long: " + where.when_damaged};
    return {};
}

checked<void> write(secret_file const& where, std::span<unsigned char> bytes)
{
    std::string_view const text(reinterpret_cast<char const*>(bytes.data()), bytes.size());
    auto const wrong = create_file(where.file, text, 0600);
    if (wrong == std::errc::file_exists) return read(where, bytes);
    if (wrong) return cannot("write", where, wrong);
    return {};
}

}  // namespace

checked<void> load_or_make_secret(secret_file const& where, std::span<unsigned char> bytes,
                                  std::function<void(std::span<unsigned char>)> const& make)
{
    auto const directory = where.file.parent_path();
    std::error_code ignored;
    if (std::filesystem::create_directories(directory, ignored))
        std::filesystem::permissions(directory, std::filesystem::perms::owner_all, ignored);
    if (std::filesystem::exists(where.file, ignored)) return read(where, bytes);
    make(bytes);
    return write(where, bytes);
}

}  // namespace sejuta::base
