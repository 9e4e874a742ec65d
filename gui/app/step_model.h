/// The instructions on the way to a frame's exit as rows.
#pragma once

#include "gui/models/machine_room.h"

#include <QAbstractTableModel>

namespace seatape::gui {

class StepModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Number, Vcpu, Address, Instruction, Changes, Columns };

    using QAbstractTableModel::QAbstractTableModel;

    void setSteps(StepList steps);
    const StepList& steps() const { return m_steps; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    StepList m_steps;
};

} // namespace seatape::gui
