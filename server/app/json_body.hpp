// SPDX-License-Identifier: Apache-2.0
// Bodies that people's pages send, read strictly: a JSON object of known keys and nothing else, so
// that a misspelt key is refused and never ignored.
#pragma once

#include <boost/json/object.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sejuta::app {

// The object, where the text is one that is nested at most `depth` deep.
std::optional<boost::json::object> object_of(std::string_view body, std::size_t depth);

// The texts of an object that has these keys and no other, in their order; nothing where one is
// missing, is no text, or where the body is anything else.
std::optional<std::vector<std::string>> texts_of(std::string_view body,
                                                 std::initializer_list<std::string_view> keys);

}  // namespace sejuta::app
