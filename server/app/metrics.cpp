// SPDX-License-Identifier: Apache-2.0
#include "app/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "domain/rejection.hpp"

namespace sejuta::app {
namespace {

using labels = prometheus::Labels;

// OpenMetrics names a counter's family without the _total that its samples end in; the library
// writes the older form.
std::string as_openmetrics(std::string const& text)
{
    static constexpr std::string_view suffix = "_total";
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find('\n', at), text.size() - 1) + 1;
        std::string line = text.substr(at, end - at);
        if (line.starts_with("# ")) {
            auto const name_end = line.find(' ', line.find(' ', 2) + 1);
            if (line.substr(0, name_end).ends_with(suffix))
                line.erase(name_end - suffix.size(), suffix.size());
        }
        out += line;
        at = end;
    }
    return out;
}

// One registry for each answer: the threads' plain numbers are the truth, this only writes them.
class page {
public:
    void count(std::string const& name, std::string const& help, labels const& with, double value)
    {
        prometheus::BuildCounter().Name(name).Help(help).Register(registry_).Add(with).Increment(
            value);
    }
    void gauge(std::string const& name, std::string const& help, labels const& with, double value)
    {
        prometheus::BuildGauge().Name(name).Help(help).Register(registry_).Add(with).Set(value);
    }
    std::string text() const
    {
        return as_openmetrics(prometheus::TextSerializer().Serialize(registry_.Collect()));
    }

private:
    prometheus::Registry registry_{prometheus::Registry::InsertBehavior::Merge};
};

void write_edge(page& out, std::string const& thread, edge::edge_counters const& from)
{
    labels const by{{"thread", thread}};
    auto const number = [](std::uint64_t value) { return static_cast<double>(value); };
    out.gauge("edge_connections", "Connections open now", by, number(from.connections_open));
    out.gauge("edge_websockets", "WebSockets open now", by, number(from.websockets_open));
    out.count("edge_accepted_total", "Connections accepted", by, number(from.connections_accepted));
    out.count("edge_refused_total", "Connections over the limit", by,
              number(from.connections_refused));
    out.count("edge_received_bytes_total", "Bytes received", by, number(from.bytes_in));
    out.count("edge_sent_bytes_total", "Bytes sent", by, number(from.bytes_out));
    out.count("edge_received_messages_total", "WebSocket messages received", by,
              number(from.messages_in));
    out.count("edge_sent_messages_total", "WebSocket messages sent", by, number(from.messages_out));
    out.count("edge_sends_total", "System calls that sent", by, number(from.sends));
    out.count("edge_protocol_errors_total", "Peers that broke RFC 6455 or HTTP", by,
              number(from.protocol_errors));
    out.count("edge_proxy_headers_refused_total", "Proxies that said for nobody they speak", by,
              number(from.proxy_headers_refused));
    for (auto const& [code, times] : from.closes_sent)
        out.count("edge_closes_total", "Closes sent, by code",
                  {{"thread", thread}, {"code", std::to_string(code)}}, number(times));
}

void write_ingest(page& out, std::string const& thread, network_counts const& from)
{
    out.gauge("record_connected", "Whether the thread's connection to the store is up",
              {{"thread", thread}}, from.store_connected ? 1 : 0);
    for (auto const& [event, counts] : from.by_event) {
        labels const by{{"thread", thread}, {"event", event}};
        auto const number = [](std::uint64_t value) { return static_cast<double>(value); };
        out.count("decode_frames_total", "Frames taken", by, number(counts.frames));
        out.count("validate_reports_total", "Reports judged", by, number(counts.reports));
        out.count("record_recorded_total", "Reports recorded", by, number(counts.recorded));
        out.count("record_closes_total", "Closes of days recorded", by, number(counts.closes));
        out.count("record_duplicates_total", "Reports recorded before", by,
                  number(counts.duplicates));
        for (std::size_t code = 1; code < counts.by_code.size(); ++code)
            if (counts.by_code[code] > 0)
                out.count("ack_rejections_total", "Rejections, by code",
                          {{"thread", thread}, {"event", event}, {"code", std::to_string(code)}},
                          number(counts.by_code[code]));
    }
}

}  // namespace

std::string metrics_text(std::vector<thread_figures> const& threads, store_figures const& store)
{
    page out;
    for (std::size_t i = 0; i < threads.size(); ++i) {
        write_edge(out, std::to_string(i), threads[i].edge);
        write_ingest(out, std::to_string(i), threads[i].ingest);
    }
    out.gauge("record_ready", "Whether reports can be recorded", {}, store.recording ? 1 : 0);
    out.gauge("fanout_topics", "Topics with viewers", {},
              static_cast<double>(store.topics_watched));
    for (auto const& each : store.copies) {
        labels const by{{"event", each.event}};
        out.gauge("record_copy_revision", "Last revision on the second copy's disk", by,
                  static_cast<double>(each.revision));
        out.gauge("record_copy_behind", "Entries that the second copy lacks", by,
                  static_cast<double>(each.behind));
        out.gauge("record_copy_whole", "Whether the second copy has all and goes on", by,
                  each.is_whole() ? 1 : 0);
    }
    for (auto const& each : store.events) {
        labels const by{{"event", each.event}};
        out.gauge("totals_acceptors", "Acceptors counted", by, static_cast<double>(each.acceptors));
        out.gauge("totals_revision", "Revision of the ledger shown", by,
                  static_cast<double>(each.sequence.revision));
        out.gauge("totals_sites_reported", "Expected sites that reported", by, each.sites_reported);
        out.gauge("totals_sites_expected", "Expected sites", by, each.sites_expected);
        out.gauge("authorise_doubled_terminals", "Terminals whose token two devices use at once",
                  by, static_cast<double>(each.terminals_doubled));
        out.gauge("totals_ready", "Whether the ledger has been recounted", by, each.ready ? 1 : 0);
    }
    return out.text() + "# EOF\n";
}

}  // namespace sejuta::app
