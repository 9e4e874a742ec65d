// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/flow/flow_diagram.h"
#include "gui/widgets/syndrome/bit_diagram.h"
#include "gui/widgets/timeline/timeline.h"
#include "tests/support/catch.h"

#include <QApplication>
#include <QFile>
#include <QImage>
#include <QSvgRenderer>
#include <QTemporaryDir>

#include <set>

using namespace seatape;
using namespace seatape::gui;

namespace {

/// The three diagrams with something in them.
struct Diagrams {
    Diagrams() {
        using explain::FlowKind, explain::Lane;
        flow.setSteps({{FlowKind::Run, Lane::El0, Lane::El0, "ldr x2, [x1]", {"at EL0"}},
                       {FlowKind::Abort, Lane::El0, Lane::El2, "data abort", {"ESR_EL2"}},
                       {FlowKind::Exit, Lane::El2, Lane::UserSpace, "KVM_RUN returns", {}}});
        bits.setValue(0x92000510);
        bits.setReference(0x92000010);
        timeline.setData({{MarkKind::Other, MarkKind::Sea, MarkKind::Injection, MarkKind::Edit},
                          {0, 0, 1, 1},
                          2});
        for (QWidget* widget : {static_cast<QWidget*>(&flow), static_cast<QWidget*>(&bits),
                                static_cast<QWidget*>(&timeline)}) {
            widget->resize(700, 300);
            widget->show();
        }
    }
    std::vector<Picture> pictures() const {
        return {flow.picture("a flow"), bits.picture("bits"), timeline.picture("a timeline")};
    }

    FlowDiagram flow;
    BitDiagram bits;
    Timeline timeline;
};

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QImage drawn(const QString& svg, QSize size) {
    QSvgRenderer renderer(svg);
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::magenta);
    QPainter painter(&image);
    renderer.render(&painter);
    return image;
}

/// Returns whether a picture has a light ground up to its edges, and text and colours on it.
void checkPicture(const QImage& image) {
    const QRgb ground = Theme(standardPalette(false))[Role::Base].rgb();
    for (const QPoint corner : {QPoint(1, 1), QPoint(image.width() - 2, image.height() - 2)})
        CHECK(image.pixel(corner) == ground);
    std::set<QRgb> colours;
    int inked = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            colours.insert(image.pixel(x, y));
            inked += image.pixel(x, y) != ground ? 1 : 0;
        }
    CHECK(colours.size() > 20);
    CHECK(inked > image.width() * image.height() / 100);
    CHECK_FALSE(colours.contains(QColor(Qt::magenta).rgb()));
}

} // namespace

TEST_CASE("each diagram is saved as PNG in double resolution and as SVG, on a light ground") {
    const QTemporaryDir folder;
    const Diagrams diagrams;
    for (const Picture& picture : diagrams.pictures()) {
        INFO(picture.title.toStdString());
        const QString png = folder.filePath("a.png");
        REQUIRE(savePicture(png, picture).has_value());
        const QImage image(png);
        CHECK(image.width() > qRound(picture.size.width() * 2));
        CHECK(image.height() > qRound(picture.size.height() * 2));
        CHECK_FALSE(image.hasAlphaChannel());
        checkPicture(image);

        const QString svg = folder.filePath("a.SVG");
        REQUIRE(savePicture(svg, picture).has_value());
        const QSvgRenderer renderer(svg);
        REQUIRE(renderer.isValid());
        CHECK(renderer.viewBox().size() * 2 == image.size());
        CHECK(contentOf(svg).contains(picture.title.toUtf8()));
        checkPicture(drawn(svg, image.size()));
    }
}

TEST_CASE("a picture does not depend on the window's colours") {
    const QTemporaryDir folder;
    std::vector<QByteArray> light;
    const QPalette before = QApplication::palette();
    for (const bool dark : {false, true}) {
        QApplication::setPalette(standardPalette(dark));
        const Diagrams diagrams;
        size_t n = 0;
        for (const Picture& picture : diagrams.pictures()) {
            const QString path = folder.filePath("a.png");
            REQUIRE(savePicture(path, picture).has_value());
            if (dark)
                CHECK(contentOf(path) == light[n++]);
            else
                light.push_back(contentOf(path));
        }
    }
    QApplication::setPalette(before);
}

TEST_CASE("nothing to draw and an impossible place are errors that leave no file") {
    const QTemporaryDir folder;
    const Diagrams diagrams;
    const auto failed =
        savePicture(folder.filePath("no/such/folder/a.png"), diagrams.pictures()[0]);
    REQUIRE_FALSE(failed.has_value());
    CHECK_FALSE(failed.error().remedy.empty());
    const QString path = folder.filePath("b.png");
    CHECK_FALSE(savePicture(path, FlowDiagram().picture("nothing")).has_value());
    CHECK_FALSE(savePicture(path, Timeline().picture("nothing")).has_value());
    CHECK_FALSE(QFile::exists(path));
}
