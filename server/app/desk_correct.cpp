// SPDX-License-Identifier: Apache-2.0
// A correction at a desk: a report of the corrected report's terminal, with a seq that follows from
// it, so that the same correction again is the same report
// (docs/adr/0014-corrections-at-a-desk.md).
#include <boost/json.hpp>

#include "app/desk_parts.hpp"
#include "app/json_body.hpp"
#include "app/stand_in.hpp"
#include "base/limits.hpp"
#include "domain/desk_seq.hpp"
#include "ingest/authorise/token.hpp"
#include "totals/site_reports.hpp"

namespace sejuta::app {
namespace {

namespace json = boost::json;
using domain::correction_kind;
using domain::correction_reason;

constexpr refusal_row report_unknown{
    404, "report_unknown", "Laporan ini tidak ada. Muat ulang daftar laporannya.",
    "The ledger has no such report, or it is a void or a close. Load the list again."};
constexpr refusal_row corrected_before{
    409, "corrected_before",
    "Laporan ini sudah dibatalkan atau diganti. Muat ulang daftar laporannya.",
    "The report was voided or replaced before. Load the list again."};

// What a replacement counts instead.
struct corrected_line {
    domain::method method;
    domain::category category;
    domain::postpartum postpartum;
    domain::partner partner;
    std::uint32_t count;
};

struct wanted_correction {
    std::string terminal;
    std::uint32_t seq = 0;
    correction_kind kind = correction_kind::void_;
    correction_reason reason = correction_reason::salah_entry;
    std::optional<corrected_line> line = {};  // of a replacement
};

// Reads the fields of one object; the first one that is wrong stays named.
class field_reader {
public:
    explicit field_reader(json::object const& from) : from_(from) {}

    std::string text(std::string_view key)
    {
        auto const* const value = from_.if_contains(key);
        if (value && value->is_string()) return std::string(value->get_string());
        fail(key);
        return {};
    }
    std::uint32_t number(std::string_view key, std::uint32_t most)
    {
        auto const* const value = from_.if_contains(key);
        auto const* const whole = value ? value->if_int64() : nullptr;
        if (whole && *whole >= 1 && *whole <= most) return static_cast<std::uint32_t>(*whole);
        fail(key);
        return 1;
    }
    template <class E>
    E word(std::string_view key)
    {
        auto const found = domain::from_word<E>(text(key));
        if (!found) fail(key);
        return found.value_or(E{});
    }
    void fail(std::string_view key)
    {
        if (wrong_.empty()) wrong_ = key;
    }
    std::string_view wrong() const { return wrong_; }

private:
    json::object const& from_;
    std::string_view wrong_;
};

correction_kind kind_of(field_reader& in)
{
    auto const word = in.text("kind");
    if (word == "replace") return correction_kind::replace;
    if (word != "void") in.fail("kind");
    return correction_kind::void_;
}

correction_reason reason_of(field_reader& in)
{
    constexpr std::array<std::string_view, 4> words{"salah_entry", "salah_kutip", "salah_hitung",
                                                    "salah_persepsi"};
    auto const word = in.text("reason");
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i] == word) return static_cast<correction_reason>(i + 1);
    in.fail("reason");
    return correction_reason::salah_entry;
}

std::optional<corrected_line> line_of(json::object const& body, std::string_view& wrong)
{
    auto const* const lines = body.if_contains("lines");
    auto const* const all = lines ? lines->if_array() : nullptr;
    auto const* const one = all && all->size() == 1 ? all->front().if_object() : nullptr;
    if (!one || one->size() != 5) {
        wrong = "lines";
        return std::nullopt;
    }
    field_reader in(*one);
    corrected_line const line{
        in.word<domain::method>("method"), in.word<domain::category>("category"),
        in.word<domain::postpartum>("postpartum"), in.word<domain::partner>("partner"),
        in.number("count", limits::count_max)};
    wrong = in.wrong();
    return line;
}

// Nothing where the body is another one: then `wrong` names the field, or is empty.
std::optional<wanted_correction> correction_in(std::string const& text, std::string_view& wrong)
{
    constexpr std::size_t depth = 3;
    auto const body = object_of(text, depth);
    if (!body) return std::nullopt;
    field_reader in(*body);
    wanted_correction asked{in.text("terminal"), in.number("seq", limits::seq_max), kind_of(in),
                            reason_of(in)};
    if (!ingest::is_terminal_id(asked.terminal)) in.fail("terminal");
    wrong = in.wrong();
    bool const replaces = asked.kind == correction_kind::replace;
    if (wrong.empty() && replaces) asked.line = line_of(*body, wrong);
    if (!wrong.empty() || body->size() != (replaces ? 5U : 4U)) return std::nullopt;
    return asked;
}

// A correction until the ledger has judged it. Keeps itself alive between the tries.
class correcting : public std::enable_shared_from_this<correcting> {
public:
    correcting(desk_call_ptr call, ingest::pipeline& pipeline, wanted_correction asked,
               totals::known_report const& known)
        : call_(std::move(call)),
          pipeline_(pipeline),
          asked_(std::move(asked)),
          known_(known),
          seq_(domain::next_desk_seq(asked_.seq))
    {
    }

    void begin()
    {
        if (known_.taken_back) return settle_known();
        send();
    }

private:
    // The board shows what took it back: the same correction again, or another one.
    void settle_known()
    {
        auto const& taken = *known_.taken_back;
        bool const replaced = taken.row.movement == totals::movement::replaced;
        bool same = replaced == (asked_.kind == correction_kind::replace) &&
                    taken.row.reason == static_cast<std::uint8_t>(asked_.reason);
        if (same && replaced)
            same = taken.instead && taken.instead->acceptors == instead() &&
                   taken.cell->method == asked_.line->method &&
                   taken.cell->category == asked_.line->category &&
                   taken.cell->postpartum == asked_.line->postpartum &&
                   taken.cell->partner == asked_.line->partner;
        if (!same) return call_->reply(refused(corrected_before, "seq"));
        answer(taken.row.seq);
    }

    void send()
    {
        if (!seq_ || tries_++ == limits::desk_seqs_per_report_max)
            return call_->reply(refused(corrected_before, "seq"));
        ingest::identity who{call_->event->id, asked_.terminal, {known_.site}};
        who.by = call_->who.user;
        who.even_revoked = true;
        result_ = {};
        stand_in_ = std::make_unique<stand_in>(
            pipeline_, std::move(who), result_,
            [self = shared_from_this()] { self->pipeline_.later([self] { self->judge(); }); });
        stand_in_->take(report());
    }

    domain::sent_report report() const
    {
        auto const& cell = known_.cell;
        auto const line = asked_.line.value_or(
            corrected_line{cell.method, cell.category, cell.postpartum, cell.partner,
                           static_cast<std::uint32_t>(known_.row.acceptors)});
        return {.seq = *seq_,
                .site = known_.site,
                .service_date = cell.date.number(),
                .date_chosen = true,
                .method = static_cast<int>(line.method),
                .category = static_cast<int>(line.category),
                .postpartum = static_cast<int>(line.postpartum),
                .partner = static_cast<int>(line.partner),
                .count = line.count,
                .confirmed = true,
                .device_time_ms = 0,
                .correction = domain::sent_correction{asked_.seq, static_cast<int>(asked_.kind),
                                                      static_cast<int>(asked_.reason)}};
    }

    void judge()
    {
        stand_in_.reset();
        if (result_.became != entered::state::refused) return answer(*seq_);
        if (result_.code == v1::REJECTION_CODE_CONFLICT) {
            seq_ = domain::next_desk_seq(*seq_);
            return send();
        }
        if (result_.code == v1::REJECTION_CODE_CORRECTION_TARGET_GONE)
            return call_->reply(refused(corrected_before, "seq"));
        if (result_.again) return call_->reply(refused(desk::store_away, desk::store_away_retry));
        call_->reply(refused(refusal_row{409, "refused", result_.text_id, result_.text_en}));
    }

    std::int64_t instead() const { return asked_.line ? asked_.line->count : 0; }

    void answer(std::uint32_t seq) const
    {
        call_->reply(desk::answer({{"terminal", asked_.terminal},
                                   {"seq", seq},
                                   {"corrects", asked_.seq},
                                   {"acceptors", instead() - known_.row.acceptors}}));
    }

    desk_call_ptr call_;
    ingest::pipeline& pipeline_;
    wanted_correction asked_;
    totals::known_report known_;
    std::optional<std::uint32_t> seq_;
    std::size_t tries_ = 0;
    entered result_;
    std::unique_ptr<stand_in> stand_in_;
};

}  // namespace

void desk_correct(desk_call_ptr const& call)
{
    std::string_view wrong;
    auto const asked = correction_in(call->request.body, wrong);
    if (!asked) return call->reply(refused(desk::malformed, wrong));
    desk::ask_board(
        call,
        [terminal = asked->terminal, seq = asked->seq](totals::board const& board) {
            return totals::report_of(board, terminal, seq);
        },
        [asked = *asked](desk_call_ptr const& from,
                         std::optional<totals::known_report> const& known) {
            if (!known) return from->reply(refused(report_unknown, "seq"));
            if (!from->may(people::action::correct, known->cell.regency))
                return from->reply(refused(desk::not_yours, "terminal"));
            auto* const pipeline = from->world.terminals.pipeline_of(from->event->id);
            std::make_shared<correcting>(from, *pipeline, asked, *known)->begin();
        });
}

}  // namespace sejuta::app
