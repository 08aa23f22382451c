// SPDX-License-Identifier: Apache-2.0
#include "app/enrol_card.hpp"

#include <pango/pangocairo.h>

#include <cctype>
#include <cstring>
#include <qrcodegen/qrcodegen.hpp>

namespace sejuta::app {

namespace {

constexpr double mm = 72 / 25.4;
constexpr double margin = 6.5 * mm;
constexpr double qr_size = 32 * mm;
constexpr double gap = 4 * mm;
constexpr double left_width = card_painter::width_pt - 2 * margin - qr_size - gap;
constexpr double full_width = card_painter::width_pt - 2 * margin;
constexpr double qr_left = card_painter::width_pt - margin - qr_size;

constexpr double ink = 0.08;
constexpr double soft = 0.33;
constexpr double hair = 0.72;

constexpr char const* sans = "Inter, Liberation Sans, DejaVu Sans, sans-serif";
constexpr char const* mono = "DejaVu Sans Mono, Liberation Mono, monospace";

constexpr char const* steps_text =
    "1. Arahkan kamera HP ke kode QR.\n"
    "2. Buka tautannya, tekan Daftarkan.\n"
    "3. Melapor bisa tanpa sinyal.";
constexpr char const* english_text =
    "Scan with the phone that will report, open the link, press Enrol. One phone, once. "
    "No camera? Type the code at the same address.";
constexpr char const* once_text = "Satu HP, sekali pakai";

constexpr std::array digit_names{"nol",  "satu", "dua",   "tiga",    "empat",
                                 "lima", "enam", "tujuh", "delapan", "sembilan"};

}  // namespace

struct card_painter::style {
    char const* family;
    double points;
    bool bold = false;
    double width = 0;  // lines wrap or end here; 0: one line
    int lines = 1;     // more are left out, with an ellipsis
    bool centred = false;
};

std::string spelled_code(std::string const& shown)
{
    std::string spelled;
    for (char const c : shown) {
        if (c == '-') {
            spelled += ",";
            continue;
        }
        if (!spelled.empty()) spelled += ' ';
        if (std::isdigit(static_cast<unsigned char>(c)) != 0)
            spelled += digit_names[static_cast<std::size_t>(c - '0')];
        else
            spelled += c;
    }
    return spelled;
}

card_painter::card_painter(cairo_t* on, std::string const& event_name)
    : on_(on),
      heading_(lay_out("SEJUTA  ·  " + event_name, {sans, 6, true, full_width})),
      steps_(lay_out(steps_text, {sans, 7.6, false, left_width, 6})),
      english_(lay_out(english_text, {sans, 5.6, false, full_width, 2})),
      once_(lay_out(once_text, {sans, 5.8, true, qr_size, 1, true}))
{
}

card_painter::layout_ptr card_painter::lay_out(std::string const& text, style const& as) const
{
    layout_ptr layout(pango_cairo_create_layout(on_));
    auto* font = pango_font_description_new();
    pango_font_description_set_family(font, as.family);
    pango_font_description_set_absolute_size(font, as.points * PANGO_SCALE);
    pango_font_description_set_weight(font, as.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout.get(), font);
    pango_font_description_free(font);
    if (as.width > 0) {
        pango_layout_set_width(layout.get(), static_cast<int>(as.width * PANGO_SCALE));
        pango_layout_set_height(layout.get(), -as.lines);
        pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    }
    if (as.centred) pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    return layout;
}

double card_painter::put(PangoLayout* layout, double x, double y, double grey) const
{
    cairo_set_source_rgb(on_, grey, grey, grey);
    cairo_move_to(on_, x, y);
    pango_cairo_show_layout(on_, layout);
    int height = 0;
    pango_layout_get_size(layout, nullptr, &height);
    return y + static_cast<double>(height) / PANGO_SCALE;
}

double card_painter::put(std::string const& text, style const& as, double x, double y,
                         double grey) const
{
    return put(lay_out(text, as).get(), x, y, grey);
}

// As a picture of one pixel a module, drawn large without smoothing: as sharp as rectangles, and
// ten times as quick.
void card_painter::paint_qr(std::string const& text, double x, double y, double size) const
{
    // One mask for all: trying the eight takes sixteen times as long, and any of them is read.
    constexpr int mask = 2;
    auto const qr = qrcodegen::QrCode::encodeSegments(
        qrcodegen::QrSegment::makeSegments(text.c_str()), qrcodegen::QrCode::Ecc::MEDIUM,
        qrcodegen::QrCode::MIN_VERSION, qrcodegen::QrCode::MAX_VERSION, mask);
    int const modules = qr.getSize();
    auto* picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, modules, modules);
    auto* pixels = cairo_image_surface_get_data(picture);
    auto const stride = cairo_image_surface_get_stride(picture);
    cairo_surface_flush(picture);
    for (int row = 0; row < modules; ++row)
        for (int column = 0; column < modules; ++column)
            std::memset(pixels + row * stride + column * 4, qr.getModule(column, row) ? 0 : 0xff,
                        4);
    cairo_surface_mark_dirty(picture);
    cairo_save(on_);
    cairo_translate(on_, x, y);
    cairo_scale(on_, size / modules, size / modules);
    cairo_set_source_surface(on_, picture, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(on_), CAIRO_FILTER_NEAREST);
    cairo_paint(on_);
    cairo_restore(on_);
    cairo_surface_destroy(picture);
}

void card_painter::paint(enrol_card const& card)
{
    double y = put(heading_.get(), margin, margin, soft) + 2.2 * mm;
    double const top = y;
    auto const& title = card.name.empty() ? card.site : card.name;
    y = put(title, {sans, 12, true, left_width, 2}, margin, y, ink) + 0.8 * mm;
    if (!card.name.empty()) y = put(card.site, {sans, 7.2, true, left_width}, margin, y, ink);
    y = put(card.place, {sans, 7.2, false, left_width}, margin, y, ink);
    put(card.region, {sans, 7.2, false, left_width}, margin, y, ink);

    paint_qr(card.link, qr_left, top, qr_size);
    y = put(once_.get(), qr_left, top + qr_size + 1.2 * mm, ink);
    put("s.d. " + card.until, {sans, 5.8, false, qr_size, 1, true}, qr_left, y, ink);

    double const foot = height_pt - margin - 17.5 * mm;
    int steps_height = 0;
    pango_layout_get_size(steps_.get(), nullptr, &steps_height);
    put(steps_.get(), margin, foot - 2.2 * mm - static_cast<double>(steps_height) / PANGO_SCALE,
        ink);
    cairo_set_source_rgb(on_, hair, hair, hair);
    cairo_set_line_width(on_, 0.5);
    cairo_move_to(on_, margin, foot);
    cairo_line_to(on_, width_pt - margin, foot);
    cairo_stroke(on_);
    y = put(card.code, {mono, 19, true}, margin, foot + 1 * mm, ink);
    y = put(spelled_code(card.code), {sans, 6.4, false, full_width, 1}, margin, y, soft) + 0.9 * mm;
    put(english_.get(), margin, y, soft);
}

}  // namespace sejuta::app
