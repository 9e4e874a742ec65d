// seatape-gui [FILE…]: the window on traces.

#include "gui/app/main_window.h"
#include "gui/app/simulator.h"

#include <QApplication>

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("seatape-gui"));
    QApplication::setOrganizationName(QStringLiteral("seatape"));
    QApplication::setApplicationVersion(QStringLiteral(SEATAPE_VERSION));
    seatape::gui::MainWindow window(seatape::gui::simulatedMachines());
    window.show();
    return QApplication::exec();
}
