// SPDX-License-Identifier: Apache-2.0
#include "app/user_command.hpp"

#include <fmt/core.h>

#include <functional>

#include "app/ask_password.hpp"
#include "app/say.hpp"
#include "app/settings.hpp"
#include "app/users_file.hpp"
#include "base/clock.hpp"
#include "ingest/authorise/token.hpp"
#include "people/access_token.hpp"
#include "people/password.hpp"

namespace sejuta::app {
namespace {

base::unix_ms now_ms()
{
    return base::real_clock().now_ms();
}

base::checked<asked_password> ask_hash(std::string const& password_file)
{
    auto password = ask_password(password_file);
    if (!password) return password;
    auto hash = people::hash_password(password->text);
    if (!hash) return base::fault{"the password cannot be hashed: 64 MiB of memory are needed"};
    return asked_password{std::move(*hash)};
}

int edit(user_options const& options, std::string_view done,
         std::function<base::checked<void>(people::users&)> const& change)
{
    auto const edited = edit_users(users_path(options.data_dir, options.users_file), change);
    if (!edited) return refuse(edited.error());
    fmt::print("user {} {}\n", options.id, done);
    return exit_ok;
}

base::checked<people::user> wanted_user(user_options const& options)
{
    auto const role = people::role_of(options.role);
    if (!role)
        return base::fault{fmt::format(
            "role \"{}\": national, province, regency, officer, operator or viewer", options.role)};
    people::user one;
    one.id = options.id;
    one.role = *role;
    for (auto const& text : options.regions) {
        auto const region = domain::region_code::from_text(text);
        if (!region)
            return base::fault{fmt::format("region \"{}\": a code is ID, 15 or 15.71", text)};
        one.regions.push_back(*region);
    }
    one.changed_at_ms = now_ms();
    people::users trial;
    if (auto const fits = trial.add(one); !fits) return fits.error();
    return one;
}

}  // namespace

int run_user_add(user_options const& options)
{
    auto one = wanted_user(options);
    if (!one) return refuse(one.error());
    if (!options.no_password) {
        auto hash = ask_hash(options.password_file);
        if (!hash) return refuse(hash.error());
        one->password = std::move(hash->text);
    }
    return edit(options, "is added", [&](people::users& book) { return book.add(*one); });
}

int run_user_passwd(user_options const& options)
{
    auto const book = read_users(users_path(options.data_dir, options.users_file));
    if (!book) return refuse(book.error());
    if (!book->find(options.id))
        return refuse(base::fault{fmt::format("user \"{}\": no such user", options.id)});
    auto const hash = ask_hash(options.password_file);
    if (!hash) return refuse(hash.error());
    return edit(options, "has a new password; its logins end", [&](people::users& into) {
        return into.set_password(options.id, hash->text, now_ms());
    });
}

int run_user_disable(user_options const& options)
{
    return edit(options, "is disabled; its logins end",
                [&](people::users& book) { return book.set_disabled(options.id, true, now_ms()); });
}

int run_user_enable(user_options const& options)
{
    return edit(options, "is enabled", [&](people::users& book) {
        return book.set_disabled(options.id, false, now_ms());
    });
}

int run_user_list(user_options const& options)
{
    auto const book = read_users(users_path(options.data_dir, options.users_file));
    if (!book) return refuse(book.error());
    for (auto const& [id, one] : book->all()) {
        std::string regions;
        for (auto const region : one.regions)
            regions += (regions.empty() ? "" : ",") + region.text();
        fmt::print("{}\t{}\t{}\t{}\n", id, people::word(one.role), regions,
                   one.disabled           ? "disabled"
                   : one.password.empty() ? "tokens only"
                                          : "enabled");
    }
    return exit_ok;
}

int run_user_token(user_options const& options)
{
    if (options.revoke)
        return edit(options, "has no token any more",
                    [&](people::users& book) { return book.revoke_tokens(options.id, now_ms()); });
    auto const book = read_users(users_path(options.data_dir, options.users_file));
    if (!book) return refuse(book.error());
    auto const* who = book->find(options.id);
    if (!who || who->disabled)
        return refuse(base::fault{
            fmt::format("user \"{}\": {}", options.id, who ? "is disabled" : "no such user")});
    auto const keys = ingest::load_or_make_key(options.data_dir);
    if (!keys) return refuse(keys.error());
    auto const now = now_ms();
    fmt::print("{}\n", people::make_access_token(
                           {options.id, now, now + options.days * 86'400'000LL}, keys->secret_key));
    fmt::print(stderr, "user {} may use it during {} days: Authorization: Bearer TOKEN\n",
               options.id, options.days);
    return exit_ok;
}

}  // namespace sejuta::app
