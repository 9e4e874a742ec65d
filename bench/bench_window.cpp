// SPDX-License-Identifier: Apache-2.0
// bench_window [FRAMES]: how long the window itself is busy with one event on a long trace, which
// is how long it does not react (docs/performance.md). Nothing is shown: Qt draws into memory.

#include "bench/long_trace.h"
#include "bench/measure.h"
#include "gui/app/main_window.h"
#include "gui/app/simulator.h"
#include "gui/widgets/clear_style.h"

#include "seatape/core/injection_edit.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QKeyEvent>
#include <QScrollBar>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <ctime>

using namespace seatape;
using namespace seatape::gui;

namespace {

/// Returns the CPU time of this thread, in milliseconds: what others do on a shared machine does
/// not count.
double threadTime() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

/// Measures each event that the window handles.
class TimedApplication final : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override {
        if (m_isInside)
            return QApplication::notify(receiver, event);
        m_isInside = true;
        const double start = threadTime();
        const bool isHandled = QApplication::notify(receiver, event);
        m_longest = std::max(m_longest, threadTime() - start);
        m_isInside = false;
        return isHandled;
    }

    /// Returns the longest event since the last call, in milliseconds.
    double takeLongest() { return std::exchange(m_longest, 0); }

private:
    bool m_isInside = false;
    double m_longest = 0;
};

void waitUntil(const std::function<bool()>& happened) {
    const QDeadlineTimer deadline(60'000);
    while (!happened() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    const QDeadlineTimer rest(300); // what workers have posted and what is still painted
    while (!rest.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    if (!happened())
        bench::giveUp("the window does not get there");
}

/// Calls something in an event of the window, as a key or a click does.
void act(MainWindow& window, const std::function<void()>& work) {
    QMetaObject::invokeMethod(&window, work, Qt::QueuedConnection);
    QCoreApplication::processEvents();
}

class Measurement {
public:
    Measurement(TimedApplication& application, const QString& trace)
        : m_application(application), m_trace(trace),
          m_window(simulatedMachines(), committedScenarios()) {
        QObject::connect(&m_window, &MainWindow::opened, [this](TraceView* v) { m_view = v; });
        m_window.show();
        waitUntil([] { return true; });
        m_application.takeLongest();
    }

    void run() {
        step("open, until every frame was looked at", [this] {
            act(m_window, [this] { m_window.openTrace(m_trace); });
            waitUntil([this] { return m_view != nullptr && m_view->document().isScanned(); });
        });
        step("scroll through the list, 300 pages", [this] {
            QScrollBar& bar = *m_view->table().verticalScrollBar();
            for (int i = 0; i < 300; ++i)
                act(m_window,
                    [&] { bar.setValue(static_cast<int>(int64_t{bar.maximum()} * i / 300)); });
        });
        step("go to 100 aborts, one after another", [this] {
            for (int i = 0; i < 100; ++i)
                act(m_window, [this] { m_window.actions()[ActionId::NextSea].trigger(); });
        });
        step("zoom the timeline in and out, 20 times", [this] {
            auto* timeline = m_window.findChild<Timeline*>();
            for (int i = 0; i < 40; ++i) {
                QKeyEvent key(QEvent::KeyPress, i % 2 == 0 ? Qt::Key_Plus : Qt::Key_0,
                              Qt::NoModifier);
                QCoreApplication::sendEvent(timeline, &key);
                waitUntil([] { return true; });
            }
        });
        step("filter the aborts", [this] { filter("exit == ARM_SEA"); });
        step("show all frames again", [this] { filter(""); });
        step("edit an answer, 20 times", [this] {
            for (uint64_t i = 0; i < 20; ++i)
                act(m_window, [this, i] { edit(i); });
        });
    }

private:
    void step(const char* name, const std::function<void()>& work) {
        work();
        waitUntil([] { return true; });
        fmt::print("| {} | {:.3g} ms |\n", name, m_application.takeLongest());
    }

    void filter(const char* text) {
        act(m_window, [this, text] { m_view->showOnly(QLatin1String(text)); });
        waitUntil([] { return true; });
    }

    void edit(uint64_t value) {
        Document& document = m_view->document();
        const Frame frame = *document.frame(*m_view->navigator().current());
        Injection answer = document.answer(frame);
        bench::need(editInjection(answer, document.dialect(), "serror_esr", value));
        document.editAnswer(frame, answer, QStringLiteral("edit"));
    }

    TimedApplication& m_application;
    QString m_trace;
    MainWindow m_window;
    TraceView* m_view = nullptr;
};

} // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    TimedApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("seatape-bench"));
    QApplication::setStyle(new ClearStyle);
    const QTemporaryDir folder;
    const uint64_t frames = bench::framesWanted(argc, argv);
    const std::string path = bench::makeLongTrace(folder.path().toStdString(), frames);
    fmt::print(
        "{} frames; the bar is 16 ms\n\n| while the user does this | longest event, CPU time |\n"
        "|---|---|\n",
        frames);
    Measurement(application, QString::fromStdString(path)).run();
    return 0;
}
