// SPDX-License-Identifier: Apache-2.0
#include "gui/models/divergence_model.h"

#include "gui/models/frame_text.h"

namespace seatape::gui {

DivergenceModel::DivergenceModel(QObject* parent)
    : TitledTable({tr("Frame"), tr("vCPU"), tr("Field"), tr("Recorded"), tr("What-if"), tr("Note")},
                  parent) {}

void DivergenceModel::setDivergences(const std::vector<Divergence>& divergences) {
    beginResetModel();
    m_rows = divergences;
    endResetModel();
}

int DivergenceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant DivergenceModel::text(int row, int column) const {
    const Divergence& one = at(row);
    switch (column) {
    case FrameNumber:
        return static_cast<qulonglong>(one.frame);
    case Vcpu:
        return one.vcpu;
    case Field:
        return toQString(one.field);
    case Recorded:
        return toQString(one.recorded);
    case Observed:
        return toQString(one.observed);
    default:
        return toQString(one.note);
    }
}

} // namespace seatape::gui
