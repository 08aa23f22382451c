// SPDX-License-Identifier: Apache-2.0
// What is wrong with an event directory: every fault, not only the first, so that an officer
// corrects a file once. A fault is one line: where (file, line or key), the value, and the rule.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sejuta::catalogue {

// Never empty where it is the error of a loaded<T>; in the order of files, then of lines.
struct fault_list {
    std::vector<std::string> lines;
};

template <class T>
using loaded = boost::system::result<T, fault_list>;

// Only for boost::system::result: value() on faults throws this.
[[noreturn]] void throw_exception_from_error(fault_list const&, boost::source_location const&);

// Collects the faults while a directory is read. Not thread-safe; lives as long as one load.
class faults {
public:
    // "data/events/x/targets.csv:7: target "12.5": a whole number of acceptors, 1 or more"
    void at_line(std::string_view file, std::size_t line, std::string_view what,
                 std::string_view rule);
    void in_file(std::string_view file, std::string_view rule);

    bool none() const { return lines_.empty(); }
    std::size_t count() const { return lines_.size(); }
    fault_list take() { return {std::move(lines_)}; }

private:
    std::vector<std::string> lines_;
};

// `target "12.5"`: a name with the value that was found, control characters shown as '?', cut at
// 60 bytes so that a wrong file cannot flood the log.
std::string quoted(std::string_view name, std::string_view value);

}  // namespace sejuta::catalogue
