/// The divergences of a comparison as rows.
#pragma once

#include "core/divergence.h"

#include <QAbstractTableModel>

#include <vector>

namespace seatape::gui {

class DivergenceModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { FrameNumber, Vcpu, Field, Recorded, Observed, Note, Columns };

    using QAbstractTableModel::QAbstractTableModel;

    void setDivergences(const std::vector<Divergence>& divergences);
    /// Returns the divergence of a row; the row is less than rowCount().
    const Divergence& at(int row) const { return m_rows[static_cast<size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Divergence> m_rows;
};

} // namespace seatape::gui
