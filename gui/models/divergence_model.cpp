#include "gui/models/divergence_model.h"

#include "gui/models/frame_text.h"

#include <QFontDatabase>

namespace seatape::gui {

void DivergenceModel::setDivergences(const std::vector<Divergence>& divergences) {
    beginResetModel();
    m_rows = divergences;
    endResetModel();
}

int DivergenceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int DivergenceModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QVariant DivergenceModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::FontRole)
        return QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (role != Qt::DisplayRole)
        return {};
    const Divergence& row = at(index.row());
    switch (index.column()) {
    case FrameNumber:
        return static_cast<qulonglong>(row.frame);
    case Vcpu:
        return row.vcpu;
    case Field:
        return toQString(row.field);
    case Recorded:
        return toQString(row.recorded);
    case Observed:
        return toQString(row.observed);
    default:
        return toQString(row.note);
    }
}

QVariant DivergenceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    const QString titles[] = {tr("Frame"),    tr("vCPU"),    tr("Field"),
                              tr("Recorded"), tr("What-if"), tr("Note")};
    const bool isTitle = orientation == Qt::Horizontal && role == Qt::DisplayRole;
    return isTitle && section >= 0 && section < Columns ? QVariant(titles[section]) : QVariant();
}

} // namespace seatape::gui
