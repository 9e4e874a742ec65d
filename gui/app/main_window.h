// SPDX-License-Identifier: Apache-2.0
/// The window: traces in tabs, docks around them, and what the actions do.
#pragma once

#include "gui/app/actions.h"
#include "gui/app/frame_panels.h"
#include "gui/app/lesson_dock.h"
#include "gui/app/run_dialog.h"
#include "gui/app/start_page.h"
#include "gui/app/trace_view.h"
#include "gui/models/machine.h"
#include "gui/models/what_if_run.h"

#include <QLabel>
#include <QMainWindow>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QUndoGroup>

#include <functional>
#include <vector>

namespace seatape::gui {

class JobProgress;

class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(MachineFactory machines, ScenarioSource scenarios, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens a trace in a new tab; what is wrong is told in a box.
    void openTrace(const QString& path);
    /// Runs a scenario on the simulator, in a worker, and opens what was recorded.
    void runScenario(const Scenario& scenario);
    /// Records a scenario on KVM and opens the trace.
    void recordOnKvm(const Scenario& scenario);
    /// Runs the edited trace of the current tab and opens the outcome in another.
    void runWhatIf();

    /// Writes the trace of a tab with its edits; saved() tells when it is done.
    void saveTo(TraceView& view, const QString& out);
    /// Writes what is intact of the trace of a tab, and opens it.
    void recoverTo(TraceView& view, const QString& out);
    /// Writes the page of the trace of a tab.
    void exportHtmlTo(TraceView& view, const QString& out);

    TraceView* currentView() const;
    Actions& actions() { return *m_actions; }
    FramePanels& panels() { return *m_panels; }
    LessonDock& lessons() { return *m_lessons; }

Q_SIGNALS:
    /// A trace has come up in a tab.
    void opened(seatape::gui::TraceView* view);
    /// saveTo() has written a trace.
    void saved(const QString& path);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeMenus();
    void connectParts();
    void connectActions();
    void connectJumps();
    void connectEdits();
    void onAction(ActionId id, std::function<void()> work);
    void onView(ActionId id, std::function<void(TraceView&)> work);
    void makeRecentMenu();
    void rememberRecent(const QString& path);
    TraceView* addTab(std::shared_ptr<Document> document);
    void addFrameMenu(QTableView& table);
    void closeTab(int index);
    bool mayLose(TraceView& view);
    void tabChanged();
    void updateActions();
    void showFrame(quint64 frame);
    void chooseAndOpen();
    void showOutcome(const QString& path, const std::shared_ptr<Document>& original,
                     const std::shared_ptr<WhatIfOutcome>& outcome);
    void newRun();
    void runForLesson(const QString& name);
    void saveAs(TraceView& view);
    void recover(TraceView& view);
    void exportHtml(TraceView& view);
    void makePictureMenu();
    void exportPicture(const QString& name, const Picture& picture);
    void copyCommand(TraceView& view);
    void goToNumber(TraceView& view);
    void editNote(TraceView& view);
    void toggleBookmark(TraceView& view);
    void resetFrame(TraceView& view);
    void editColourRules();
    void applyColourRules(TraceView& view);
    void about();
    void report(const Error& error);
    template <class Work, class Done>
    void runJob(const QString& text, uint64_t total, const CancelFlag& flag, Work work, Done done);
    JobProgress* addProgress(const QString& text, uint64_t total, const CancelFlag& flag);
    bool mayWrite(const QString& out, const Document& document);
    QString temporaryTrace(const QString& name);

    MachineFactory m_machines;
    ScenarioSource m_scenarios;
    Actions* m_actions;
    FramePanels* m_panels;
    LessonDock* m_lessons;
    KvmRecorder* m_kvm;
    CancelFlag m_kvmFlag; // ends the display of its progress
    QTabWidget* m_tabs;
    StartPage* m_start;
    QStackedWidget* m_center; // one of the two
    QMenu* m_recent = nullptr;
    QUndoGroup* m_undo;
    QLabel* m_place;
    QTemporaryDir m_temporary;
    int m_runs = 0;
    JobHandle m_runJob;
};

} // namespace seatape::gui
