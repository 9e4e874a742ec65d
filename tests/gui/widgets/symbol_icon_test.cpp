// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/symbol_icon.h"
#include "gui/widgets/theme.h"
#include "tests/support/catch.h"

#include <QDir>
#include <QGuiApplication>
#include <QImage>
#include <QPixmap>

using namespace seatape::gui;

namespace {

/// Returns how many pixels of the icon are not transparent.
int inkOf(const QIcon& icon, QIcon::Mode mode = QIcon::Normal) {
    const QImage image = icon.pixmap(QSize(32, 32), 1.0, mode).toImage();
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += qAlpha(image.pixel(x, y)) > 128 ? 1 : 0;
    return count;
}

} // namespace

TEST_CASE("every icon draws something, and no two draw the same") {
    const QStringList files = QDir(":/seatape/icons").entryList();
    CHECK(files.size() > 20);
    std::vector<QImage> seen;
    for (const QString& file : files) {
        INFO(file.toStdString());
        const QIcon icon = symbolIcon(QString(file).remove(".svg"));
        CHECK(inkOf(icon) > 20);
        CHECK(inkOf(icon, QIcon::Disabled) > 20);
        const QImage image = icon.pixmap(QSize(32, 32)).toImage();
        CHECK(std::ranges::count(seen, image) == 0);
        seen.push_back(image);
    }
    CHECK(symbolIcon("no-such-icon").isNull());
    CHECK_FALSE(applicationIcon().isNull());
}

TEST_CASE("an icon follows the palette") {
    const QIcon icon = symbolIcon("open");
    QGuiApplication::setPalette(standardPalette(false));
    const QImage light = icon.pixmap(QSize(32, 32)).toImage();
    QGuiApplication::setPalette(standardPalette(true));
    const QImage dark = icon.pixmap(QSize(32, 32)).toImage();
    CHECK(light != dark);
    QGuiApplication::setPalette(standardPalette(false));
}
