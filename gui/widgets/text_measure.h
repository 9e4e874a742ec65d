// SPDX-License-Identifier: Apache-2.0
/// The numbers of a font that geometry needs, so that it can be tested without one.
#pragma once

#include <QFontMetricsF>
#include <QString>

#include <functional>

namespace seatape::gui {

/// Sizes of text in device-independent pixels.
struct TextMeasure {
    qreal lineHeight = 0;
    qreal digitWidth = 0; ///< of one character of the fixed-width font
    std::function<qreal(const QString& text)> width;

    /// Measures with two fonts, of text and of digits.
    static TextMeasure of(const QFont& font, const QFont& mono) {
        const QFontMetricsF metrics(font);
        return {metrics.height(), QFontMetricsF(mono).horizontalAdvance('0'),
                [metrics](const QString& text) { return metrics.horizontalAdvance(text); }};
    }
};

} // namespace seatape::gui
