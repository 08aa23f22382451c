// SPDX-License-Identifier: Apache-2.0
// One site's card: what a midwife holds in her hand to enrol her phone. Indonesian first. Drawn
// with cairo and pango; the QR code is qrcodegen's.
#pragma once

#include <cairo.h>
#include <pango/pango.h>

#include <array>
#include <memory>
#include <string>

namespace sejuta::app {

// Everything on a card that is its site's own, as it is printed.
struct enrol_card {
    std::string site;    // "S1571-PMB-001"
    std::string name;    // "PMB Bd. Sari", may be empty
    std::string place;   // "Praktik mandiri bidan"
    std::string region;  // "Kota Jambi, Jambi"
    std::string code;    // "7K3M-9QWE-RT2X"
    std::string until;   // "25-11-2026 10.30 WIB"
    std::string link;    // what the QR code says
};

// A code as it is read out on the telephone: "tujuh K tiga M, sembilan Q W E, ...".
std::string spelled_code(std::string const& shown);

// Draws cards of one event; keeps the words that stand on every card laid out. One surface, one
// thread.
class card_painter {
public:
    static constexpr double width_pt = 595.276 / 2;  // a quarter of the half of A4
    static constexpr double height_pt = 841.89 / 4;

    card_painter(cairo_t* on, std::string const& event_name);

    // With its left upper corner at the origin of the current transformation.
    void paint(enrol_card const& card);

private:
    struct free_layout {
        void operator()(PangoLayout* layout) const { g_object_unref(layout); }
    };
    using layout_ptr = std::unique_ptr<PangoLayout, free_layout>;
    struct style;

    layout_ptr lay_out(std::string const& text, style const& as) const;
    // Draws and returns where the next line may begin.
    double put(PangoLayout* layout, double x, double y, double grey) const;
    double put(std::string const& text, style const& as, double x, double y, double grey) const;
    void paint_qr(std::string const& text, double x, double y, double size) const;

    cairo_t* on_;
    layout_ptr heading_;
    layout_ptr steps_;
    layout_ptr english_;
    layout_ptr once_;
};

}  // namespace sejuta::app
