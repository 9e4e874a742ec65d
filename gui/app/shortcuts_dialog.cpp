// SPDX-License-Identifier: Apache-2.0
#include "gui/app/shortcuts_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace seatape::gui {

ShortcutsDialog::ShortcutsDialog(Actions& actions, QWidget* parent)
    : QDialog(parent), m_actions(actions), m_list(new QTreeWidget(this)),
      m_keys(new QKeySequenceEdit(this)) {
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(640, 640);
    m_list->setAccessibleName(tr("Actions"));
    m_list->setHeaderLabels({tr("Action"), tr("Shortcut"), tr("What it does")});
    m_list->setRootIsDecorated(false);
    m_keys->setAccessibleName(tr("New shortcut"));
    auto* buttons =
        new QDialogButtonBox(QDialogButtonBox::Close | QDialogButtonBox::RestoreDefaults, this);
    auto* form = new QFormLayout;
    form->addRow(tr("&New shortcut of the chosen action:"), m_keys);
    auto* rows = new QVBoxLayout(this);
    rows->addWidget(m_list, 1);
    rows->addLayout(form);
    rows->addWidget(buttons);
    connect(m_keys, &QKeySequenceEdit::editingFinished, this, &ShortcutsDialog::change);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::accept);
    connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this,
            [this] {
                m_actions.resetShortcuts();
                fill();
            });
    fill();
}

void ShortcutsDialog::fill() {
    const int row = std::max(0, m_list->indexOfTopLevelItem(m_list->currentItem()));
    m_list->clear();
    for (const ActionInfo& info : actionTable()) {
        QString text = Actions::tr(info.text);
        text.remove(QLatin1Char('&'));
        const QString keys = m_actions[info.id].shortcut().toString(QKeySequence::NativeText);
        m_list->addTopLevelItem(new QTreeWidgetItem({text, keys, Actions::tr(info.help)}));
    }
    m_list->resizeColumnToContents(0);
    m_list->resizeColumnToContents(1);
    m_list->setCurrentItem(m_list->topLevelItem(row));
}

const ActionInfo* ShortcutsDialog::chosen() const {
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    return row >= 0 ? &actionTable()[static_cast<size_t>(row)] : nullptr;
}

void ShortcutsDialog::change() {
    if (const ActionInfo* info = chosen(); info != nullptr && !m_keys->keySequence().isEmpty())
        m_actions.setShortcut(info->id, m_keys->keySequence());
    m_keys->clear();
    fill();
}

} // namespace seatape::gui
