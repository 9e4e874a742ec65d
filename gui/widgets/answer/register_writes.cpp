// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/answer/register_writes.h"

#include "explain/register_notes.h"
#include "gui/text.h"
#include "gui/widgets/answer/hex_edit.h"

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
    : EditTable(tr("Register writes"), {tr("Register"), tr("Value")}, parent) {
    fillMenu();
}

void RegisterWrites::fillMenu() {
    const auto addTo = [this](QMenu& where, Reg reg) {
        QAction* action = where.addAction(toQString(regInfo(reg).name));
        action->setToolTip(tipOf(reg));
        connect(action, &QAction::triggered, this, [this, reg] { add(reg); });
    };
    for (const Reg reg : kOffered)
        addTo(addMenu(), reg);
    QMenu* general = addMenu().addMenu(tr("General-purpose"));
    for (unsigned n = 0; n < 31; ++n)
        addTo(*general, xReg(n));
}

void RegisterWrites::setWrites(const std::vector<RegChange>& writes, const VcpuState& state) {
    m_state = state;
    tellProblem({});
    if (m_writes == writes)
        return;
    m_writes = writes;
    fill();
}

void RegisterWrites::fill() {
    QList<EditTable::Row> rows;
    for (const RegChange& write : m_writes)
        rows.append({{toQString(regInfo(write.reg).name), hexText(write.value)}, tipOf(write.reg)});
    setRows(rows);
}

void RegisterWrites::enter(int row, int, const QString& text) {
    RegChange& write = m_writes[static_cast<size_t>(row)];
    const auto value = parseNumber(text);
    const bool isNew = value && *value != write.value;
    write.value = value.value_or(write.value);
    fill();
    if (!value)
        tellProblem(numberProblem(text));
    if (isNew)
        Q_EMIT edited();
}

void RegisterWrites::add(Reg reg) {
    m_writes.push_back({reg, m_state[reg]});
    fill();
    goTo(static_cast<int>(m_writes.size()) - 1, 1);
    Q_EMIT edited();
}

void RegisterWrites::remove(int row) {
    m_writes.erase(m_writes.begin() + row);
    fill();
    Q_EMIT edited();
}

} // namespace seatape::gui
