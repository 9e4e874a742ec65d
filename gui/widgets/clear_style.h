// SPDX-License-Identifier: Apache-2.0
/// The system's style, amended where ours would be hard to read: more room beside the words in
/// tables and trees, where columns of numbers and of words meet, and outlines of check boxes and
/// radio buttons that can be seen in dark colours.
#pragma once

#include <QProxyStyle>

namespace seatape::gui {

class ClearStyle final : public QProxyStyle {
    Q_OBJECT

public:
    int pixelMetric(PixelMetric metric, const QStyleOption* option = nullptr,
                    const QWidget* widget = nullptr) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget = nullptr) const override;
};

} // namespace seatape::gui
