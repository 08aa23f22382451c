// SPDX-License-Identifier: Apache-2.0
// See progress.hpp.
#include "progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>
#include <cstdio>

namespace sejuta::sim {
namespace {

constexpr double plain_interval_seconds = 5;

std::size_t width_of_terminal()
{
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

void progress::show(moment const& now)
{
    last_ = now;
    if (terminal_) {
        auto const line = progress_line(now, true, width_of_terminal());
        char const* const paint = !color_ ? "" : now.rejections > 0 ? "\x1b[33m" : "\x1b[36m";
        std::fprintf(stderr, "\r\x1b[K%s%s%s", paint, line.c_str(), color_ ? "\x1b[0m" : "");
        std::fflush(stderr);
        drawn_ = true;
        return;
    }
    if (now.elapsed_seconds - said_at_seconds_ < plain_interval_seconds) return;
    said_at_seconds_ = now.elapsed_seconds;
    std::fprintf(stderr, "%s\n", progress_line(now, false, 0).c_str());
}

void progress::say(std::string const& sentence)
{
    std::fprintf(stderr, "%s%s\n", terminal_ && drawn_ ? "\r\x1b[K" : "", sentence.c_str());
}

void progress::finish()
{
    if (terminal_ && drawn_) std::fputc('\n', stderr);
    if (!terminal_ && last_.terminals > 0)
        std::fprintf(stderr, "%s\n", progress_line(last_, false, 0).c_str());
    drawn_ = false;
}

}  // namespace sejuta::sim
