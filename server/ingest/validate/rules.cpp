// SPDX-License-Identifier: Apache-2.0
#include "ingest/validate/rules.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "base/assert.hpp"

namespace sejuta::ingest {
namespace {

namespace json = boost::json;
using domain::rejection_code;

// What stops the reading; caught in parse(), never leaves this file.
struct unreadable {
    std::string why;
};

[[noreturn]] void refuse(std::string_view where, std::string_view why)
{
    throw unreadable{"rules.json: " + std::string(where) + ": " + std::string(why)};
}

json::value const& member(json::object const& of, std::string_view key)
{
    auto const* found = of.if_contains(key);
    if (!found) refuse(key, "is missing");
    return *found;
}

json::object const& object_at(json::object const& of, std::string_view key)
{
    auto const* found = member(of, key).if_object();
    if (!found) refuse(key, "is no object");
    return *found;
}

json::array const& array_at(json::object const& of, std::string_view key)
{
    auto const* found = member(of, key).if_array();
    if (!found) refuse(key, "is no array");
    return *found;
}

json::object const& as_object(json::value const& value, std::string_view where)
{
    auto const* found = value.if_object();
    if (!found) refuse(where, "is no object");
    return *found;
}

std::string as_text(json::value const& value, std::string_view where)
{
    auto const* found = value.if_string();
    if (!found) refuse(where, "is no text");
    return std::string(*found);
}

std::string text_at(json::object const& of, std::string_view key)
{
    return as_text(member(of, key), key);
}

template <class Number>
void take_number(json::object const& of, std::string_view key, Number& into)
{
    auto const* found = member(of, key).if_int64();
    if (!found || *found < 0 ||
        static_cast<std::uint64_t>(*found) > std::uint64_t{std::numeric_limits<Number>::max()})
        refuse(key, "is no number that fits");
    into = static_cast<Number>(*found);
}

rule_limits limits_of(json::object const& from)
{
    rule_limits to;
    take_number(from, "seq_min", to.seq_min);
    take_number(from, "seq_max", to.seq_max);
    take_number(from, "count_min", to.count_min);
    take_number(from, "count_max", to.count_max);
    take_number(from, "own_total_min", to.own_total_min);
    take_number(from, "own_total_max", to.own_total_max);
    take_number(from, "site_code_bytes_max", to.site_code_bytes_max);
    take_number(from, "device_time_min_ms", to.device_time_min_ms);
    take_number(from, "device_time_max_ms", to.device_time_max_ms);
    take_number(from, "service_date_min", to.service_date_min);
    take_number(from, "service_date_max", to.service_date_max);
    take_number(from, "future_retry_ms_max", to.future_retry_ms_max);
    return to;
}

// The numbers of the wire are places in these lists, so they must be ours, in our order.
template <class E>
void check_words(json::object const& words, std::string_view dimension)
{
    auto const& list = array_at(words, dimension);
    auto const& ours = domain::tokens(E{});
    bool const same = std::equal(list.begin(), list.end(), ours.begin(), ours.end(),
                                 [&](json::value const& theirs, auto const& row) {
                                     return as_text(theirs, dimension) == row.word;
                                 });
    if (!same) refuse(dimension, "are not the values of the wire in its order");
}

template <class E>
E value_of(json::value const& from, std::string_view dimension)
{
    auto const found = domain::from_word<E>(as_text(from, dimension));
    if (!found) refuse(dimension, "has a word that the wire lacks");
    return *found;
}

std::optional<domain::advice> advice_of(std::string_view word)
{
    using enum domain::advice;
    if (word == "final") return final;
    if (word == "retry_later") return retry_later;
    if (word == "retry_after_reconcile") return retry_after_reconcile;
    if (word == "confirm") return confirm;
    return std::nullopt;
}

rule_text text_of(json::object const& from)
{
    std::uint8_t number = 0;
    take_number(from, "number", number);
    if (number < 1 || number > domain::rejection_codes) refuse("number", "is no rejection's");
    auto const advice = advice_of(text_at(from, "advice"));
    if (!advice) refuse("advice", "is none of the wire");
    return {static_cast<rejection_code>(number),
            *advice,
            text_at(from, "code"),
            text_at(from, "field"),
            text_at(from, "text_id"),
            text_at(from, "text_en")};
}

std::size_t place_in_table(auto value)
{
    return static_cast<std::size_t>(value) - 1;
}

}  // namespace

struct rules::reader {
    rules to;

    rejection_code code_of(std::string const& name) const
    {
        auto const found = std::find_if(to.texts_.begin(), to.texts_.end(),
                                        [&](rule_text const& row) { return row.name == name; });
        if (found == to.texts_.end()) refuse(name, "has no row in rejections");
        return found->code;
    }

    std::vector<rejection_code> order(json::array const& names) const
    {
        std::vector<rejection_code> codes;
        for (auto const& name : names) codes.push_back(code_of(as_text(name, "order")));
        return codes;
    }

    void take_method(json::object const& from)
    {
        auto const what = value_of<domain::method>(member(from, "method"), "method");
        auto& row = to.methods_[place_in_table(what)];
        for (auto const& each : array_at(from, "places"))
            row.places[place_in_table(value_of<domain::place>(each, "places"))] = true;
        for (auto const& each : array_at(from, "postpartum"))
            row.postpartum[place_in_table(value_of<domain::postpartum>(each, "postpartum"))] = true;
        if (from.contains("otherwise")) row.otherwise = code_of(text_at(from, "otherwise"));
        bool const all =
            std::all_of(row.postpartum.begin(), row.postpartum.end(), [](bool has) { return has; });
        if (all == row.otherwise.has_value())
            refuse("otherwise", "stands exactly where a method does not take every client");
    }

    void take(json::object const& all)
    {
        to.limits_ = limits_of(object_at(all, "limits"));
        auto const& words = object_at(all, "words");
        check_words<domain::method>(words, "method");
        check_words<domain::category>(words, "category");
        check_words<domain::postpartum>(words, "postpartum");
        check_words<domain::place>(words, "place");
        check_words<domain::partner>(words, "partner");
        for (auto const& each : array_at(all, "rejections"))
            to.texts_.push_back(text_of(as_object(each, "rejections")));
        auto const& methods = array_at(all, "methods");
        if (methods.size() != to.methods_.size()) refuse("methods", "has a row for each method");
        for (auto const& each : methods) take_method(as_object(each, "methods"));
        to.report_order_ = order(array_at(object_at(all, "order"), "report"));
        to.close_order_ = order(array_at(object_at(all, "order"), "close_day"));
    }
};

base::checked<rules> rules::parse(std::string_view text)
{
    json::error_code failed;
    auto const value = json::parse(text, failed);
    if (failed) return base::fault{"rules.json: not JSON: " + failed.message()};
    try {
        reader read;
        read.take(as_object(value, "the file"));
        return std::move(read.to);
    } catch (unreadable const& wrong) {
        return base::fault{wrong.why};
    }
}

bool rules::is_given_at(domain::method what, domain::place where) const
{
    return methods_[place_in_table(what)].places[place_in_table(where)];
}

std::optional<rejection_code> rules::refusal_of(domain::method what, domain::postpartum when) const
{
    auto const& row = methods_[place_in_table(what)];
    if (row.postpartum[place_in_table(when)]) return std::nullopt;
    return row.otherwise;
}

rules const& field_rules()
{
    static rules const built_in = [] {
        auto parsed = rules::parse(
#include "rules_json.inc"
        );
        SEJUTA_ASSERT(parsed.has_value(), "the rules that the program was built with are sound");
        return std::move(*parsed);
    }();
    return built_in;
}

}  // namespace sejuta::ingest
