// SPDX-License-Identifier: Apache-2.0
/// Every action of the window, defined once: menus, toolbar, shortcuts and the shortcuts window are
/// made from this table.
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>

#include <array>
#include <cstddef>
#include <span>

class QMenuBar;

namespace seatape::gui {

enum class ActionId {
    Open,
    NewRun,
    Close,
    SaveEdited,
    Recover,
    ExportHtml,
    ExportPicture,
    Quit,
    Undo,
    Redo,
    ResetFrame,
    CopyText,
    CopyMarkdown,
    CopyCommand,
    Find,
    FindNext,
    FindPrevious,
    EditNote,
    ToggleBookmark,
    Filter,
    ClearFilter,
    ColourRules,
    FirstFrame,
    PreviousFrame,
    NextFrame,
    LastFrame,
    GoToFrame,
    PreviousVcpu,
    NextVcpu,
    PreviousSea,
    NextSea,
    PreviousInjection,
    NextInjection,
    PreviousDivergence,
    NextDivergence,
    PreviousNote,
    NextNote,
    Back,
    Forward,
    StepBack,
    StepForward,
    StepToStart,
    StepToExit,
    WhatIf,
    SideBySide,
    Follow,
    Lessons,
    Shortcuts,
    About,
    Count
};

inline constexpr size_t kActionCount = static_cast<size_t>(ActionId::Count);

/// A row of the table.
struct ActionInfo {
    ActionId id;
    const char* name; ///< in the settings, and of its icon if it has one
    const char* menu; ///< empty: in none
    const char* text;
    const char* keys; ///< of a new user; may be empty
    const char* help;
    bool isInToolBar;
    bool beginsGroup; ///< stands after a separator
};

/// Lists the actions in the order of the menus.
std::span<const ActionInfo> actionTable();

/// The actions of a window, with the shortcuts that the user has chosen.
class Actions final : public QObject {
    Q_OBJECT

public:
    explicit Actions(QWidget* window);

    QAction& operator[](ActionId id) const { return *m_actions[static_cast<size_t>(id)]; }

    /// Changes a shortcut and remembers it. Another action that had it loses it.
    void setShortcut(ActionId id, const QKeySequence& keys);
    /// Gives every action the shortcut of a new user.
    void resetShortcuts();

private:
    std::array<QAction*, kActionCount> m_actions{};
};

} // namespace seatape::gui
