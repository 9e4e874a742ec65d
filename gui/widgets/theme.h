// SPDX-License-Identifier: Apache-2.0
/// Colours that follow the system's palette, dark or light, and the fixed-width font. Needs no
/// other file of ours.
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

#include <array>
#include <cstddef>

namespace seatape::gui {

/// Returns whether the palette is a dark one.
bool isDark(const QPalette& palette);

/// What a colour is for. The first group is ink, and readable on every surface of the second.
enum class Role {
    Text,
    Soft,    ///< text of less weight
    Guest,   ///< EL0 and EL1
    Host,    ///< KVM
    User,    ///< user space of the host
    Bad,     ///< aborts, poison, refusals
    Warn,    ///< remarks, nonsense
    Good,    ///< legal, equal
    Changed, ///< what differs from before
    Focus,
    // Surfaces.
    Base,
    Card,        ///< a panel on Base
    Field,       ///< a field that is 0
    BadSurface,  ///< behind aborts and poison
    MarkSurface, ///< behind what has changed
    // Neither.
    Line, ///< separators
    Count
};

/// The colours of a palette.
class Theme {
public:
    explicit Theme(const QPalette& palette);

    QColor operator[](Role role) const { return m_colors[static_cast<size_t>(role)]; }
    /// Returns the surface of the n-th field of a register; neighbours differ. A field that is not
    /// 0 is `strong`.
    QColor tint(size_t field, bool strong) const;
    bool isDarkTheme() const { return m_isDark; }

    static constexpr size_t kTints = 6;

private:
    std::array<QColor, static_cast<size_t>(Role::Count)> m_colors;
    bool m_isDark = false;
};

/// Returns the contrast of two opaque colours, 1 to 21 (WCAG 2.1, "contrast ratio").
double contrast(const QColor& a, const QColor& b);

/// Returns `ink` made darker or lighter until its contrast with `surface` is at least 4.5.
QColor readable(const QColor& ink, const QColor& surface);

/// Returns our own palette, for systems that have none to offer and for pictures.
QPalette standardPalette(bool dark);

/// Returns the system's fixed-width font in the size of `font`.
QFont monospaceFont(const QFont& font);

} // namespace seatape::gui
