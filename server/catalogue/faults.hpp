// SPDX-License-Identifier: Apache-2.0
// What is wrong with an event directory or a table: every fault, not only the first, so that an
// officer corrects a file once. A fault is one line: where (file, line or key), the value, the rule
// and, where one is known, what would be right.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/refusal.hpp"

namespace sejuta::catalogue {

struct fault {
    std::string file;
    std::size_t line = 0;  // from 1; 0 where it is of the whole file
    std::string subject;   // the code of the row: "15.07", "S1571-PMB-001"; may be empty
    std::string column;    // or key; may be empty
    std::string value;     // as found; empty where it is empty or must not be shown
    bool value_hidden = false;
    std::string rule;
    std::string suggestion;  // what would be right; may be empty
    refusal why = refusal::other;

    // "data/events/x/targets.csv:7: target "12.5": a whole number of acceptors, 1 or more"
    std::string sentence() const;
    // The same with the row's code before and the code of refusal after it.
    std::string coded_sentence() const;
};

// Never empty where it is the error of a loaded<T>; in the order of files, then of lines.
struct fault_list {
    std::vector<fault> rows;
    std::vector<std::string> lines;  // their sentences
};

template <class T>
using loaded = boost::system::result<T, fault_list>;

// Only for boost::system::result: value() on faults throws this.
[[noreturn]] void throw_exception_from_error(fault_list const&, boost::source_location const&);

// Collects the faults while a directory is read. Not thread-safe; lives as long as one load.
class faults {
public:
    void add(fault found) { rows_.push_back(std::move(found)); }
    // A fault of a table or of event.toml at a line; `what` is the column or key.
    void at_line(std::string_view file, std::size_t line, std::string_view what,
                 std::string_view value, std::string_view rule, refusal why = refusal::other);
    // The same where there is no value to show.
    void at_line(std::string_view file, std::size_t line, std::string_view what,
                 std::string_view rule, refusal why = refusal::other);
    void in_file(std::string_view file, std::string_view rule, refusal why = refusal::other);

    bool none() const { return rows_.empty(); }
    std::size_t count() const { return rows_.size(); }
    std::vector<fault> const& rows() const { return rows_; }
    // Keeps what is of no line before what is of one.
    void sort_by_line();
    fault_list take();

private:
    std::vector<fault> rows_;
};

// `target "12.5"`: a name with the value that was found, control characters shown as '?', cut at
// 60 bytes so that a wrong file cannot flood the log.
std::string quoted(std::string_view name, std::string_view value);

// The faults as a table: row,column,value,rule,suggestion,code. Never a name of the register.
std::string report_csv(fault_list const& found);

}  // namespace sejuta::catalogue
