// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/theme.h"
#include "tests/support/catch.h"

#include <cmath>
#include <vector>

using namespace seatape::gui;

namespace {

/// Palettes of systems: ours, plain ones, and high contrast.
std::vector<QPalette> palettes() {
    std::vector<QPalette> all{standardPalette(false), standardPalette(true)};
    for (const auto& [window, base] : {std::pair{QColor(0xef, 0xef, 0xef), QColor(Qt::white)},
                                       {QColor(0x31, 0x36, 0x3b), QColor(0x23, 0x26, 0x29)},
                                       {QColor(Qt::black), QColor(Qt::black)},
                                       {QColor(Qt::white), QColor(Qt::white)},
                                       {QColor(0xfd, 0xf6, 0xe3), QColor(0xee, 0xe8, 0xd5)},
                                       {QColor(0x00, 0x2b, 0x36), QColor(0x07, 0x36, 0x42)}}) {
        QPalette palette(window, window);
        palette.setColor(QPalette::Base, base);
        all.push_back(palette);
    }
    return all;
}

} // namespace

TEST_CASE("all ink is readable on all surfaces, in every palette") {
    for (const QPalette& palette : palettes()) {
        const Theme theme(palette);
        INFO("window " << palette.color(QPalette::Window).name().toStdString());
        for (auto ink = 0; ink < static_cast<int>(Role::Base); ++ink)
            for (auto on = static_cast<int>(Role::Base); on < static_cast<int>(Role::Line); ++on) {
                INFO("ink " << ink << " on surface " << on);
                CHECK(contrast(theme[static_cast<Role>(ink)], theme[static_cast<Role>(on)]) >= 4.5);
            }
    }
}

TEST_CASE("text is readable on every field's tint, and a set field looks different") {
    for (const QPalette& palette : palettes()) {
        const Theme theme(palette);
        for (size_t field = 0; field < Theme::kTints; ++field) {
            CHECK(contrast(theme[Role::Text], theme.tint(field, true)) >= 4.5);
            CHECK(contrast(theme[Role::Text], theme.tint(field, false)) >= 4.5);
            CHECK(theme.tint(field, true) != theme.tint(field, false));
            CHECK(theme.tint(field, true) != theme.tint(field + 1, true));
        }
    }
}

TEST_CASE("our palettes are readable themselves") {
    for (const bool dark : {false, true}) {
        const QPalette palette = standardPalette(dark);
        CHECK(isDark(palette) == dark);
        const auto check = [&](QPalette::ColorRole ink, QPalette::ColorRole surface) {
            CHECK(contrast(palette.color(ink), palette.color(surface)) >= 4.5);
        };
        check(QPalette::WindowText, QPalette::Window);
        check(QPalette::Text, QPalette::Base);
        check(QPalette::Text, QPalette::AlternateBase);
        check(QPalette::ButtonText, QPalette::Button);
        check(QPalette::ToolTipText, QPalette::ToolTipBase);
        check(QPalette::HighlightedText, QPalette::Highlight);
        check(QPalette::Link, QPalette::Base);
    }
}

TEST_CASE("contrast is the ratio of WCAG") {
    const auto isNear = [](double value, double goal) { return std::abs(value - goal) < 0.01; };
    CHECK(isNear(contrast(Qt::black, Qt::white), 21.0));
    CHECK(isNear(contrast(Qt::red, Qt::red), 1.0));
    CHECK(isNear(contrast(QColor(0x76, 0x76, 0x76), Qt::white), 4.54));
}
