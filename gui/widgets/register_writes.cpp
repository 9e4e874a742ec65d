#include "gui/widgets/register_writes.h"

#include "explain/register_notes.h"
#include "gui/text.h"
#include "gui/widgets/hex_edit.h"
#include "gui/widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>

namespace seatape::gui {
namespace {

/// What an exception entry writes, and what people change.
constexpr Reg kOffered[] = {Reg::PC,       Reg::PSTATE,   Reg::ESR_EL1, Reg::FAR_EL1,
                            Reg::ELR_EL1,  Reg::SPSR_EL1, Reg::SP_EL0,  Reg::SP_EL1,
                            Reg::VBAR_EL1, Reg::SCTLR_EL1};

QString tipOf(Reg reg) {
    const explain::RegisterNote note = explain::registerNote(reg);
    return QStringLiteral("%1\n%2").arg(toQString(note.text), toQString(note.source));
}

} // namespace

RegisterWrites::RegisterWrites(QWidget* parent)
    : QWidget(parent), m_table(new QTableWidget(0, 2, this)),
      m_remove(new QPushButton(tr("Remove"), this)) {
    m_table->setHorizontalHeaderLabels({tr("Register"), tr("Value")});
    m_table->setAccessibleName(tr("Register writes"));
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* addButton = new QPushButton(tr("Add…"), this);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(addButton);
    buttons->addWidget(m_remove);
    buttons->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table);
    column->addLayout(buttons);
    connect(addButton, &QPushButton::clicked, this, &RegisterWrites::addMenu);
    connect(m_remove, &QPushButton::clicked, this, &RegisterWrites::removeCurrent);
    connect(m_table, &QTableWidget::cellChanged, this, &RegisterWrites::readRow);
    fill();
}

void RegisterWrites::setWrites(const std::vector<RegChange>& writes, const VcpuState& state) {
    m_state = state;
    if (m_writes == writes)
        return;
    m_writes = writes;
    fill();
}

void RegisterWrites::fill() {
    m_isFilling = true;
    m_table->setRowCount(static_cast<int>(m_writes.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const RegChange& write = m_writes[static_cast<size_t>(row)];
        auto* name = new QTableWidgetItem(toQString(regInfo(write.reg).name));
        name->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled);
        name->setToolTip(tipOf(write.reg));
        auto* value = new QTableWidgetItem(hexText(write.value));
        value->setFont(monospaceFont(font()));
        m_table->setItem(row, 0, name);
        m_table->setItem(row, 1, value);
    }
    m_remove->setVisible(!m_writes.empty());
    m_table->setVisible(!m_writes.empty());
    m_table->updateGeometry();
    m_isFilling = false;
}

void RegisterWrites::readRow(int row) {
    if (m_isFilling || row < 0 || row >= static_cast<int>(m_writes.size()))
        return;
    const auto value = parseNumber(m_table->item(row, 1)->text());
    if (value && *value != m_writes[static_cast<size_t>(row)].value) {
        m_writes[static_cast<size_t>(row)].value = *value;
        Q_EMIT edited();
    }
    fill();
}

void RegisterWrites::addMenu() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    const auto addTo = [this](QMenu* where, Reg reg) {
        QAction* action = where->addAction(toQString(regInfo(reg).name));
        action->setToolTip(tipOf(reg));
        connect(action, &QAction::triggered, this, [this, reg] { add(reg); });
    };
    for (const Reg reg : kOffered)
        addTo(menu, reg);
    QMenu* general = menu->addMenu(tr("General-purpose"));
    for (unsigned n = 0; n < 31; ++n)
        addTo(general, xReg(n));
    menu->popup(mapToGlobal(QPoint(0, height())));
}

void RegisterWrites::add(Reg reg) {
    m_writes.push_back({reg, m_state[reg]});
    fill();
    m_table->setCurrentCell(m_table->rowCount() - 1, 1);
    Q_EMIT edited();
}

void RegisterWrites::removeCurrent() {
    const int row = m_table->currentRow() < 0 ? m_table->rowCount() - 1 : m_table->currentRow();
    if (row < 0)
        return;
    m_writes.erase(m_writes.begin() + row);
    fill();
    Q_EMIT edited();
}

} // namespace seatape::gui
