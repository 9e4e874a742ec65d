// SPDX-License-Identifier: Apache-2.0
#include "gui/app/main_window.h"

#include "gui/app/run_dialog.h"
#include "gui/app/shortcuts_dialog.h"
#include "gui/models/what_if_run.h"
#include "gui/text.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QStatusBar>
#include <QToolBar>

namespace seatape::gui {

MainWindow::MainWindow(MachineFactory machines, ScenarioSource scenarios, QWidget* parent)
    : QMainWindow(parent), m_machines(std::move(machines)), m_scenarios(std::move(scenarios)),
      m_actions(new Actions(this)), m_panels(new FramePanels(this)),
      m_lessons(new LessonDock([this] { return currentView(); }, this)),
      m_kvm(new KvmRecorder(this)), m_tabs(new QTabWidget(this)),
      m_start(new StartPage(*m_actions, this)), m_center(new QStackedWidget(this)),
      m_undo(new QUndoGroup(this)), m_place(new QLabel(this)) {
    setWindowTitle(tr("Seatape"));
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_tabs->setDocumentMode(true);
    m_tabs->setTabsClosable(true);
    m_tabs->setMovable(true);
    m_center->addWidget(m_start);
    m_center->addWidget(m_tabs);
    setCentralWidget(m_center);
    statusBar()->addPermanentWidget(m_place);
    addDockWidget(Qt::LeftDockWidgetArea, m_lessons);
    m_lessons->hide();
    makeMenus();
    connectParts();
    connectActions();
    connectJumps();
    connectEdits();
    resize(1500, 950);
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    restoreState(settings.value(QStringLiteral("window/state")).toByteArray());
    tabChanged();
}

/// What the tabs say while they go must not reach a window that is half gone.
MainWindow::~MainWindow() {
    m_undo->disconnect(this);
    m_tabs->disconnect(this);
    m_panels->setView(nullptr);
}

void MainWindow::connectParts() {
    connect(m_kvm, &KvmRecorder::ended, this, [this] { m_kvmFlag.cancel(); });
    connect(m_kvm, &KvmRecorder::recorded, this, &MainWindow::openTrace);
    connect(m_kvm, &KvmRecorder::failed, this, &MainWindow::report);
    connect(m_start, &StartPage::traceWanted, this, &MainWindow::openTrace);
    connect(m_lessons, &LessonDock::scenarioWanted, this, &MainWindow::runForLesson);
    connect(m_lessons, &QDockWidget::visibilityChanged, this, [this](bool isVisible) {
        if (isVisible)
            for (const Error& problem : m_lessons->takeProblems())
                report(problem);
    });
    connect(m_tabs, &QTabWidget::currentChanged, this, &MainWindow::tabChanged);
    connect(m_tabs, &QTabWidget::tabCloseRequested, this, &MainWindow::closeTab);
    connect(m_panels, &FramePanels::statusChanged, this,
            [this](const QString& text) { statusBar()->showMessage(text); });
    connect(m_panels, &FramePanels::filterChosen, this, [this](const QString& filter) {
        if (TraceView* view = currentView())
            view->showOnly(filter);
    });
    connect(m_panels, &FramePanels::frameChosen, this, [this](quint64 frame) {
        if (TraceView* view = currentView())
            view->navigator().go(frame);
    });
}

void MainWindow::makeMenus() {
    auto* bar = addToolBar(tr("Toolbar"));
    bar->setObjectName(QStringLiteral("toolbar"));
    bar->setToolButtonStyle(Qt::ToolButtonIconOnly);
    std::map<QString, QMenu*> menus;
    for (const ActionInfo& info : actionTable()) {
        const QString title = Actions::tr(info.menu);
        if (!menus.contains(title))
            menus[title] = menuBar()->addMenu(title);
        if (info.beginsGroup) {
            menus[title]->addSeparator();
            bar->addSeparator();
        }
        QAction& action = (*m_actions)[info.id];
        menus[title]->addAction(&action);
        if (info.isInToolBar)
            bar->addAction(&action);
        if (info.id == ActionId::Open)
            m_recent = menus[title]->addMenu(tr("Open r&ecent"));
    }
    QMenu* view = menus[Actions::tr("&View")];
    view->addSeparator();
    for (QDockWidget* dock : m_panels->docks())
        view->addAction(dock->toggleViewAction());
    view->addAction(m_lessons->toggleViewAction());
    view->addAction(bar->toggleViewAction());
    makeRecentMenu();
    makePictureMenu();
}

void MainWindow::onAction(ActionId id, std::function<void()> work) {
    connect(&(*m_actions)[id], &QAction::triggered, this, std::move(work));
}

/// Does nothing when there is no trace; the action is then disabled anyway.
void MainWindow::onView(ActionId id, std::function<void(TraceView&)> work) {
    onAction(id, [this, work = std::move(work)] {
        if (TraceView* view = currentView())
            work(*view);
        updateActions();
    });
}

void MainWindow::connectActions() {
    (*m_actions)[ActionId::Follow].setCheckable(true);
    (*m_actions)[ActionId::SideBySide].setCheckable(true);
    onAction(ActionId::Open, [this] { chooseAndOpen(); });
    onAction(ActionId::NewRun, [this] { newRun(); });
    onAction(ActionId::Close, [this] { closeTab(m_tabs->currentIndex()); });
    onAction(ActionId::Quit, [this] { close(); });
    onAction(ActionId::About, [this] { about(); });
    onAction(ActionId::Lessons, [this] {
        m_lessons->show();
        m_lessons->raise();
        m_lessons->panel().setFocus();
    });
    onAction(ActionId::Shortcuts, [this] { ShortcutsDialog(*m_actions, this).exec(); });
    onAction(ActionId::ColourRules, [this] { editColourRules(); });
    onAction(ActionId::WhatIf, [this] { runWhatIf(); });
    onView(ActionId::SaveEdited, [this](TraceView& view) { saveAs(view); });
    onView(ActionId::Recover, [this](TraceView& view) { recover(view); });
    onView(ActionId::ExportHtml, [this](TraceView& view) { exportHtml(view); });
    onView(ActionId::Follow,
           [](TraceView& view) { view.document().setFollowing(!view.document().isFollowing()); });
    onView(ActionId::SideBySide, [](TraceView& view) { view.setSideBySide(!view.isSideBySide()); });
    onView(ActionId::Filter, [](TraceView& view) { view.filterLine().setFocus(); });
    onView(ActionId::ClearFilter, [](TraceView& view) { view.showOnly({}); });
    onView(ActionId::Find, [](TraceView& view) { view.showFind(); });
    onView(ActionId::FindNext, [](TraceView& view) { view.find(Direction::Next); });
    onView(ActionId::FindPrevious, [](TraceView& view) { view.find(Direction::Previous); });
    onAction(ActionId::StepForward, [this] { m_panels->step(1); });
    onAction(ActionId::StepBack, [this] { m_panels->step(-1); });
    onAction(ActionId::StepToStart, [this] { m_panels->stepToStart(); });
    onAction(ActionId::StepToExit, [this] { m_panels->stepToExit(); });
}

void MainWindow::connectJumps() {
    struct Jump {
        ActionId id;
        Landmark landmark;
        Direction direction;
    };
    static constexpr Jump kJumps[] = {
        {ActionId::PreviousFrame, Landmark::Frame, Direction::Previous},
        {ActionId::NextFrame, Landmark::Frame, Direction::Next},
        {ActionId::PreviousVcpu, Landmark::SameVcpu, Direction::Previous},
        {ActionId::NextVcpu, Landmark::SameVcpu, Direction::Next},
        {ActionId::PreviousSea, Landmark::Sea, Direction::Previous},
        {ActionId::NextSea, Landmark::Sea, Direction::Next},
        {ActionId::PreviousInjection, Landmark::Injection, Direction::Previous},
        {ActionId::NextInjection, Landmark::Injection, Direction::Next},
        {ActionId::PreviousDivergence, Landmark::Divergence, Direction::Previous},
        {ActionId::NextDivergence, Landmark::Divergence, Direction::Next},
        {ActionId::PreviousNote, Landmark::Note, Direction::Previous},
        {ActionId::NextNote, Landmark::Note, Direction::Next},
    };
    for (const Jump& jump : kJumps)
        onView(jump.id, [this, jump](TraceView& view) {
            if (!view.goTo(jump.landmark, jump.direction))
                statusBar()->showMessage(tr("there is no other one in that direction"));
        });
    onView(ActionId::FirstFrame, [](TraceView& view) {
        if (view.rows().rowCount() > 0)
            view.navigator().go(view.rows().frameAt(0));
    });
    onView(ActionId::LastFrame, [](TraceView& view) {
        if (const int count = view.rows().rowCount(); count > 0)
            view.navigator().go(view.rows().frameAt(count - 1));
    });
    onView(ActionId::GoToFrame, [this](TraceView& view) { goToNumber(view); });
    onView(ActionId::Back, [](TraceView& view) { view.navigator().back(); });
    onView(ActionId::Forward, [](TraceView& view) { view.navigator().forward(); });
}

void MainWindow::connectEdits() {
    onAction(ActionId::Undo, [this] { m_undo->undo(); });
    onAction(ActionId::Redo, [this] { m_undo->redo(); });
    connect(m_undo, &QUndoGroup::canUndoChanged, this, &MainWindow::updateActions);
    connect(m_undo, &QUndoGroup::canRedoChanged, this, &MainWindow::updateActions);
    onView(ActionId::ResetFrame, [this](TraceView& view) { resetFrame(view); });
    onView(ActionId::ToggleBookmark, [this](TraceView& view) { toggleBookmark(view); });
    onView(ActionId::EditNote, [this](TraceView& view) { editNote(view); });
    const auto copy = [](const QString& text) { QApplication::clipboard()->setText(text); };
    onView(ActionId::CopyText, [this, copy](TraceView&) { copy(m_panels->detailsAsText(false)); });
    onView(ActionId::CopyMarkdown,
           [this, copy](TraceView&) { copy(m_panels->detailsAsText(true)); });
    onView(ActionId::CopyCommand, [this](TraceView& view) { copyCommand(view); });
}

TraceView* MainWindow::currentView() const {
    return qobject_cast<TraceView*>(m_tabs->currentWidget());
}

void MainWindow::about() {
    QMessageBox::about(
        this, tr("About Seatape"),
        tr("<h3>Seatape %1</h3><p>Records, replays, edits and explains Arm64 synchronous external "
           "aborts under KVM.</p><p>Qt %2</p>")
            .arg(QApplication::applicationVersion(), QLatin1String(qVersion())));
}

void MainWindow::report(const Error& error) {
    auto* box = new QMessageBox(QMessageBox::Warning, tr("Seatape"), toQString(error.what),
                                QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(toQString(error.where) + QLatin1Char('\n') + toQString(error.remedy));
    box->open();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    for (int i = 0; i < m_tabs->count(); ++i)
        if (auto* view = qobject_cast<TraceView*>(m_tabs->widget(i)); view && !mayLose(*view))
            return event->ignore();
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/state"), saveState());
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile())
            openTrace(url.toLocalFile());
}

} // namespace seatape::gui
