// SPDX-License-Identifier: Apache-2.0
#include "app/ask_password.hpp"

#include <fmt/core.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <fstream>
#include <iostream>

#include "people/password.hpp"

namespace sejuta::app {
namespace {

// The terminal does not show what is typed while this lives.
class without_echo {
public:
    without_echo()
    {
        ::tcgetattr(STDIN_FILENO, &before_);
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~without_echo() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
    without_echo(without_echo const&) = delete;
    without_echo& operator=(without_echo const&) = delete;

private:
    termios before_{};
};

std::string typed(std::string_view prompt)
{
    fmt::print(stderr, "{}: ", prompt);
    std::string line;
    {
        without_echo const silent;
        std::getline(std::cin, line);
    }
    fmt::print(stderr, "\n");
    return line;
}

base::checked<asked_password> checked_password(std::string text)
{
    if (auto const wrong = people::password_fault(text)) return base::fault{*wrong};
    return asked_password{std::move(text)};
}

base::checked<asked_password> from_stream(std::istream& in)
{
    std::string line;
    std::getline(in, line);
    return checked_password(std::move(line));
}

base::checked<asked_password> from_file(std::string const& name)
{
    struct stat facts{};
    if (::stat(name.c_str(), &facts) == 0 && (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return base::fault{"password file " + name + " may be read by others: chmod 600 " + name};
    std::ifstream in(name);
    if (!in) return base::fault{"cannot read the password file " + name};
    return from_stream(in);
}

}  // namespace

base::checked<asked_password> ask_password(std::string const& password_file)
{
    if (password_file == "-") return from_stream(std::cin);
    if (!password_file.empty()) return from_file(password_file);
    if (::isatty(STDIN_FILENO) == 0)
        return base::fault{
            "no terminal to type a password at: give --password-file FILE, or - for standard "
            "input"};
    auto const first = typed("Password");
    if (auto const wrong = people::password_fault(first)) return base::fault{*wrong};
    if (typed("Again") != first) return base::fault{"the two passwords differ"};
    return asked_password{first};
}

}  // namespace sejuta::app
