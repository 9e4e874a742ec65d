// SPDX-License-Identifier: Apache-2.0
// seatape-gui [FILE…]: the window on traces.

#include "gui/app/main_window.h"
#include "gui/app/simulator.h"
#include "gui/widgets/clear_style.h"
#include "gui/widgets/symbol_icon.h"

#include <QApplication>
#include <QCommandLineParser>

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QApplication::setStyle(new seatape::gui::ClearStyle);
    QApplication::setApplicationName(QStringLiteral("seatape-gui"));
    QApplication::setOrganizationName(QStringLiteral("seatape"));
    QApplication::setApplicationVersion(QStringLiteral(SEATAPE_VERSION));
    QApplication::setWindowIcon(seatape::gui::applicationIcon());
    QApplication::setDesktopFileName(QStringLiteral("seatape-gui"));
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "Shows traces of synchronous external aborts."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("trace"),
                                 QApplication::translate("main", "traces (.seatape)"),
                                 QStringLiteral("[FILE…]"));
    parser.process(app);
    seatape::gui::MainWindow window(seatape::gui::simulatedMachines(),
                                    seatape::gui::committedScenarios());
    window.show();
    for (const QString& file : parser.positionalArguments())
        window.openTrace(file);
    return QApplication::exec();
}
