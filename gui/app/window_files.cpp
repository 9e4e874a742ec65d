// SPDX-License-Identifier: Apache-2.0
// What the window does with files: opening, running, saving, exporting.

#include "gui/app/job_progress.h"
#include "gui/app/main_window.h"
#include "gui/app/run_dialog.h"
#include "gui/models/command_line.h"
#include "gui/models/lesson_check.h"
#include "gui/models/what_if_run.h"
#include "gui/text.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QSettings>
#include <QStatusBar>

namespace seatape::gui {
namespace {

constexpr const char* kRecentKey = "recent";
constexpr int kMostRecent = 12;

QString traceFilter() {
    return MainWindow::tr("Traces (*.seatape);;All files (*)");
}

QString outcomeText(const WhatIfOutcome& outcome) {
    const size_t count = outcome.divergences.size();
    if (count == 0)
        return MainWindow::tr("the edited run is equal, bit for bit");
    const QString found = outcome.areAll ? MainWindow::tr("%1 divergences")
                                         : MainWindow::tr("more than %1 divergences");
    return MainWindow::tr("%1; the run ended: %2")
        .arg(found.arg(count), toQString(runEndName(outcome.summary.end)));
}

} // namespace

/// Runs `work(progress)` in a worker with its progress in the status bar, where the user can end
/// it, then `done(result)` if it has one. Its error is reported.
template <class Work, class Done>
void MainWindow::runJob(const QString& text, uint64_t total, const CancelFlag& flag, Work work,
                        Done done) {
    JobProgress* progress = addProgress(text, total, flag);
    startJob(
        this, flag,
        [work = std::move(work), counter = progress->counter()] { return work(counter); },
        [this, progress = QPointer<JobProgress>(progress), done = std::move(done)](auto result) {
            delete progress;
            if (!result)
                return report(result.error());
            done(std::move(result));
        });
}

JobProgress* MainWindow::addProgress(const QString& text, uint64_t total, const CancelFlag& flag) {
    auto* progress = new JobProgress(text, total, flag, statusBar());
    statusBar()->insertPermanentWidget(0, progress);
    connect(progress, &JobProgress::cancelled, this,
            [this, text] { statusBar()->showMessage(tr("cancelled: %1").arg(text)); });
    return progress;
}

void MainWindow::makeRecentMenu() {
    const QStringList paths = QSettings().value(QLatin1String(kRecentKey)).toStringList();
    m_recent->clear();
    for (const QString& path : paths)
        m_recent->addAction(path, this, [this, path] { openTrace(path); });
    m_recent->setEnabled(!paths.isEmpty());
    m_start->setRecent(paths);
}

void MainWindow::rememberRecent(const QString& path) {
    QSettings settings;
    const QString absolute = QFileInfo(path).absoluteFilePath();
    if (absolute.startsWith(m_temporary.path()))
        return;
    QStringList recent = settings.value(QLatin1String(kRecentKey)).toStringList();
    recent.removeAll(absolute);
    recent.prepend(absolute);
    settings.setValue(QLatin1String(kRecentKey), QStringList(recent.mid(0, kMostRecent)));
    makeRecentMenu();
}

void MainWindow::openTrace(const QString& path) {
    Document::open(this, path, [this, path](Result<std::shared_ptr<Document>> document) {
        if (!document)
            return report(document.error());
        rememberRecent(path);
        addTab(std::move(*document));
    });
}

void MainWindow::chooseAndOpen() {
    for (const QString& path :
         QFileDialog::getOpenFileNames(this, tr("Open traces"), {}, traceFilter()))
        openTrace(path);
}

QString MainWindow::temporaryTrace(const QString& name) {
    return m_temporary.filePath(QStringLiteral("%1-%2.seatape").arg(name).arg(++m_runs));
}

void MainWindow::newRun() {
    m_kvm->look();
    RunDialog dialog(m_scenarios, *m_kvm, this);
    if (dialog.exec() != QDialog::Accepted || !dialog.scenario())
        return;
    dialog.isForKvm() ? recordOnKvm(*dialog.scenario()) : runScenario(*dialog.scenario());
}

void MainWindow::recordOnKvm(const Scenario& scenario) {
    if (m_kvm->isRecording())
        return statusBar()->showMessage(tr("another scenario is being recorded"));
    m_kvmFlag = CancelFlag();
    const JobProgress* progress = addProgress(
        tr("recording %1 on %2").arg(toQString(scenario.name), m_kvm->description()), 0, m_kvmFlag);
    connect(progress, &JobProgress::cancelled, m_kvm, &KvmRecorder::cancel);
    m_kvm->record(scenario, temporaryTrace(toQString(scenario.name)));
}

void MainWindow::runForLesson(const QString& name) {
    const auto scenario = m_scenarios.load(name.toStdString());
    if (!scenario)
        return report(scenario.error());
    runScenario(forLesson(*scenario));
}

void MainWindow::runScenario(const Scenario& scenario) {
    const QString out = temporaryTrace(toQString(scenario.name));
    runJob(
        tr("running %1").arg(toQString(scenario.name)), 0, m_runJob.renew(),
        [machines = m_machines, scenario, out = out.toStdString()](const RunProgress& progress) {
            return recordScenario(machines, scenario, out, progress);
        },
        [this, out](const Result<RunSummary>& summary) {
            statusBar()->showMessage(
                tr("the run ended: %1").arg(toQString(runEndName(summary->end))));
            openTrace(out);
        });
}

void MainWindow::runWhatIf() {
    TraceView* view = currentView();
    if (view == nullptr || view->document().edits().isEmpty())
        return;
    const std::shared_ptr<Document> original = view->sharedDocument();
    const QString out = temporaryTrace(QStringLiteral("what-if"));
    runJob(
        tr("running the what-if"), 0, m_runJob.renew(),
        [machines = m_machines, path = original->path().toStdString(), edits = original->edits(),
         out = out.toStdString()](const RunProgress& progress) {
            return seatape::gui::runWhatIf(machines, path, edits, out, progress);
        },
        [this, out, original](Result<WhatIfOutcome> outcome) {
            showOutcome(out, original, std::make_shared<WhatIfOutcome>(std::move(*outcome)));
        });
}

/// Opens what an edited run became, with its differences, beside the original.
void MainWindow::showOutcome(const QString& path, const std::shared_ptr<Document>& original,
                             const std::shared_ptr<WhatIfOutcome>& outcome) {
    Document::open(this, path,
                   [this, original, outcome](const Result<std::shared_ptr<Document>>& made) {
                       if (!made)
                           return report(made.error());
                       (*made)->setTitle(tr("what-if of %1").arg(original->title()));
                       const QString text = outcomeText(*outcome);
                       const size_t count = outcome->divergences.size();
                       const uint64_t first = count == 0 ? 0 : outcome->divergences.front().frame;
                       (*made)->setDivergences(std::move(outcome->divergences));
                       TraceView* view = addTab(*made);
                       view->setOriginal(original);
                       view->setSideBySide(true);
                       updateActions();
                       statusBar()->showMessage(text);
                       if (count == 0)
                           return;
                       m_panels->raise(QStringLiteral("divergences"));
                       if (first < view->document().frameCount())
                           view->navigator().go(first);
                   });
}

void MainWindow::saveAs(TraceView& view) {
    const QString out = QFileDialog::getSaveFileName(this, tr("Save as"), {}, traceFilter());
    if (!out.isEmpty())
        saveTo(view, out);
}

/// A trace must not be replaced by what is made from it.
bool MainWindow::mayWrite(const QString& out, const Document& document) {
    const bool isItself = QFileInfo(out) == QFileInfo(document.path());
    if (isItself)
        report({"a trace is never overwritten by what is made from it", out.toStdString(),
                "choose another name"});
    return !isItself;
}

void MainWindow::saveTo(TraceView& view, const QString& out) {
    const std::shared_ptr<Document> document = view.sharedDocument();
    if (!mayWrite(out, *document))
        return;
    runJob(
        tr("saving %1").arg(QFileInfo(out).fileName()), document->frameCount(), CancelFlag(),
        [path = document->path().toStdString(), edits = document->edits(), out = out.toStdString()](
            const RunProgress& progress) { return saveEdited(path, edits, out, progress); },
        [this, document, edits = document->edits(), out](const Result<void>&) {
            if (document->edits() == edits)
                document->undoStack().setClean();
            statusBar()->showMessage(tr("saved %1").arg(out));
            Q_EMIT this->saved(out);
        });
}

void MainWindow::recover(TraceView& view) {
    const QString out = QFileDialog::getSaveFileName(this, tr("Recover into"), {}, traceFilter());
    if (!out.isEmpty())
        recoverTo(view, out);
}

void MainWindow::recoverTo(TraceView& view, const QString& out) {
    if (!mayWrite(out, view.document()))
        return;
    runJob(
        tr("recovering %1").arg(view.document().title()), view.document().frameCount(),
        CancelFlag(),
        [path = view.document().path().toStdString(), out = out.toStdString()](
            const RunProgress& progress) { return recoverTrace(path, out, progress); },
        [this, out](const Result<uint64_t>& frames) {
            statusBar()->showMessage(tr("%1 frames are recovered").arg(*frames));
            openTrace(out);
        });
}

void MainWindow::exportHtml(TraceView& view) {
    const QString out = QFileDialog::getSaveFileName(this, tr("Export report"), {},
                                                     tr("HTML (*.html);;All files (*)"));
    if (!out.isEmpty())
        exportHtmlTo(view, out);
}

void MainWindow::exportHtmlTo(TraceView& view, const QString& out) {
    runJob(
        tr("writing %1").arg(QFileInfo(out).fileName()), view.document().frameCount(), CancelFlag(),
        [path = view.document().path().toStdString(), out = out.toStdString()](
            const RunProgress& progress) { return exportReport(path, out, progress); },
        [this, out](const Result<void>&) { statusBar()->showMessage(tr("written: %1").arg(out)); });
}

/// The diagrams in a menu of their own; what a frame does not have is grey.
void MainWindow::makePictureMenu() {
    QAction& action = (*m_actions)[ActionId::ExportPicture];
    auto* menu = new QMenu(this);
    action.setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        for (const auto& [name, picture] : m_panels->pictures())
            menu->addAction(
                    name + QStringLiteral("…"), this,
                    [this, name = name, picture = picture] { exportPicture(name, picture); })
                ->setEnabled(!picture.size.isEmpty());
    });
    // From the menu bar it only opens; a shortcut opens it where the mouse is.
    connect(&action, &QAction::triggered, menu, [menu] { menu->popup(QCursor::pos()); });
}

void MainWindow::exportPicture(const QString& name, const Picture& picture) {
    const QString svg = tr("SVG (*.svg)");
    QString kind = svg;
    QString out = QFileDialog::getSaveFileName(this, tr("Export: %1").arg(name), {},
                                               svg + tr(";;PNG (*.png)"), &kind);
    if (out.isEmpty())
        return;
    if (QFileInfo(out).suffix().isEmpty())
        out += kind == svg ? QStringLiteral(".svg") : QStringLiteral(".png");
    if (auto saved = savePicture(out, picture); !saved)
        return report(saved.error());
    statusBar()->showMessage(tr("written: %1").arg(out));
}

void MainWindow::copyCommand(TraceView& view) {
    const auto frame = view.navigator().current();
    if (frame)
        QApplication::clipboard()->setText(commandLine(view.document(), *frame));
}

} // namespace seatape::gui
