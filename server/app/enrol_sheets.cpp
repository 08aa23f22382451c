// SPDX-License-Identifier: Apache-2.0
#include "app/enrol_sheets.hpp"

#include <cairo-pdf.h>

#include <algorithm>

namespace sejuta::app {

namespace {

constexpr int columns = 2;
constexpr int rows = 4;
constexpr double page_width = card_painter::width_pt * columns;
constexpr double page_height = card_painter::height_pt * rows;

struct destroy_surface {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct destroy_context {
    void operator()(cairo_t* context) const { cairo_destroy(context); }
};

cairo_status_t append(void* to, unsigned char const* bytes, unsigned int count)
{
    static_cast<std::string*>(to)->append(reinterpret_cast<char const*>(bytes), count);
    return CAIRO_STATUS_SUCCESS;
}

void paint_cut_lines(cairo_t* on)
{
    double const dashes[] = {2.5, 3.5};
    cairo_save(on);
    cairo_set_dash(on, dashes, 2, 0);
    cairo_set_line_width(on, 0.4);
    cairo_set_source_rgb(on, 0.6, 0.6, 0.6);
    cairo_move_to(on, page_width / columns, 0);
    cairo_line_to(on, page_width / columns, page_height);
    for (int row = 1; row < rows; ++row) {
        cairo_move_to(on, 0, page_height * row / rows);
        cairo_line_to(on, page_width, page_height * row / rows);
    }
    cairo_stroke(on);
    cairo_restore(on);
}

void paint_pages(cairo_t* on, std::string const& event_name, std::vector<enrol_card> const& cards)
{
    card_painter painter(on, event_name);
    int on_page = 0;
    for (std::size_t i = 0; i < cards.size(); ++i) {
        bool const other_region = i > 0 && cards[i].region != cards[i - 1].region;
        if (on_page == columns * rows || (other_region && on_page > 0)) {
            cairo_show_page(on);
            on_page = 0;
        }
        if (on_page == 0) paint_cut_lines(on);
        cairo_save(on);
        cairo_translate(on, on_page % columns * card_painter::width_pt,
                        on_page / columns * card_painter::height_pt);
        painter.paint(cards[i]);
        cairo_restore(on);
        ++on_page;
    }
    cairo_show_page(on);
}

}  // namespace

base::checked<std::string> checked_sheet_url(std::string const& url)
{
    auto const wrong = [&url](char const* why) {
        return base::fault{"url \"" + url + "\": " + why +
                           "; write the address that phones reach, such as https://lapor.example"};
    };
    auto text = url;
    if (text.ends_with('/')) text.pop_back();
    bool const here =
        text.starts_with("http://127.0.0.1:") || text.starts_with("http://localhost:");
    if (!text.starts_with("https://") && !here) return wrong("does not begin with https://");
    auto const host = text.substr(text.find("//") + 2);
    if (host.empty() || text.size() > sheet_url_bytes_max)
        return wrong("has no host, or more than 200 bytes");
    if (host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               ".-:[]") != std::string::npos)
        return wrong("has more than a host and a port");
    return base::checked<std::string>(boost::system::in_place_value, text);
}

base::checked<std::string> draw_sheets(std::string const& event_name,
                                       std::vector<enrol_card> const& cards)
{
    std::string pdf;
    std::unique_ptr<cairo_surface_t, destroy_surface> const surface(
        cairo_pdf_surface_create_for_stream(append, &pdf, page_width, page_height));
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE,
                                   ("Sejuta: " + event_name).c_str());
    std::unique_ptr<cairo_t, destroy_context> const on(cairo_create(surface.get()));
    paint_pages(on.get(), event_name, cards);
    cairo_surface_finish(surface.get());
    auto const status = cairo_surface_status(surface.get());
    if (status != CAIRO_STATUS_SUCCESS)
        return base::fault{std::string("the sheets cannot be drawn: ") +
                           cairo_status_to_string(status)};
    return base::checked<std::string>(boost::system::in_place_value, std::move(pdf));
}

}  // namespace sejuta::app
