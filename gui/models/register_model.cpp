// SPDX-License-Identifier: Apache-2.0
#include "gui/models/register_model.h"

#include "gui/models/frame_text.h"

#include "explain/register_notes.h"
#include "seatape/esr/format.h"
#include "seatape/esr/register_layouts.h"

#include <QFont>

#include <algorithm>

namespace seatape::gui {
namespace {

constexpr unsigned kGeneralRegisters = 31;

/// The registers that decide about an exception, beside the general ones and what has changed.
constexpr Reg kUsual[] = {Reg::PC,       Reg::PSTATE,        Reg::SP_EL0,    Reg::SP_EL1,
                          Reg::ELR_EL1,  Reg::SPSR_EL1,      Reg::ESR_EL1,   Reg::FAR_EL1,
                          Reg::VBAR_EL1, Reg::SCTLR_EL1,     Reg::TTBR0_EL1, Reg::TTBR1_EL1,
                          Reg::DISR_EL1, Reg::SERROR_PENDING};

bool isUsual(Reg reg) {
    return static_cast<unsigned>(reg) < kGeneralRegisters ||
           std::ranges::find(kUsual, reg) != std::end(kUsual);
}

QString meaningOf(Reg reg, uint64_t value) {
    const std::string_view name = regInfo(reg).name;
    if (reg == Reg::ESR_EL1)
        return value == 0 ? QString() : toQString(summarizeEsr(value)).section(QLatin1Char(' '), 1);
    if (const Layout* layout = registerLayout(name))
        return toQString(summarizeFields(decodeFields(*layout, value)));
    return {};
}

/// What the register is, where that is written, and what its value means.
QString tipFor(Reg reg, uint64_t value) {
    const explain::RegisterNote note = explain::registerNote(reg);
    const QString meaning = meaningOf(reg, value);
    return QStringLiteral("%1\n%2%3")
        .arg(toQString(note.text), toQString(note.source),
             meaning.isEmpty() ? QString() : QStringLiteral("\n") + meaning);
}

} // namespace

RegisterModel::RegisterModel(QObject* parent)
    : TitledTable({tr("Register"), tr("Before"), tr("After"), tr("Meaning")}, parent) {}

void RegisterModel::setStates(const VcpuState& before, const VcpuState& after) {
    beginResetModel();
    m_before = before;
    m_after = after;
    m_isEmpty = false;
    choose();
    endResetModel();
}

void RegisterModel::clear() {
    beginResetModel();
    m_isEmpty = true;
    choose();
    endResetModel();
}

void RegisterModel::setSelection(Selection selection) {
    beginResetModel();
    m_selection = selection;
    choose();
    endResetModel();
}

void RegisterModel::choose() {
    m_rows.clear();
    if (m_isEmpty)
        return;
    const auto isWanted = [this](Reg reg) {
        return m_selection == Selection::All || isChanged(reg) ||
               (m_selection == Selection::Usual && isUsual(reg));
    };
    for (const Reg reg : kUsual) // what an exception is about stands first
        if (isWanted(reg))
            m_rows.push_back(reg);
    for (size_t i = 0; i < kRegCount; ++i)
        if (const auto reg = static_cast<Reg>(i);
            isWanted(reg) && std::ranges::find(kUsual, reg) == std::end(kUsual))
            m_rows.push_back(reg);
}

int RegisterModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant RegisterModel::text(int row, int column) const {
    const Reg reg = m_rows[static_cast<size_t>(row)];
    switch (column) {
    case Name:
        return toQString(regInfo(reg).name);
    case Before:
        return hexText(m_before[reg], 16);
    case After:
        return isChanged(reg) ? QVariant(hexText(m_after[reg], 16)) : QVariant(QStringLiteral("="));
    default:
        return meaningOf(reg, m_after[reg]);
    }
}

QVariant RegisterModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Reg reg = m_rows[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::ToolTipRole:
        return tipFor(reg, m_after[reg]);
    case Qt::FontRole: {
        auto font = TitledTable::data(index, role).value<QFont>();
        font.setBold(isChanged(reg));
        return font;
    }
    case RegisterRole:
        return static_cast<int>(reg);
    case ChangedRole:
        return isChanged(reg);
    default:
        return TitledTable::data(index, role);
    }
}

} // namespace seatape::gui
