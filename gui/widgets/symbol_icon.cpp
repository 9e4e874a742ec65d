// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/symbol_icon.h"

#include "gui/widgets/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

namespace seatape::gui {
namespace {

QString resource(const QString& name) {
    return QStringLiteral(":/seatape/icons/%1.svg").arg(name);
}

/// Replaces the two colours that an icon may have by those of the palette.
QByteArray coloured(QByteArray svg, QIcon::Mode mode) {
    const QPalette palette = QGuiApplication::palette();
    const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
    const bool isOnHighlight = mode == QIcon::Selected;
    const QColor ink =
        palette.color(group, isOnHighlight ? QPalette::HighlightedText : QPalette::WindowText);
    const QColor accent =
        mode == QIcon::Disabled || isOnHighlight ? ink : Theme(palette)[Role::Bad];
    return svg.replace("currentColor", ink.name().toLatin1())
        .replace("accentColor", accent.name().toLatin1());
}

class SymbolEngine final : public QIconEngine {
public:
    explicit SymbolEngine(QByteArray svg) : m_svg(std::move(svg)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        QSvgRenderer renderer(coloured(m_svg, mode));
        renderer.render(painter, rect);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, pixmap.rect(), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new SymbolEngine(*this); }

private:
    QByteArray m_svg;
};

} // namespace

QIcon symbolIcon(const QString& name) {
    QFile file(resource(name));
    return file.open(QIODevice::ReadOnly) ? QIcon(new SymbolEngine(file.readAll())) : QIcon();
}

QIcon applicationIcon() {
    return symbolIcon(QStringLiteral("seatape"));
}

} // namespace seatape::gui
