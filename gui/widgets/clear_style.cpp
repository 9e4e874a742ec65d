// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/clear_style.h"

#include "gui/widgets/theme.h"

#include <QPainter>
#include <QStyleOption>

namespace seatape::gui {

int ClearStyle::pixelMetric(PixelMetric metric, const QStyleOption* option,
                            const QWidget* widget) const {
    constexpr int kBesideWords = 6;
    const bool isBesideWords = metric == PM_FocusFrameHMargin || metric == PM_HeaderMargin;
    return isBesideWords ? kBesideWords : QProxyStyle::pixelMetric(metric, option, widget);
}

void ClearStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                               QPainter* painter, const QWidget* widget) const {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    const bool isBox = element == PE_IndicatorCheckBox;
    if ((!isBox && element != PE_IndicatorRadioButton) || !isDark(option->palette))
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Theme(option->palette)[Role::Soft]);
    painter->setBrush(Qt::NoBrush);
    const QRectF outline = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    isBox ? painter->drawRoundedRect(outline, 2, 2) : painter->drawEllipse(outline);
    painter->restore();
}

} // namespace seatape::gui
