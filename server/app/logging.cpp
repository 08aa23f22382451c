// SPDX-License-Identifier: Apache-2.0
#include "app/logging.hpp"

#include <google/protobuf/stubs/logging.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace sejuta::app {

std::optional<std::string> start_logging(settings const& with)
{
    // protobuf would write a line about each hostile frame to standard error.
    google::protobuf::SetLogHandler(nullptr);
    try {
        auto const log = with.log_file.empty() ? spdlog::stderr_color_mt("sejuta")
                                               : spdlog::basic_logger_mt("sejuta", with.log_file);
        log->set_level(spdlog::level::from_str(with.log_level));
        log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
        log->flush_on(spdlog::level::info);
        spdlog::set_default_logger(log);
    } catch (spdlog::spdlog_ex const& wrong) {
        return "log-file \"" + with.log_file + "\": " + wrong.what();
    }
    return std::nullopt;
}

}  // namespace sejuta::app
