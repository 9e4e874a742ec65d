#include "gui/widgets/picture.h"

#include <QFile>
#include <QImage>
#include <QImageWriter>
#include <QSvgGenerator>

namespace seatape::gui {
namespace {

tl::unexpected<Error> cannotWrite(const QString& path, const QString& why) {
    return failure("cannot write the picture: " + why.toStdString(), path.toStdString(),
                   "choose another place or name");
}

Result<void> saveSvg(const QString& path, QSizeF size, const QString& title,
                     const std::function<void(QPainter&)>& paint) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return cannotWrite(path, file.errorString());
    QSvgGenerator svg;
    svg.setOutputDevice(&file);
    svg.setSize(size.toSize());
    svg.setViewBox(QRectF(QPointF(), size));
    svg.setTitle(title);
    QPainter painter(&svg);
    paint(painter);
    painter.end();
    file.close();
    return file.error() == QFile::NoError ? Result<void>() : cannotWrite(path, file.errorString());
}

Result<void> savePng(const QString& path, QSizeF size,
                     const std::function<void(QPainter&)>& paint) {
    constexpr qreal kScale = 2;
    QImage image((size * kScale).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(kScale);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paint(painter);
    painter.end();
    QImageWriter writer(path, "png");
    return writer.write(image) ? Result<void>() : cannotWrite(path, writer.errorString());
}

} // namespace

Result<void> savePicture(const QString& path, QSizeF size, const QString& title,
                         const std::function<void(QPainter&)>& paint) {
    if (size.isEmpty())
        return cannotWrite(path, "there is nothing to draw");
    return path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)
               ? saveSvg(path, size, title, paint)
               : savePng(path, size, paint);
}

} // namespace seatape::gui
