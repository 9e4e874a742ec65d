// SPDX-License-Identifier: Apache-2.0
#include "gui/app/step_model.h"

#include "explain/disassembly.h"
#include "gui/text.h"

#include <QStringList>

namespace seatape::gui {
namespace {

/// What an instruction changed, beside going on.
QString changesOf(const Step& step) {
    QStringList parts;
    for (const RegChange& change : step.changed)
        if (change.reg != Reg::PC || change.value != step.pc + 4)
            parts << QStringLiteral("%1=%2").arg(toQString(regInfo(change.reg).name),
                                                 hexText(change.value));
    return parts.join(QLatin1Char(' '));
}

} // namespace

StepModel::StepModel(QObject* parent)
    : TitledTable({tr("Step"), tr("vCPU"), tr("Address"), tr("Instruction"), tr("What it changed")},
                  parent) {}

void StepModel::setSteps(StepList steps) {
    beginResetModel();
    m_steps = std::move(steps);
    endResetModel();
}

int StepModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_steps.steps.size());
}

QVariant StepModel::text(int row, int column) const {
    const Step& step = m_steps.steps[static_cast<size_t>(row)];
    switch (column) {
    case Number:
        return row + 1;
    case Vcpu:
        return step.vcpu;
    case Address:
        return hexText(step.pc);
    case Instruction:
        return step.word ? toQString(explain::disassemble(*step.word, step.pc)) : tr("not mapped");
    default:
        return changesOf(step);
    }
}

} // namespace seatape::gui
