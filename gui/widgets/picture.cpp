// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/picture.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QImage>
#include <QImageWriter>
#include <QSaveFile>
#include <QScreen>
#include <QSvgGenerator>
#include <QtMath>

#include <algorithm>

namespace seatape::gui {
namespace {

constexpr qreal kPictureMargin = 12; // device-independent pixels, on every side

tl::unexpected<Error> cannotWrite(const QString& path, const QString& why) {
    return failure("cannot write the picture: " + why.toStdString(), path.toStdString(),
                   "choose another place or name");
}

QFont titleFont() {
    QFont font = QGuiApplication::font();
    font.setBold(true);
    return font;
}

qreal titleHeight() {
    return QFontMetricsF(titleFont()).height() + kPictureMargin / 2;
}

/// Returns the size with the title and the margins, in whole pixels.
QSize wholeSize(const Picture& picture) {
    const qreal title = QFontMetricsF(titleFont()).horizontalAdvance(picture.title);
    const QSizeF size(std::max(picture.size.width(), title) + 2 * kPictureMargin,
                      picture.size.height() + titleHeight() + 2 * kPictureMargin);
    return {qCeil(size.width()), qCeil(size.height())};
}

void paintWhole(QPainter& painter, const Picture& picture) {
    const Theme theme(standardPalette(false));
    painter.fillRect(QRect(QPoint(), wholeSize(picture)), theme[Role::Base]);
    painter.setFont(titleFont());
    painter.setPen(theme[Role::Text]);
    painter.drawText(
        QRectF(kPictureMargin, kPictureMargin, wholeSize(picture).width(), titleHeight()),
        Qt::AlignLeft | Qt::AlignTop, picture.title);
    painter.translate(kPictureMargin, kPictureMargin + titleHeight());
    picture.paint(painter, theme);
}

bool writeSvg(QIODevice& file, const Picture& picture) {
    QSvgGenerator svg;
    svg.setOutputDevice(&file);
    svg.setResolution(qRound(QGuiApplication::primaryScreen()->logicalDotsPerInch()));
    svg.setSize(wholeSize(picture));
    svg.setViewBox(QRect(QPoint(), wholeSize(picture)));
    svg.setTitle(picture.title);
    QPainter painter(&svg);
    paintWhole(painter, picture);
    return painter.end();
}

bool writePng(QIODevice& file, const Picture& picture) {
    constexpr int kScale = 2;
    QImage image(wholeSize(picture) * kScale, QImage::Format_RGB32);
    image.setDevicePixelRatio(kScale);
    QPainter painter(&image);
    paintWhole(painter, picture);
    return painter.end() && QImageWriter(&file, "png").write(image);
}

} // namespace

Result<void> savePicture(const QString& path, const Picture& picture) {
    if (picture.size.isEmpty())
        return cannotWrite(path, "there is nothing to draw");
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return cannotWrite(path, file.errorString());
    const bool isSvg = path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive);
    const bool isDrawn = isSvg ? writeSvg(file, picture) : writePng(file, picture);
    return isDrawn && file.commit() ? Result<void>() : cannotWrite(path, file.errorString());
}

} // namespace seatape::gui
