// SPDX-License-Identifier: Apache-2.0
#include "load/words.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

#include "sejuta/v1/live.pb.h"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::bench {
namespace {

// What any PMB may give to anybody; eight methods and two categories are sixteen cells a regency.
constexpr std::array methods{
    v1::METHOD_PIL, v1::METHOD_SUNTIK_1_BULAN, v1::METHOD_SUNTIK_3_BULAN, v1::METHOD_KONDOM,
    v1::METHOD_IUD, v1::METHOD_IMPLAN};

void fill(v1::Report& report, std::string const& site, std::uint32_t seq,
          std::int64_t device_time_ms)
{
    report.set_seq(seq);
    report.set_site(site);
    report.set_service_date(reported_date);
    report.set_date_chosen(true);
    report.set_method(methods[seq % methods.size()]);
    report.set_category(seq % 5 == 0 ? v1::CATEGORY_ULANG : v1::CATEGORY_BARU);
    report.set_postpartum(v1::POSTPARTUM_NONE);
    report.set_partner(v1::PARTNER_NONE);
    report.set_count(count_of(seq));
    report.set_device_time_ms(device_time_ms);
}

answer read_receipt(v1::Receipt const& receipt)
{
    answer said{.seq = receipt.seq(),
                .revision = receipt.revision(),
                .event_time_ms = receipt.event_time_ms(),
                .service_date = receipt.service_date(),
                .epoch = receipt.epoch(),
                .mac = {},
                .mac_bytes = static_cast<std::uint32_t>(receipt.mac().size()),
                .duplicate = receipt.duplicate(),
                .code = 0};
    std::copy_n(receipt.mac().begin(), std::min(receipt.mac().size(), said.mac.size()),
                said.mac.begin());
    return said;
}

}  // namespace

std::vector<std::string> read_sites(std::string const& file)
{
    std::vector<std::string> sites;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (line.find(",pmb,") != std::string::npos)
            sites.push_back(line.substr(0, line.find(',')));
    if (sites.empty()) throw std::runtime_error(file + " has no site of kind pmb");
    return sites;
}

std::string hello_frame(std::string const& event, std::string const& terminal,
                        std::string const& site)
{
    v1::TerminalFrame frame;
    auto& hello = *frame.mutable_hello();
    hello.set_token("dev:" + terminal + ":" + site);
    hello.set_event(event);
    hello.set_terminal(terminal);
    hello.set_app_version("sejuta-bench");
    hello.set_device_time_ms(1'593'392'400'000);
    return frame.SerializeAsString();
}

std::string subscribe_frame(std::string const& event)
{
    v1::ViewerFrame frame;
    frame.mutable_subscribe()->set_event(event);
    frame.mutable_subscribe()->add_regions("ID");
    return frame.SerializeAsString();
}

std::string_view reports_frame(std::string const& site, std::uint32_t first, unsigned many,
                               std::int64_t device_time_ms)
{
    static v1::TerminalFrame frame;
    static std::string bytes;
    auto& reports = *frame.mutable_reports();
    reports.Clear();
    for (auto seq = first; seq < first + many; ++seq)
        fill(*reports.add_reports(), site, seq, device_time_ms);
    frame.SerializeToString(&bytes);
    return bytes;
}

std::string_view conflicting_frame(std::string const& site, std::uint32_t seq,
                                   std::int64_t device_time_ms, unsigned which)
{
    static std::string bytes;
    v1::TerminalFrame frame;
    auto& report = *frame.mutable_reports()->add_reports();
    fill(report, site, seq, device_time_ms);
    if (which % 3 == 0)
        report.set_count(report.count() + 1);
    else if (which % 3 == 1)
        report.set_method(methods[(seq + 1) % methods.size()]);
    else
        report.set_category(report.category() == v1::CATEGORY_BARU ? v1::CATEGORY_ULANG
                                                                   : v1::CATEGORY_BARU);
    frame.SerializeToString(&bytes);
    return bytes;
}

heard const& read_server_frame(std::string_view bytes)
{
    static v1::ServerFrame frame;
    static heard said;
    said.welcome = false;
    said.answers.clear();
    if (!frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        throw std::runtime_error("the server sent what is no ServerFrame");
    if (frame.has_welcome()) {
        said.welcome = true;
        said.server_time_ms = frame.welcome().server_time_ms();
    }
    for (auto const& one : frame.receipts().receipts()) said.answers.push_back(read_receipt(one));
    for (auto const& one : frame.receipts().rejections()) {
        answer refused{.seq = one.seq()};
        refused.code = one.code() == 0 ? -1 : one.code();
        said.answers.push_back(refused);
        said.rejection = one.field() + " " + one.value() + ": " + one.rule_en();
    }
    return said;
}

std::uint64_t revision_shown(std::string_view live_frame)
{
    static v1::LiveFrame frame;
    if (!frame.ParseFromArray(live_frame.data(), static_cast<int>(live_frame.size()))) return 0;
    if (frame.has_snapshot()) return frame.snapshot().sequence().revision();
    if (frame.has_delta()) return frame.delta().sequence().revision();
    return 0;
}

}  // namespace sejuta::bench
