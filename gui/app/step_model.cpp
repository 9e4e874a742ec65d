#include "gui/app/step_model.h"

#include "explain/disassembly.h"
#include "gui/text.h"

#include <QFontDatabase>
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

void StepModel::setSteps(StepList steps) {
    beginResetModel();
    m_steps = std::move(steps);
    endResetModel();
}

int StepModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_steps.steps.size());
}

int StepModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QVariant StepModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::FontRole)
        return QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (role != Qt::DisplayRole)
        return {};
    const Step& step = m_steps.steps[static_cast<size_t>(index.row())];
    switch (index.column()) {
    case Number:
        return index.row() + 1;
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

QVariant StepModel::headerData(int section, Qt::Orientation orientation, int role) const {
    const QString titles[] = {tr("Step"), tr("vCPU"), tr("Address"), tr("Instruction"),
                              tr("What it changed")};
    const bool isTitle = orientation == Qt::Horizontal && role == Qt::DisplayRole;
    return isTitle && section >= 0 && section < Columns ? QVariant(titles[section]) : QVariant();
}

} // namespace seatape::gui
