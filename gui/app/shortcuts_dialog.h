// SPDX-License-Identifier: Apache-2.0
/// All actions with their shortcuts, which can be changed here.
#pragma once

#include "gui/app/actions.h"

#include <QDialog>
#include <QKeySequenceEdit>
#include <QTreeWidget>

namespace seatape::gui {

class ShortcutsDialog final : public QDialog {
    Q_OBJECT

public:
    ShortcutsDialog(Actions& actions, QWidget* parent = nullptr);

private:
    void fill();
    void change();
    const ActionInfo* chosen() const;

    Actions& m_actions;
    QTreeWidget* m_list;
    QKeySequenceEdit* m_keys;
};

} // namespace seatape::gui
