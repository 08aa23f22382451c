// SPDX-License-Identifier: Apache-2.0
// Organisers' changes as the ledger's own message.
#include <algorithm>

#include "ledger/entry.hpp"
#include "ledger/entry_parts.hpp"

namespace sejuta::ledger {
namespace {

// UTF-8 has at most four bytes a character.
constexpr std::size_t target_set_name_bytes_max = 4 * limits::target_set_name_characters_max;
constexpr std::size_t node_bytes_max = limits::site_code_bytes_max + 16;

using domain::code_hash;

struct filler {
    v1::LedgerChange& out;

    void operator()(domain::target_change const& c) const
    {
        auto& to = *out.mutable_target();
        to.set_set(c.set);
        to.set_node(c.key.node);
        to.set_method_group(c.key.group);
        to.set_month(c.key.month);
        to.set_acceptors(c.acceptors);
    }
    void operator()(domain::site_change const& c) const
    {
        auto& to = *out.mutable_site();
        to.set_code(c.site.code);
        to.set_place(static_cast<v1::Place>(c.site.place));
        to.set_regency(c.site.regency.text());
        to.set_expected(c.site.expected);
        to.set_active(c.site.active);
        to.set_officer(c.site.officer);
    }
    void operator()(domain::site_merge const& c) const
    {
        out.mutable_merge()->set_from(c.from);
        out.mutable_merge()->set_into(c.into);
    }
    void operator()(domain::code_issued const& c) const
    {
        auto& to = *out.mutable_code();
        to.set_code_hash(c.code.data(), c.code.size());
        for (auto const& site : c.sites) to.add_sites(site);
        to.set_expires_at_seconds(c.expires_at_seconds);
    }
    void operator()(domain::enrolment const& c) const
    {
        auto& to = *out.mutable_enrolment();
        to.set_code_hash(c.code.data(), c.code.size());
        to.set_terminal(c.terminal);
        for (auto const& site : c.sites) to.add_sites(site);
    }
    void operator()(domain::revocation const& c) const
    {
        out.mutable_revocation()->set_terminal(c.terminal);
    }
    void operator()(domain::login const&) const { out.mutable_login(); }
    void operator()(domain::account_change const& c) const
    {
        auto& to = *out.mutable_account();
        to.set_user(c.user);
        to.set_step(static_cast<v1::AccountStep>(c.step));
        to.set_role(c.role);
        for (auto const region : c.regions) to.add_regions(region.text());
    }
    void operator()(domain::table_export const& c) const
    {
        out.mutable_table()->set_table(c.table);
        out.mutable_table()->set_region(c.region.text());
    }
};

bool is_node(std::string_view node)
{
    for (std::string_view const kind : {"site:", "officer:"})
        if (node.starts_with(kind))
            return node.size() > kind.size() && node.size() <= node_bytes_max;
    return domain::region_code::from_text(node).has_value();
}

bool is_group(std::string_view group)
{
    return group.empty() || group == "implan+iud" || group == "suntik" || group == "kondom+pil";
}

bool is_month(std::uint32_t month)
{
    return month == 0 ||
           (month / 100 >= 2000 && month / 100 <= 2099 && month % 100 >= 1 && month % 100 <= 12);
}

template <class Repeated>
bool are_sites(Repeated const& sites)
{
    return !sites.empty() &&
           static_cast<std::size_t>(sites.size()) <= limits::sites_per_token_max &&
           std::all_of(sites.begin(), sites.end(),
                       [](auto const& one) { return is_site_code(one); });
}

std::optional<code_hash> hash_of(std::string const& bytes)
{
    code_hash hash{};
    if (bytes.size() != hash.size()) return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

using body = std::optional<decltype(domain::change::what)>;

body target_of(v1::TargetChange const& sent, std::string_view& wrong)
{
    if (sent.set().empty() || sent.set().size() > target_set_name_bytes_max)
        wrong = "target.set";
    else if (!is_node(sent.node()))
        wrong = "target.node";
    else if (!is_group(sent.method_group()))
        wrong = "target.method_group";
    else if (!is_month(sent.month()))
        wrong = "target.month";
    else if (sent.acceptors() < 0 || sent.acceptors() > limits::target_acceptors_max)
        wrong = "target.acceptors";
    else
        return domain::target_change{
            sent.set(), {sent.node(), sent.method_group(), sent.month()}, sent.acceptors()};
    return std::nullopt;
}

body site_of(v1::SiteChange const& sent, std::string_view& wrong)
{
    auto const place = domain::from_number<domain::place>(sent.place());
    auto const regency = domain::region_code::from_text(sent.regency());
    if (!is_site_code(sent.code()))
        wrong = "site.code";
    else if (!place)
        wrong = "site.place";
    else if (!regency || !regency->is_regency())
        wrong = "site.regency";
    else if (sent.officer().size() > limits::officer_code_bytes_max)
        wrong = "site.officer";
    else
        return domain::site_change{{.code = sent.code(),
                                    .place = *place,
                                    .regency = *regency,
                                    .expected = sent.expected(),
                                    .active = sent.active(),
                                    .officer = sent.officer(),
                                    .merged_into = {}}};
    return std::nullopt;
}

body merge_of(v1::SiteMerge const& sent, std::string_view& wrong)
{
    if (!is_site_code(sent.from()))
        wrong = "merge.from";
    else if (!is_site_code(sent.into()) || sent.into() == sent.from())
        wrong = "merge.into";
    else
        return domain::site_merge{sent.from(), sent.into()};
    return std::nullopt;
}

body code_of(v1::CodeIssued const& sent, std::string_view& wrong)
{
    auto const hash = hash_of(sent.code_hash());
    if (!hash)
        wrong = "code.code_hash";
    else if (!are_sites(sent.sites()))
        wrong = "code.sites";
    else if (sent.expires_at_seconds() <= 0)
        wrong = "code.expires_at_seconds";
    else
        return domain::code_issued{
            *hash, {sent.sites().begin(), sent.sites().end()}, sent.expires_at_seconds()};
    return std::nullopt;
}

body enrolment_of(v1::Enrolment const& sent, std::string_view& wrong)
{
    auto const hash = hash_of(sent.code_hash());
    if (!hash)
        wrong = "enrolment.code_hash";
    else if (!is_terminal_id(sent.terminal()))
        wrong = "enrolment.terminal";
    else if (!are_sites(sent.sites()))
        wrong = "enrolment.sites";
    else
        return domain::enrolment{
            *hash, sent.terminal(), {sent.sites().begin(), sent.sites().end()}};
    return std::nullopt;
}

body revocation_of(v1::Revocation const& sent, std::string_view& wrong)
{
    if (is_terminal_id(sent.terminal())) return domain::revocation{sent.terminal()};
    wrong = "revocation.terminal";
    return std::nullopt;
}

body login_of(v1::Login const&, std::string_view&)
{
    return domain::login{};
}

body account_of(v1::AccountChange const& sent, std::string_view& wrong)
{
    int const step = sent.step();
    bool const removed = step == static_cast<int>(domain::account_step::removed);
    if (!is_by(sent.user()))
        wrong = "account.user";
    else if (step < 1 || step > static_cast<int>(domain::account_step::scope))
        wrong = "account.step";
    else if (removed ? !sent.role().empty() : !is_by(sent.role()))
        wrong = "account.role";
    else if (static_cast<std::size_t>(sent.regions_size()) > limits::regions_per_user_max)
        wrong = "account.regions";
    if (!wrong.empty()) return std::nullopt;
    domain::account_change change{sent.user(), static_cast<domain::account_step>(step),
                                  sent.role()};
    for (auto const& text : sent.regions()) {
        auto const region = domain::region_code::from_text(text);
        if (!region) {
            wrong = "account.regions";
            return std::nullopt;
        }
        change.regions.push_back(*region);
    }
    return change;
}

body table_of(v1::TableExport const& sent, std::string_view& wrong)
{
    auto const region = domain::region_code::from_text(sent.region());
    if (!is_by(sent.table()))
        wrong = "table.table";
    else if (!region)
        wrong = "table.region";
    else
        return domain::table_export{sent.table(), *region};
    return std::nullopt;
}

// The body's message, so that a field of another version in it is seen as well.
template <class Message, class Read>
body known(Message const& sent, Read read, std::string_view& wrong)
{
    if (!has_unknown_fields(sent)) return read(sent, wrong);
    wrong = "field of another version";
    return std::nullopt;
}

body body_of(v1::LedgerChange const& sent, std::string_view& wrong)
{
    switch (sent.body_case()) {
    case v1::LedgerChange::kTarget: return known(sent.target(), target_of, wrong);
    case v1::LedgerChange::kSite: return known(sent.site(), site_of, wrong);
    case v1::LedgerChange::kMerge: return known(sent.merge(), merge_of, wrong);
    case v1::LedgerChange::kCode: return known(sent.code(), code_of, wrong);
    case v1::LedgerChange::kEnrolment: return known(sent.enrolment(), enrolment_of, wrong);
    case v1::LedgerChange::kRevocation: return known(sent.revocation(), revocation_of, wrong);
    case v1::LedgerChange::kLogin: return known(sent.login(), login_of, wrong);
    case v1::LedgerChange::kAccount: return known(sent.account(), account_of, wrong);
    case v1::LedgerChange::kTable: return known(sent.table(), table_of, wrong);
    case v1::LedgerChange::BODY_NOT_SET: break;
    }
    wrong = "body";
    return std::nullopt;
}

}  // namespace

std::string encode(domain::change const& c)
{
    v1::LedgerChange message;
    message.set_by(c.by);
    std::visit(filler{message}, c.what);
    return message.SerializeAsString();
}

std::optional<domain::change> change_of(std::string_view bytes, std::string_view& wrong)
{
    v1::LedgerChange sent;
    wrong = {};
    if (!sent.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        wrong = "bytes";
    else if (has_unknown_fields(sent))
        wrong = "field of another version";
    else if (!is_by(sent.by()))
        wrong = "by";
    if (!wrong.empty()) return std::nullopt;
    auto what = body_of(sent, wrong);
    if (!what) return std::nullopt;
    return domain::change{sent.by(), std::move(*what)};
}

}  // namespace sejuta::ledger
