// SPDX-License-Identifier: Apache-2.0
#include "gui/app/actions.h"

#include "gui/widgets/symbol_icon.h"

#include <QSettings>
#include <QWidget>

namespace seatape::gui {
namespace {

#define TEXT(text) QT_TRANSLATE_NOOP("Actions", text)

// clang-format off
constexpr ActionInfo kTable[] = {
    {ActionId::Open, "open", TEXT("&File"), TEXT("&Open…"), "Ctrl+O", TEXT("Open a trace"), true, false},
    {ActionId::NewRun, "new-run", TEXT("&File"), TEXT("&New from scenario…"), "Ctrl+N", TEXT("Run a scenario and look at it"), true, false},
    {ActionId::Close, "close", TEXT("&File"), TEXT("&Close"), "Ctrl+W", TEXT("Close this trace"), false, false},
    {ActionId::SaveEdited, "save-edited", TEXT("&File"), TEXT("&Save as…"), "Ctrl+S", TEXT("Write the trace, with its edits, into a new file"), true, true},
    {ActionId::Recover, "recover", TEXT("&File"), TEXT("&Recover…"), "", TEXT("Write every intact frame of a damaged trace into a new file"), false, false},
    {ActionId::ExportHtml, "export-html", TEXT("&File"), TEXT("Export &report…"), "", TEXT("Write one HTML page that needs nothing else"), true, true},
    {ActionId::ExportPicture, "export-picture", TEXT("&File"), TEXT("Export &picture"), "", TEXT("Write a diagram as SVG or PNG"), false, false},
    {ActionId::Follow, "follow", TEXT("&File"), TEXT("&Follow"), "Ctrl+Shift+F", TEXT("Show new frames of a trace that is still being written"), false, true},
    {ActionId::Quit, "quit", TEXT("&File"), TEXT("&Quit"), "Ctrl+Q", TEXT("Close the window"), false, true},

    {ActionId::Undo, "undo", TEXT("&Edit"), TEXT("&Undo"), "Ctrl+Z", TEXT("Take the last edit back"), true, false},
    {ActionId::Redo, "redo", TEXT("&Edit"), TEXT("&Redo"), "Ctrl+Shift+Z", TEXT("Make the edit again"), true, false},
    {ActionId::ResetFrame, "reset-frame", TEXT("&Edit"), TEXT("Reset to re&corded"), "Ctrl+Backspace", TEXT("Give the frame its recorded answer"), false, false},
    {ActionId::CopyText, "copy-text", TEXT("&Edit"), TEXT("&Copy as text"), "Ctrl+C", TEXT("Copy what is known about the frame"), false, true},
    {ActionId::CopyMarkdown, "copy-markdown", TEXT("&Edit"), TEXT("Copy as &Markdown"), "Ctrl+Shift+C", TEXT("Copy it as a list for a bug report"), false, false},
    {ActionId::CopyCommand, "copy-command", TEXT("&Edit"), TEXT("Copy as command &line"), "Ctrl+Alt+C", TEXT("Copy the command that shows or replays the same"), false, false},
    {ActionId::ToggleBookmark, "bookmark", TEXT("&Edit"), TEXT("&Bookmark"), "Ctrl+M", TEXT("Mark the frame, or take the mark away"), true, true},
    {ActionId::EditNote, "note", TEXT("&Edit"), TEXT("&Note…"), "Ctrl+Shift+M", TEXT("Write a note about the frame"), false, false},

    {ActionId::Filter, "filter", TEXT("&View"), TEXT("&Filter"), "Ctrl+L", TEXT("Go to the filter line"), false, false},
    {ActionId::ClearFilter, "clear-filter", TEXT("&View"), TEXT("&Clear filter"), "Ctrl+Shift+L", TEXT("Show all frames"), false, false},
    {ActionId::ColourRules, "colour-rules", TEXT("&View"), TEXT("Colour &rules…"), "", TEXT("Choose which frames have which colour"), false, false},
    {ActionId::Find, "find", TEXT("&View"), TEXT("F&ind"), "Ctrl+F", TEXT("Find frames with the filter language"), true, true},
    {ActionId::FindNext, "find-next", TEXT("&View"), TEXT("Find &next"), "F3", TEXT("Go to the next frame that is found"), false, false},
    {ActionId::FindPrevious, "find-previous", TEXT("&View"), TEXT("Find &previous"), "Shift+F3", TEXT("Go to the frame found before"), false, false},
    {ActionId::SideBySide, "side-by-side", TEXT("&View"), TEXT("&Side by side"), "Ctrl+D", TEXT("Show a what-if beside its original"), true, true},

    {ActionId::Back, "back", TEXT("&Go"), TEXT("&Back"), "Alt+Left", TEXT("Go to where you were before"), true, false},
    {ActionId::Forward, "forward", TEXT("&Go"), TEXT("For&ward"), "Alt+Right", TEXT("Go to where you were behind"), true, false},
    {ActionId::FirstFrame, "first-frame", TEXT("&Go"), TEXT("&First frame"), "Ctrl+Home", TEXT("Go to the first frame"), true, true},
    {ActionId::PreviousFrame, "previous-frame", TEXT("&Go"), TEXT("&Previous frame"), "Ctrl+Up", TEXT("Go to the frame before"), true, false},
    {ActionId::NextFrame, "next-frame", TEXT("&Go"), TEXT("&Next frame"), "Ctrl+Down", TEXT("Go to the next frame"), true, false},
    {ActionId::LastFrame, "last-frame", TEXT("&Go"), TEXT("&Last frame"), "Ctrl+End", TEXT("Go to the last frame"), true, false},
    {ActionId::GoToFrame, "go-to-frame", TEXT("&Go"), TEXT("&Go to frame…"), "Ctrl+G", TEXT("Go to a frame by its number"), true, false},
    {ActionId::PreviousVcpu, "previous-vcpu", TEXT("&Go"), TEXT("Previous of the same vCPU"), "Ctrl+,", TEXT("Go to the frame of this vCPU before"), false, true},
    {ActionId::NextVcpu, "next-vcpu", TEXT("&Go"), TEXT("Next of the same vCPU"), "Ctrl+.", TEXT("Go to the next frame of this vCPU"), false, false},
    {ActionId::PreviousSea, "previous-sea", TEXT("&Go"), TEXT("Previous SEA"), "Shift+F8", TEXT("Go to the KVM_EXIT_ARM_SEA before"), true, false},
    {ActionId::NextSea, "next-sea", TEXT("&Go"), TEXT("Next &SEA"), "F8", TEXT("Go to the next KVM_EXIT_ARM_SEA"), true, false},
    {ActionId::PreviousInjection, "previous-injection", TEXT("&Go"), TEXT("Previous injection"), "Shift+F7", TEXT("Go to the answer before that injects something"), false, false},
    {ActionId::NextInjection, "next-injection", TEXT("&Go"), TEXT("Next &injection"), "F7", TEXT("Go to the next answer that injects something"), true, false},
    {ActionId::PreviousDivergence, "previous-divergence", TEXT("&Go"), TEXT("Previous divergence"), "Shift+F6", TEXT("Go to the frame before that differs"), true, false},
    {ActionId::NextDivergence, "next-divergence", TEXT("&Go"), TEXT("Next &divergence"), "F6", TEXT("Go to the next frame that differs"), true, false},
    {ActionId::PreviousNote, "previous-note", TEXT("&Go"), TEXT("Previous bookmark"), "Shift+F2", TEXT("Go to the bookmark before"), false, false},
    {ActionId::NextNote, "next-note", TEXT("&Go"), TEXT("Next boo&kmark"), "F2", TEXT("Go to the next bookmark"), false, false},

    {ActionId::StepForward, "step-forward", TEXT("&Run"), TEXT("&Step instruction"), "F11", TEXT("One instruction of the guest forward, on the simulator"), true, false},
    {ActionId::StepBack, "step-back", TEXT("&Run"), TEXT("Step instruction &back"), "Shift+F11", TEXT("One instruction of the guest back"), true, false},
    {ActionId::StepToStart, "step-to-start", TEXT("&Run"), TEXT("Back to the frame's s&tart"), "Ctrl+Shift+F11", TEXT("Go to the first instruction behind the frame before"), false, false},
    {ActionId::StepToExit, "step-to-exit", TEXT("&Run"), TEXT("On to the &exit"), "Ctrl+F11", TEXT("Leave the instructions and show the exit"), false, false},
    {ActionId::WhatIf, "what-if", TEXT("&Run"), TEXT("Run &what-if"), "F5", TEXT("Run the edited trace live on the simulator and compare"), true, true},

    {ActionId::Lessons, "lessons", TEXT("&Help"), TEXT("&Lessons"), "Ctrl+F1", TEXT("Learn by short exercises on recordings"), false, false},
    {ActionId::Shortcuts, "shortcuts", TEXT("&Help"), TEXT("&Keyboard shortcuts…"), "F1", TEXT("List the shortcuts and change them"), false, false},
    {ActionId::About, "about", TEXT("&Help"), TEXT("&About Seatape"), "", TEXT("Which version this is"), false, false},
};
// clang-format on

#undef TEXT

static_assert(std::size(kTable) == kActionCount);

QString settingsKey(const ActionInfo& info) {
    return QStringLiteral("shortcuts/%1").arg(QLatin1String(info.name));
}

QKeySequence usualKeys(const ActionInfo& info) {
    return QKeySequence(QLatin1String(info.keys));
}

const ActionInfo& infoOf(ActionId id) {
    for (const ActionInfo& info : kTable)
        if (info.id == id)
            return info;
    return kTable[0];
}

} // namespace

std::span<const ActionInfo> actionTable() {
    return kTable;
}

Actions::Actions(QWidget* window) : QObject(window) {
    const QSettings settings;
    for (const ActionInfo& info : kTable) {
        auto* action = new QAction(tr(info.text), window);
        action->setObjectName(QLatin1String(info.name));
        action->setIcon(symbolIcon(QLatin1String(info.name)));
        action->setToolTip(tr(info.help));
        action->setStatusTip(tr(info.help));
        const QString keys =
            settings.value(settingsKey(info), usualKeys(info).toString()).toString();
        action->setShortcut(QKeySequence(keys));
        window->addAction(action);
        m_actions[static_cast<size_t>(info.id)] = action;
    }
}

void Actions::setShortcut(ActionId id, const QKeySequence& keys) {
    QSettings settings;
    for (const ActionInfo& other : kTable)
        if (!keys.isEmpty() && other.id != id && (*this)[other.id].shortcut() == keys) {
            (*this)[other.id].setShortcut({});
            settings.setValue(settingsKey(other), QString());
        }
    (*this)[id].setShortcut(keys);
    settings.setValue(settingsKey(infoOf(id)), keys.toString());
}

void Actions::resetShortcuts() {
    QSettings settings;
    for (const ActionInfo& info : kTable) {
        settings.remove(settingsKey(info));
        (*this)[info.id].setShortcut(usualKeys(info));
    }
}

} // namespace seatape::gui
