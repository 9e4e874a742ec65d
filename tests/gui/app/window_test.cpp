// SPDX-License-Identifier: Apache-2.0
// The real window, from end to end: open, step, edit a bit, run the what-if, undo, save, reopen.

#include "gui/app/colour_dialog.h"
#include "gui/app/shortcuts_dialog.h"
#include "tests/gui/app/session.h"

#include "gui/app/job_progress.h"
#include "seatape/core/injection_edit.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QScrollArea>
#include <QSettings>
#include <QStatusBar>
#include <QTabBar>
#include <QTableWidget>
#include <QTest>
#include <QThreadPool>
#include <QToolButton>
#include <QTreeView>

using namespace seatape;
using namespace seatape::gui;
using namespace seatape::test;

namespace {

/// Returns the line of the tree that has this name.
QModelIndex lineOf(const QTreeView& tree, const QString& name) {
    const QModelIndexList found = tree.model()->match(
        tree.model()->index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly | Qt::MatchRecursive);
    REQUIRE(found.size() == 1);
    return found.front();
}

} // namespace

TEST_CASE("a trace is opened, stepped through, edited, forked, undone, saved and opened again") {
    const Recorded recorded;
    Session session;
    TraceView& view = session.open(recorded.qpath());
    Document& document = view.document();
    const uint64_t abort = *document.overview().seas.next(std::nullopt);

    session.act(ActionId::NextFrame);
    CHECK(view.navigator().current() == 1);
    session.act(ActionId::NextSea);
    CHECK(view.navigator().current() == abort);
    session.act(ActionId::Back);
    CHECK(view.navigator().current() == 1);
    session.act(ActionId::Forward);

    FramePanels& panels = session.window().panels();
    for (auto* flag : panels.editor().findChildren<QCheckBox*>())
        if (flag->text() == QStringLiteral("ext_dabt_pending"))
            QTest::keyClick(flag, Qt::Key_Space);
    REQUIRE(document.isEdited(abort));
    auto* tree = session.window().findChild<QTreeView*>();
    tree->setCurrentIndex(lineOf(*tree, QStringLiteral("serror_esr")));
    QTest::keyClick(&panels.bits(), Qt::Key_End);
    QTest::keyClick(&panels.bits(), Qt::Key_Space);
    const Injection answer = document.answer(*document.frame(abort));
    const VcpuEvents events = decodeEvents(document.dialect(), *answer.events);
    CHECK(events.ext_dabt_pending == 0);
    CHECK(events.serror_esr == 1);
    CHECK(document.undoStack().count() == 2);
    session.act(ActionId::CopyCommand);
    CHECK(QApplication::clipboard()->text() ==
          QStringLiteral("seatape replay %1 --edit %2:ext_dabt_pending=0 --edit %2:serror_esr=0x1")
              .arg(recorded.qpath())
              .arg(abort));
    session.act(ActionId::WhatIf);
    TraceView& outcome = session.opened();
    CHECK(outcome.isSideBySide());
    CHECK(outcome.document().diverged().contains(abort));
    CHECK(outcome.navigator().current() == abort);
    session.act(ActionId::NextDivergence);
    CHECK(outcome.navigator().current() == outcome.document().diverged().next(abort));
    session.act(ActionId::Close);

    REQUIRE(session.window().currentView() == &view);
    bool isSaved = false;
    QObject::connect(&session.window(), &MainWindow::saved, [&isSaved] { isSaved = true; });
    session.window().saveTo(view, recorded.qpath("edited.seatape"));
    waitUntil([&] { return isSaved; });
    session.act(ActionId::Undo);
    session.act(ActionId::Undo);
    CHECK_FALSE(document.isEdited(abort));
    session.act(ActionId::Redo);
    CHECK(document.isEdited(abort));

    TraceView& reopened = session.open(recorded.qpath("edited.seatape"));
    CHECK(reopened.document().frame(abort)->injection == answer);
    CHECK_FALSE(reopened.document().header().origin.empty());
}

TEST_CASE("the guest is stepped instruction by instruction, forwards and backwards") {
    const Recorded recorded;
    Session session;
    TraceView& view = session.open(recorded.qpath());
    view.navigator().go(5);
    QString status;
    QObject::connect(&session.window().panels(), &FramePanels::statusChanged,
                     [&status](const QString& text) { status = text; });
    session.act(ActionId::StepForward);
    waitUntil([&] { return status.startsWith(QStringLiteral("instruction 1 of")); });
    session.act(ActionId::StepForward);
    CHECK(status.startsWith(QStringLiteral("instruction 2 of")));
    session.act(ActionId::StepBack);
    CHECK(status.startsWith(QStringLiteral("instruction 1 of")));
    session.act(ActionId::StepToExit);
    CHECK(status.isEmpty());
}

TEST_CASE("without a trace the window shows ways to one, the recent traces among them") {
    QSettings().clear();
    const Recorded recorded;
    {
        Session session;
        session.open(recorded.qpath());
        session.act(ActionId::Close);
    }
    Session again;
    auto* start = again.window().findChild<StartPage*>();
    REQUIRE(start != nullptr);
    CHECK(start->isVisible());
    QLabel* recent = nullptr;
    for (QLabel* label : start->findChildren<QLabel*>())
        recent = label->accessibleName() == recorded.qpath() ? label : recent;
    REQUIRE(recent != nullptr);
    Q_EMIT recent->linkActivated({});
    CHECK(again.opened().document().path() == recorded.qpath());
    CHECK_FALSE(start->isVisible());
    again.act(ActionId::Close);
    CHECK(start->isVisible());
}

TEST_CASE("bytes and memory actions entered in the form are edits, and undone one by one") {
    const Recorded recorded;
    Session session;
    TraceView& view = session.open(recorded.qpath());
    Document& document = view.document();
    session.act(ActionId::NextSea);
    const uint64_t abort = *view.navigator().current();
    const Injection before = document.answer(*document.frame(abort));
    session.window().panels().raise(QStringLiteral("editor"));
    InjectionEditor& editor = session.window().panels().editor();
    QTest::keyClicks(editor.findChildren<EventsBytes*>().first(), QStringLiteral("01"));
    CHECK(document.answer(*document.frame(abort)).events->at(0) == 1);
    const auto memory = editor.findChildren<MemoryActions*>().first();
    memory->findChildren<QMenu*>().first()->actions().first()->trigger();
    const auto& sea = std::get<SeaExit>(document.frame(abort)->exit);
    REQUIRE(document.answer(*document.frame(abort)).memory.size() == 1);
    CHECK(document.answer(*document.frame(abort)).memory[0].gpa == sea.gpa);
    CHECK(view.document().undoStack().count() == 2);
    session.act(ActionId::Undo);
    CHECK(editor.answer().memory.empty());
    CHECK(editor.answer().events->at(0) == 1);
    session.act(ActionId::Undo);
    CHECK(editor.answer() == before);
    CHECK_FALSE(document.isEdited(abort));
}

TEST_CASE("what is being typed when another frame is shown belongs to the one before") {
    const Recorded recorded;
    Session session;
    TraceView& view = session.open(recorded.qpath());
    Document& document = view.document();
    session.act(ActionId::NextSea);
    const uint64_t abort = *view.navigator().current();
    session.window().panels().raise(QStringLiteral("editor"));
    auto* writes = session.window().panels().editor().findChildren<RegisterWrites*>().first();
    writes->findChildren<QMenu*>().first()->actions().first()->trigger();
    const auto written = [&] { return document.answer(*document.frame(abort)).registers; };
    REQUIRE(written().size() == 1);
    const auto type = [&](const char* text) {
        auto* table = writes->findChildren<QTableWidget*>().first();
        session.window().activateWindow();
        table->setCurrentCell(0, 1);
        table->edit(table->currentIndex());
        auto* cell = table->viewport()->findChildren<QLineEdit*>().last(); // not one that was
        cell->setFocus();
        cell->setText(QLatin1String(text));
    };
    type("0x1234");
    session.act(ActionId::NextFrame);
    CHECK(written().front().value == 0x1234);
    CHECK_FALSE(document.isEdited(abort + 1));
    session.act(ActionId::PreviousFrame);
    type("0x5678");
    TraceView& other = session.open(recorded.qpath());
    CHECK(written().front().value == 0x5678);
    CHECK(other.document().edits().isEmpty());
}

TEST_CASE("the three diagrams of the window are in the menu and can be exported") {
    const Recorded recorded;
    Session session;
    QMenu* menu = session.window().actions()[ActionId::ExportPicture].menu();
    const auto offered = [menu] {
        Q_EMIT menu->aboutToShow();
        int count = 0;
        for (const QAction* action : menu->actions())
            count += action->isEnabled() ? 1 : 0;
        return count;
    };
    CHECK(offered() == 0); // there is no trace
    session.open(recorded.qpath());
    session.act(ActionId::NextSea);
    CHECK(offered() == 3);
    for (const auto& [name, picture] : session.window().panels().pictures()) {
        INFO(name.toStdString());
        CHECK(picture.title.startsWith(QStringLiteral("a.seatape")));
        CHECK_FALSE(picture.title.contains('<'));
        for (const char* file : {"picture.svg", "picture.png"}) {
            REQUIRE(savePicture(recorded.qpath(file), picture).has_value());
            CHECK(QFileInfo(recorded.qpath(file)).size() > 3000);
        }
    }
}

TEST_CASE("a job is ended from the status bar: no file, and the window goes on") {
    constexpr uint64_t kFrames = 200'000;
    auto scenario = committedScenarios().load("sea-data-read");
    REQUIRE(scenario.has_value());
    scenario->policy = {"retry", UINT64_MAX, {}};
    scenario->limits.exits = kFrames;
    const Recorded recorded(*scenario);
    Session session;
    MainWindow& window = session.window();
    TraceView& view = session.open(recorded.qpath());
    REQUIRE(view.document().frameCount() == kFrames);
    Scenario endless = *scenario;
    endless.limits = {UINT64_MAX, UINT64_MAX};
    const QDir folder(QFileInfo(recorded.qpath()).path());
    const auto before = folder.entryList(QDir::Files);
    const QString out = recorded.qpath("out");
    struct Job {
        const char* name;
        std::function<void()> start;
        bool isLong; ///< so that it is seen before it is ended
    };
    for (const Job& job : {Job{"saving", [&] { window.saveTo(view, out); }, false},
                           Job{"recovering", [&] { window.recoverTo(view, out); }, false},
                           Job{"writing", [&] { window.exportHtmlTo(view, out); }, false},
                           Job{"running", [&] { window.runScenario(endless); }, true}}) {
        INFO(job.name);
        REQUIRE(QThreadPool::globalInstance()->waitForDone(20'000));
        job.start();
        auto* progress = window.findChild<JobProgress*>();
        REQUIRE(progress != nullptr);
        waitUntil([&] {
            return progress->isVisible() ||
                   (!job.isLong && QThreadPool::globalInstance()->activeThreadCount() != 0);
        });
        const auto* bar = progress->findChild<QProgressBar*>();
        CHECK(bar->accessibleName().startsWith(QLatin1String(job.name)));
        progress->findChild<QToolButton*>()->click();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        CHECK(window.findChild<JobProgress*>() == nullptr);
        CHECK(window.statusBar()->currentMessage().startsWith(QStringLiteral("cancelled: ")));
        REQUIRE(QThreadPool::globalInstance()->waitForDone(20'000));
        CHECK(folder.entryList(QDir::Files) == before);
    }
    session.act(ActionId::NextFrame);
    CHECK(view.navigator().current() == 1);
    QString saved;
    QObject::connect(&window, &MainWindow::saved, [&saved](const QString& path) { saved = path; });
    window.saveTo(view, out);
    waitUntil([&] { return saved == out; });
    CHECK(window.findChild<JobProgress*>() == nullptr);
    CHECK(openTrace(out.toStdString())->frameCount() == kFrames);
}

TEST_CASE("a scenario is run from the window and opened") {
    Session session;
    auto scenario = committedScenarios().load("sea-data-read");
    REQUIRE(scenario.has_value());
    session.window().runScenario(*scenario);
    TraceView& view = session.opened();
    CHECK(view.document().scenario() == *scenario);
    CHECK_FALSE(view.document().overview().seas.isEmpty());
}

TEST_CASE("a scenario is recorded by another program, as on KVM, and what fails is told") {
    auto scenario = committedScenarios().load("sea-data-read");
    REQUIRE(scenario.has_value());
    scenario->policy = PolicyChoice{"kill", 0, {}};
    qputenv("SEATAPE_RECORDER", SEATAPE_PROGRAM " record --backend sim");
    {
        Session session;
        session.window().recordOnKvm(*scenario);
        CHECK(session.opened().document().scenario() == *scenario);
    }
    qunsetenv("SEATAPE_RECORDER");
}

namespace {

/// What a recorder has told.
struct Told {
    std::optional<Error> error;
    int ended = 0;
    int recorded = 0;
};

/// Records with a command and waits for the end; `meanwhile` is called once it runs.
Told recordBy(const QString& command, const Scenario& scenario,
              const std::function<void(KvmRecorder&)>& meanwhile = {}) {
    qputenv("SEATAPE_RECORDER", command.toLocal8Bit());
    Told told;
    KvmRecorder recorder;
    QObject::connect(&recorder, &KvmRecorder::failed,
                     [&told](const Error& error) { told.error = error; });
    QObject::connect(&recorder, &KvmRecorder::ended, [&told] { ++told.ended; });
    QObject::connect(&recorder, &KvmRecorder::recorded, [&told] { ++told.recorded; });
    const QTemporaryDir folder;
    recorder.record(scenario, folder.filePath(QStringLiteral("a.seatape")));
    if (meanwhile)
        meanwhile(recorder);
    waitUntil([&] { return told.ended != 0 && !recorder.isRecording(); });
    qunsetenv("SEATAPE_RECORDER");
    return told;
}

} // namespace

TEST_CASE("every way in which a recording can fail is told, and a cancelled one says nothing") {
    auto scenario = committedScenarios().load("sea-data-read");
    REQUIRE(scenario.has_value());
    const std::pair<const char*, const char*> failures[] = {
        {SEATAPE_PROGRAM " record --backend nothing", "--backend"},
        {"/nowhere/seatape", "No such file"},
        {"/bin/false", "code 1"},
        {R"(sh -c "kill -9 $$")", "crashed"},
        {R"(sh -c "echo one >&2; echo two >&2; exit 3")", "two"},
    };
    for (const auto& [command, why] : failures) {
        INFO(command);
        const Told told = recordBy(QLatin1String(command), *scenario);
        REQUIRE(told.error.has_value());
        INFO(told.error->what);
        CHECK(told.error->what.find(why) != std::string::npos);
        CHECK(told.ended == 1);
        CHECK(told.recorded == 0);
    }
    const Told cancelled =
        recordBy(QStringLiteral("sh -c \"sleep 60\""), *scenario, [](KvmRecorder& recorder) {
            waitUntil([&] { return recorder.isRecording(); });
            recorder.cancel();
        });
    CHECK(cancelled.ended == 1);
    CHECK_FALSE(cancelled.error.has_value());
    Scenario endless = *scenario;
    endless.limits.exits = 3;
    const Told unfinished =
        recordBy(QStringLiteral(SEATAPE_PROGRAM " record --backend sim"), endless);
    CHECK(unfinished.recorded == 1);
    CHECK(unfinished.error.has_value());
}

TEST_CASE("the window asks the command line for KVM, and tells why there is none") {
    const QByteArray path = qgetenv("PATH");
    const auto answer = [](const QByteArray& programs) {
        qputenv("PATH", programs);
        KvmRecorder recorder;
        CHECK_FALSE(recorder.isThere());
        const QString before = recorder.description();
        recorder.look();
        waitUntil([&] { return recorder.description() != before; });
        return std::pair(recorder.isThere(), recorder.description());
    };
    const auto [isThere, why] = answer(QFileInfo(SEATAPE_PROGRAM).path().toLocal8Bit());
    CHECK(why.contains(isThere ? QStringLiteral("KVM of Linux") : QStringLiteral("/dev/kvm")));
    CHECK(answer("/nowhere").second == QStringLiteral("seatape cannot be started"));
    qputenv("PATH", path);
}

TEST_CASE("a filter typed into the line shows its frames, and a wrong one is underlined") {
    const Recorded recorded;
    Session session;
    TraceView& view = session.open(recorded.qpath());
    session.act(ActionId::Filter);
    QTest::keyClicks(&view.filterLine().edit(), QStringLiteral("exit == ARM_SEA"));
    QTest::keyClick(&view.filterLine().edit(), Qt::Key_Return);
    waitUntil([&] { return view.rows().rowCount() == 1; });
    session.act(ActionId::ClearFilter);
    CHECK(view.rows().rowCount() == static_cast<int>(view.document().frameCount()));
    QTest::keyClicks(&view.filterLine().edit(), QStringLiteral("exit === 3"));
    QTest::keyClick(&view.filterLine().edit(), Qt::Key_Return);
    CHECK(view.rows().rowCount() == static_cast<int>(view.document().frameCount()));
}

TEST_CASE("a line of the tree filters the list, and narrows a filter that is there") {
    const Recorded recorded;
    Session session;
    TraceView& view = session.open(recorded.qpath());
    session.act(ActionId::NextSea);
    auto* tree = session.window().findChild<QTreeView*>();
    const auto choose = [tree](const QString& name, int offer) {
        const QModelIndex line = lineOf(*tree, name);
        Q_EMIT tree->customContextMenuRequested(tree->visualRect(line).center());
        auto* menu = tree->findChild<QMenu*>();
        REQUIRE(menu != nullptr);
        menu->actions().at(offer)->trigger();
        delete menu;
    };
    choose(QStringLiteral("DFSC [5:0]"), 0);
    CHECK(view.filterLine().text() == QStringLiteral("esr.DFSC == 0x10"));
    waitUntil([&] { return view.rows().rowCount() == 1; });
    choose(QStringLiteral("gva"), 1);
    CHECK(view.filterLine().text().startsWith(QStringLiteral("(esr.DFSC == 0x10) && exit ==")));
    waitUntil([&] { return view.rows().rowCount() == 1; });
}

TEST_CASE("a screen reader has a name for all that takes the keyboard") {
    const Recorded recorded;
    Session session;
    session.open(recorded.qpath());
    session.act(ActionId::NextSea);
    session.act(ActionId::Find);
    session.act(ActionId::Lessons);
    const KvmRecorder kvm;
    RunDialog run(committedScenarios(), kvm);
    ShortcutsDialog shortcuts(session.window().actions());
    ColourDialog colours;
    for (QWidget* root :
         std::initializer_list<QWidget*>{&session.window(), &run, &shortcuts, &colours})
        for (QWidget* widget : root->findChildren<QWidget*>()) {
            const auto* label = qobject_cast<QLabel*>(widget);
            const bool isEmptyText = label != nullptr && label->text().isEmpty();
            const bool isQts = widget->objectName().startsWith(QStringLiteral("qt_")) ||
                               qobject_cast<QScrollArea*>(widget) != nullptr ||
                               qobject_cast<QTabBar*>(widget) != nullptr; // its tabs have names
            if (widget->focusPolicy() == Qt::NoFocus || isQts || isEmptyText ||
                widget->focusProxy() != nullptr)
                continue;
            INFO(widget->metaObject()->className()
                 << " in " << widget->parent()->metaObject()->className());
            const auto* accessible = QAccessible::queryAccessibleInterface(widget);
            REQUIRE(accessible != nullptr);
            CHECK_FALSE(accessible->text(QAccessible::Name).isEmpty());
        }
}

TEST_CASE("no two actions have one shortcut, and a changed one is remembered") {
    QSettings().clear();
    {
        Session session;
        std::map<QString, int> uses;
        for (const ActionInfo& info : actionTable())
            ++uses[session.window().actions()[info.id].shortcut().toString()];
        uses.erase(QString());
        for (const auto& [keys, count] : uses) {
            INFO(keys.toStdString());
            CHECK(count == 1);
        }
        session.window().actions().setShortcut(ActionId::NextSea,
                                               QKeySequence(QStringLiteral("F11")));
        CHECK(session.window().actions()[ActionId::StepForward].shortcut().isEmpty());
    }
    Session again;
    CHECK(again.window().actions()[ActionId::NextSea].shortcut() ==
          QKeySequence(QStringLiteral("F11")));
    again.window().actions().resetShortcuts();
    CHECK(again.window().actions()[ActionId::NextSea].shortcut() ==
          QKeySequence(QStringLiteral("F8")));
}
