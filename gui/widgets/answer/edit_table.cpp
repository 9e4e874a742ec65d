// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/answer/edit_table.h"

#include "gui/widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QShortcut>

namespace seatape::gui {

EditTable::EditTable(const QString& name, const QStringList& columns, QWidget* parent)
    : QWidget(parent), m_table(new QTableWidget(0, static_cast<int>(columns.size()), this)),
      m_menu(new QMenu(this)), m_remove(new QPushButton(tr("Remove"), this)),
      m_problem(new QLabel(this)) {
    m_table->setHorizontalHeaderLabels(columns);
    m_table->setAccessibleName(name);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_menu->setToolTipsVisible(true);
    auto* addButton = new QPushButton(tr("Add"), this);
    addButton->setAccessibleName(tr("Add to: %1").arg(name));
    addButton->setMenu(m_menu);
    m_remove->setAccessibleName(tr("Remove from: %1").arg(name));
    m_problem->setWordWrap(true);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(addButton);
    buttons->addWidget(m_remove);
    buttons->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table);
    column->addWidget(m_problem);
    column->addLayout(buttons);
    connect(m_remove, &QPushButton::clicked, this, &EditTable::removeCurrent);
    connect(new QShortcut(QKeySequence::Delete, m_table, nullptr, nullptr, Qt::WidgetShortcut),
            &QShortcut::activated, this, &EditTable::removeCurrent);
    connect(m_table, &QTableWidget::cellChanged, this, [this](int row, int at) {
        if (!m_isFilling)
            enter(row, at, m_table->item(row, at)->text());
    });
    setRows({});
}

void EditTable::setRows(const QList<Row>& rows) {
    m_isFilling = true;
    m_table->setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < m_table->rowCount(); ++row)
        for (int at = 0; at < m_table->columnCount(); ++at) {
            if (m_table->item(row, at) == nullptr)
                m_table->setItem(row, at, new QTableWidgetItem);
            QTableWidgetItem* item = m_table->item(row, at);
            item->setText(rows[row].texts[at]);
            item->setToolTip(at == 0 ? rows[row].tip : QString());
            item->setFont(at == 0 ? font() : monospaceFont(font()));
            if (at == 0)
                item->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled);
        }
    m_table->resizeColumnsToContents();
    m_table->setVisible(!rows.isEmpty());
    m_remove->setVisible(!rows.isEmpty());
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            m_table->verticalHeader()->length() + 2 * m_table->frameWidth());
    m_isFilling = false;
    tellProblem({});
}

void EditTable::tellProblem(const QString& problem) {
    QPalette colors;
    colors.setColor(QPalette::WindowText, Theme(palette())[Role::Bad]);
    m_problem->setPalette(colors);
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

void EditTable::removeCurrent() {
    const int current = m_table->currentRow();
    if (const int row = current < 0 ? m_table->rowCount() - 1 : current; row >= 0)
        remove(row);
}

} // namespace seatape::gui
