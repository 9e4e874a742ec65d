// SPDX-License-Identifier: Apache-2.0
// window_pictures FOLDER: the main states of the window as PNGs, for the documents and to be looked
// at.

#include "gui/app/main_window.h"
#include "gui/app/simulator.h"
#include "gui/models/lesson_check.h"
#include "gui/models/what_if_run.h"
#include "gui/widgets/clear_style.h"
#include "gui/widgets/theme.h"

#include "seatape/core/injection_edit.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QRadioButton>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <cstdio>

using namespace seatape;
using namespace seatape::gui;

namespace {

void waitUntil(const std::function<bool()>& happened) {
    const QDeadlineTimer deadline(20'000);
    while (!happened() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
    const QDeadlineTimer rest(400); // what workers still draw
    while (!rest.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
}

class Photographer {
public:
    explicit Photographer(QString folder, QString theme)
        : m_folder(std::move(folder)), m_theme(std::move(theme)),
          m_window(simulatedMachines(), committedScenarios()) {
        QObject::connect(&m_window, &MainWindow::opened, [this](TraceView* v) { m_view = v; });
        m_window.resize(1600, 1000);
        m_window.show();
    }

    bool run() {
        auto scenario = committedScenarios().load("recovery");
        if (!scenario)
            return false;
        m_window.runScenario(*scenario);
        waitUntil([this] { return m_view != nullptr && m_view->document().isScanned(); });
        if (m_view == nullptr)
            return false;
        trigger(ActionId::NextSea);
        m_window.panels().raise(QStringLiteral("memory"));
        take("window");
        m_window.panels().raise(QStringLiteral("flow"));
        m_window.panels().raise(QStringLiteral("code"));
        take("flow");
        trigger(ActionId::StepForward);
        m_window.panels().raise(QStringLiteral("steps"));
        take("steps");
        whatIf();
        lessons();
        return true;
    }

private:
    void trigger(ActionId id) { m_window.actions()[id].trigger(); }

    void whatIf() {
        Document& document = m_view->document();
        const Frame frame = *document.frame(*m_view->navigator().current());
        Injection answer = document.answer(frame);
        if (!editInjection(answer, document.dialect(), "ext_dabt_pending", 0))
            return;
        document.editAnswer(frame, answer, QStringLiteral("ext_dabt_pending=0"));
        m_window.panels().raise(QStringLiteral("editor"));
        take("editor");
        const TraceView* original = m_view;
        trigger(ActionId::WhatIf);
        waitUntil([&] { return m_view != original && m_view->document().isScanned(); });
        m_window.panels().raise(QStringLiteral("divergences"));
        take("what-if");
    }

    void lessons() {
        const std::vector<Lesson> all = builtinLessons();
        for (size_t i = 0; i < all.size(); ++i)
            setDoneSteps(all[i], i == 0 ? all[i].steps.size() : i == 1 ? 1 : 0);
        trigger(ActionId::Lessons);
        m_window.resizeDocks({&m_window.lessons()}, {430}, Qt::Horizontal);
        LessonPanel& panel = m_window.lessons().panel();
        Q_EMIT panel.lessonChosen(1);
        const TraceView* before = m_view;
        Q_EMIT panel.recordingWanted();
        waitUntil([&] { return m_view != before && m_view->document().isScanned(); });
        trigger(ActionId::NextSea);
        m_window.panels().raise(QStringLiteral("details"));
        m_window.panels().raise(QStringLiteral("registers"));
        Q_EMIT panel.stepWanted(2);
        panel.findChildren<QRadioButton*>().constLast()->click();
        Q_EMIT panel.checkWanted(2);
        take("lesson");
    }

    void take(const char* name) {
        waitUntil([] { return true; });
        m_window.grab().save(
            QStringLiteral("%1/%2-%3.png").arg(m_folder, QLatin1String(name), m_theme));
    }

    QString m_folder;
    QString m_theme;
    MainWindow m_window;
    TraceView* m_view = nullptr;
};

} // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    const QApplication application(argc, argv);
    QApplication::setStyle(new ClearStyle);
    QApplication::setApplicationName(QStringLiteral("seatape-pictures"));
    if (argc != 2) {
        std::fputs("usage: window_pictures FOLDER\n", stderr);
        return 2;
    }
    for (const bool dark : {false, true}) {
        QApplication::setPalette(standardPalette(dark));
        Photographer photographer(QString::fromLocal8Bit(argv[1]),
                                  dark ? QStringLiteral("dark") : QStringLiteral("light"));
        if (!photographer.run())
            return 1;
    }
    return 0;
}
