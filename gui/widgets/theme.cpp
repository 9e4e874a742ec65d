// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/theme.h"

#include <QFontDatabase>

#include <algorithm>
#include <cmath>

namespace seatape::gui {
namespace {

constexpr double kReadable = 4.5;
constexpr auto kFirstSurface = Role::Base;

/// The colours of the HTML report, light and dark, by Role.
struct RoleColors {
    QRgb light;
    QRgb dark;
};
constexpr RoleColors kRoles[] = {
    {0x1d2327, 0xe4e6e8}, // Text
    {0x5a656d, 0x9aa5ad}, // Soft
    {0x2a6794, 0x7db8e0}, // Guest
    {0x744a9c, 0xbf9be0}, // Host
    {0x27703e, 0x7fca95}, // User
    {0xb3411c, 0xf0906a}, // Bad
    {0x8a5a00, 0xe0b252}, // Warn
    {0x27703e, 0x7fca95}, // Good
    {0x9a4b00, 0xf2b36b}, // Changed
    {0x2a6794, 0x7db8e0}, // Focus
    {0xffffff, 0x14171a}, // Base
    {0xfbfaf7, 0x1c2024}, // Card
    {0xeef2f5, 0x242b31}, // Field
    {0xfdeee8, 0x33231c}, // BadSurface
    {0xfdf3dc, 0x35301f}, // MarkSurface
    {0xd9d6cd, 0x3a4147}, // Line
};
static_assert(std::size(kRoles) == static_cast<size_t>(Role::Count));

constexpr int kHues[Theme::kTints] = {205, 275, 145, 35, 330, 185};

double channel(double value) {
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) +
           0.0722 * channel(color.blueF());
}

QColor mixed(const QColor& a, const QColor& b, double partOfB) {
    const auto mix = [partOfB](float x, float y) {
        return static_cast<float>(x * (1 - partOfB) + y * partOfB);
    };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()),
                            mix(a.blueF(), b.blueF()));
}

} // namespace

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() <
           palette.color(QPalette::WindowText).lightness();
}

double contrast(const QColor& a, const QColor& b) {
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

QColor readable(const QColor& ink, const QColor& surface) {
    const QColor goal = contrast(Qt::white, surface) > contrast(Qt::black, surface)
                            ? QColor(Qt::white)
                            : QColor(Qt::black);
    constexpr int kSteps = 20;
    for (int step = 0; step < kSteps; ++step)
        if (const QColor tried = mixed(ink, goal, step / double{kSteps});
            contrast(tried, surface) >= kReadable)
            return tried;
    return goal;
}

Theme::Theme(const QPalette& palette) : m_isDark(isDark(palette)) {
    for (size_t i = 0; i < m_colors.size(); ++i)
        m_colors[i] = QColor(m_isDark ? kRoles[i].dark : kRoles[i].light);
    // Our surfaces are tints of the system's background, whatever it is.
    const QColor ours = (*this)[Role::Base];
    const QColor base = palette.color(QPalette::Base);
    if (isDark(palette) == (base.lightness() < 128))
        for (auto i = static_cast<size_t>(kFirstSurface); i < m_colors.size(); ++i)
            m_colors[i] =
                QColor(std::clamp(m_colors[i].red() + base.red() - ours.red(), 0, 255),
                       std::clamp(m_colors[i].green() + base.green() - ours.green(), 0, 255),
                       std::clamp(m_colors[i].blue() + base.blue() - ours.blue(), 0, 255));
    for (size_t i = 0; i < static_cast<size_t>(kFirstSurface); ++i)
        for (auto s = static_cast<size_t>(kFirstSurface); s < static_cast<size_t>(Role::Line); ++s)
            m_colors[i] = readable(m_colors[i], m_colors[s]);
}

QColor Theme::tint(size_t field, bool strong) const {
    const QColor hue = QColor::fromHsv(kHues[field % kTints], 165, m_isDark ? 220 : 235);
    const double part = m_isDark ? (strong ? 0.33 : 0.13) : (strong ? 0.32 : 0.10);
    return mixed((*this)[Role::Base], hue, part);
}

QPalette standardPalette(bool dark) {
    const QColor window(dark ? 0x1c2024 : 0xf4f3ef);
    const QColor text(dark ? 0xe4e6e8 : 0x1d2327);
    const QColor faint(dark ? 0x737c84 : 0x8d959b);
    const QColor highlight(dark ? 0x2f6288 : 0x2a6794);
    QPalette palette(QColor(dark ? 0x2a3036 : 0xe9e7e1), window);
    palette.setColor(QPalette::Base, QColor(dark ? 0x14171a : 0xffffff));
    palette.setColor(QPalette::AlternateBase, QColor(dark ? 0x1a1e22 : 0xf8f7f3));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::ToolTipText, QPalette::BrightText})
        palette.setColor(role, text);
    palette.setColor(QPalette::ToolTipBase, QColor(dark ? 0x2a3036 : 0xfffdf6));
    palette.setColor(QPalette::PlaceholderText, faint);
    palette.setColor(QPalette::Highlight, highlight);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, QColor(dark ? 0x7db8e0 : 0x2a6794));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, faint);
    return palette;
}

QFont monospaceFont(const QFont& font) {
    QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (font.pointSizeF() > 0)
        mono.setPointSizeF(font.pointSizeF());
    else
        mono.setPixelSize(font.pixelSize());
    return mono;
}

} // namespace seatape::gui
