// SPDX-License-Identifier: Apache-2.0
#include "app/json_body.hpp"

#include <boost/json/parse.hpp>

namespace sejuta::app {

std::optional<boost::json::object> object_of(std::string_view body, std::size_t depth)
{
    boost::json::parse_options strict;
    strict.max_depth = depth;
    boost::json::error_code failed;
    auto value = boost::json::parse(body, failed, {}, strict);
    if (failed || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

std::optional<std::vector<std::string>> texts_of(std::string_view body,
                                                 std::initializer_list<std::string_view> keys)
{
    auto const object = object_of(body, 1);
    if (!object || object->size() != keys.size()) return std::nullopt;
    std::vector<std::string> texts;
    for (auto const key : keys) {
        auto const* const text = object->if_contains(key);
        if (!text || !text->is_string()) return std::nullopt;
        texts.emplace_back(text->get_string());
    }
    return texts;
}

}  // namespace sejuta::app
