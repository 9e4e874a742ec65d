// SPDX-License-Identifier: Apache-2.0
// What the window does with its tabs and with the frame that is current in one.

#include "gui/app/colour_dialog.h"
#include "gui/app/main_window.h"
#include "gui/widgets/theme.h"

#include <QInputDialog>
#include <QMessageBox>
#include <QStatusBar>

namespace seatape::gui {

TraceView* MainWindow::addTab(std::shared_ptr<Document> document) {
    auto* view = new TraceView(document, m_machines, m_tabs);
    applyColourRules(*view);
    addFrameMenu(view->table());
    m_undo->addStack(&document->undoStack());
    connect(view, &TraceView::currentChanged, this, &MainWindow::showFrame);
    connect(view, &TraceView::statusChanged, this,
            [this](const QString& text) { statusBar()->showMessage(text); });
    connect(view, &TraceView::recoverWanted, this, [this, view] { recover(*view); });
    connect(view, &TraceView::followWanted, this,
            [this] { (*m_actions)[ActionId::Follow].trigger(); });
    connect(document.get(), &Document::overviewChanged, this, &MainWindow::updateActions);
    connect(document.get(), &Document::editsChanged, this, &MainWindow::updateActions);
    const int index = m_tabs->addTab(view, document->title());
    m_tabs->setTabToolTip(index, document->path());
    m_tabs->setCurrentIndex(index);
    if (document->frameCount() > 0)
        view->navigator().go(0);
    view->setFocus();
    Q_EMIT opened(view);
    return view;
}

/// What a right click on a frame offers.
void MainWindow::addFrameMenu(QTableView& table) {
    for (const ActionId id :
         {ActionId::ToggleBookmark, ActionId::EditNote, ActionId::CopyText, ActionId::CopyMarkdown,
          ActionId::CopyCommand, ActionId::ResetFrame, ActionId::WhatIf})
        table.addAction(&(*m_actions)[id]);
    table.setContextMenuPolicy(Qt::ActionsContextMenu);
}

bool MainWindow::mayLose(TraceView& view) {
    if (view.document().undoStack().isClean())
        return true;
    const auto answer = QMessageBox::question(
        this, tr("Edits are not saved"),
        tr("%1 has edits that are in no file. Close it?").arg(view.document().title()));
    return answer == QMessageBox::Yes;
}

void MainWindow::closeTab(int index) {
    auto* view = qobject_cast<TraceView*>(m_tabs->widget(index));
    if (view == nullptr || !mayLose(*view))
        return;
    m_undo->removeStack(&view->document().undoStack());
    m_tabs->removeTab(index);
    view->deleteLater();
}

void MainWindow::tabChanged() {
    TraceView* view = currentView();
    m_center->setCurrentIndex(view != nullptr ? m_center->indexOf(m_tabs) : 0);
    m_undo->setActiveStack(view != nullptr ? &view->document().undoStack() : nullptr);
    m_panels->setView(view);
    setWindowTitle(view != nullptr ? tr("%1 – Seatape").arg(view->document().title())
                                   : tr("Seatape"));
    updateActions();
}

void MainWindow::showFrame(quint64 frame) {
    m_panels->refresh();
    m_place->setText(
        tr("frame %1 of %2  ")
            .arg(frame)
            .arg(currentView() != nullptr ? currentView()->document().frameCount() : 0));
    updateActions();
}

/// Actions that make no sense now are grey.
void MainWindow::updateActions() {
    TraceView* view = currentView();
    for (const ActionInfo& info : actionTable()) {
        const bool needsNone = info.id == ActionId::Open || info.id == ActionId::NewRun ||
                               info.id == ActionId::Quit || info.id == ActionId::ColourRules ||
                               info.id == ActionId::Lessons || info.id == ActionId::Shortcuts ||
                               info.id == ActionId::About;
        (*m_actions)[info.id].setEnabled(needsNone || view != nullptr);
    }
    const auto enable = [this](ActionId id, bool on) { (*m_actions)[id].setEnabled(on); };
    enable(ActionId::Undo, m_undo->canUndo());
    enable(ActionId::Redo, m_undo->canRedo());
    if (view == nullptr)
        return;
    Document& document = view->document();
    const auto current = view->navigator().current();
    enable(ActionId::Back, view->navigator().canGoBack());
    enable(ActionId::Forward, view->navigator().canGoForward());
    enable(ActionId::WhatIf, !document.edits().isEmpty());
    enable(ActionId::ResetFrame, current && document.isEdited(*current));
    enable(ActionId::Follow, !document.isFinished());
    (*m_actions)[ActionId::Follow].setChecked(document.isFollowing());
    enable(ActionId::SideBySide, view->hasOriginal());
    (*m_actions)[ActionId::SideBySide].setChecked(view->isSideBySide());
    enable(ActionId::Recover, !document.overview().damages.empty());
}

void MainWindow::goToNumber(TraceView& view) {
    const uint64_t count = view.document().frameCount();
    if (count == 0)
        return;
    bool isChosen = false;
    const QString text = QInputDialog::getText(
        this, tr("Go to frame"), tr("Frame, 0 to %1:").arg(count - 1), QLineEdit::Normal,
        QString::number(view.navigator().current().value_or(0)), &isChosen);
    const qulonglong frame = text.toULongLong(&isChosen, 0);
    if (isChosen && frame < count)
        view.navigator().go(frame);
    else if (!text.isEmpty())
        statusBar()->showMessage(tr("there is no frame %1").arg(text));
}

void MainWindow::resetFrame(TraceView& view) {
    const auto page = view.navigator().current() ? view.document().page(*view.navigator().current())
                                                 : std::nullopt;
    if (!page)
        return;
    const Injection recorded = translateInjection(
        page->frame.injection, view.document().scenario().dialect, view.document().dialect());
    view.document().editAnswer(page->frame, recorded, tr("Reset frame %1").arg(page->frame.index));
}

void MainWindow::toggleBookmark(TraceView& view) {
    const auto frame = view.navigator().current();
    if (!frame)
        return;
    const bool isMarked = view.document().notes().contains(*frame);
    if (auto saved =
            view.document().setNote(*frame, isMarked ? std::nullopt : std::optional(QString()));
        !saved)
        report(saved.error());
}

void MainWindow::editNote(TraceView& view) {
    const auto frame = view.navigator().current();
    if (!frame)
        return;
    const auto note = view.document().notes().find(*frame);
    bool isChosen = false;
    const QString text = QInputDialog::getMultiLineText(
        this, tr("Note"), tr("Note about frame %1:").arg(*frame),
        note == view.document().notes().end() ? QString() : note->second, &isChosen);
    if (!isChosen)
        return;
    if (auto saved = view.document().setNote(*frame, text); !saved)
        report(saved.error());
}

void MainWindow::editColourRules() {
    if (ColourDialog(this).exec() != QDialog::Accepted)
        return;
    for (int i = 0; i < m_tabs->count(); ++i)
        if (auto* view = qobject_cast<TraceView*>(m_tabs->widget(i)))
            applyColourRules(*view);
}

void MainWindow::applyColourRules(TraceView& view) {
    view.rows().setColourRules(ColourRules(loadColourRules(isDark(palette()))));
}

} // namespace seatape::gui
