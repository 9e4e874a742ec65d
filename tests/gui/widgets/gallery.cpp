// Renders every widget into PNG files, light and dark, for the eyes of a developer:
// build/dev/tests/gui/widget_gallery FOLDER

#include "gui/widgets/bit_diagram.h"
#include "gui/widgets/theme.h"

#include <QApplication>
#include <QDir>
#include <QStyleFactory>

using namespace seatape::gui;

namespace {

void save(QWidget& widget, const QString& name, QSize size, const QString& folder) {
    for (const bool dark : {false, true}) {
        QApplication::setPalette(standardPalette(dark));
        widget.resize(size);
        widget.show();
        QApplication::processEvents();
        QPixmap picture(widget.size() * 2);
        picture.setDevicePixelRatio(2);
        picture.fill(widget.palette().color(QPalette::Base));
        widget.render(&picture);
        picture.save(QDir(folder).filePath(name + (dark ? "-dark.png" : "-light.png")));
        widget.hide();
    }
}

void bits(const QString& folder) {
    BitDiagram diagram;
    diagram.setValue(0x92000510);
    diagram.setReference(0x92000010);
    save(diagram, "bits-wide", {900, 230}, folder);
    save(diagram, "bits-narrow", {420, 420}, folder);
}

} // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    const QString folder = argc > 1 ? argv[1] : ".";
    QDir().mkpath(folder);
    bits(folder);
    return 0;
}
