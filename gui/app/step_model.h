// SPDX-License-Identifier: Apache-2.0
/// The instructions on the way to a frame's exit as rows.
#pragma once

#include "gui/models/machine_room.h"
#include "gui/models/titled_table.h"

namespace seatape::gui {

class StepModel final : public TitledTable {
    Q_OBJECT

public:
    enum Column { Number, Vcpu, Address, Instruction, Changes };

    explicit StepModel(QObject* parent = nullptr);

    void setSteps(StepList steps);
    const StepList& steps() const { return m_steps; }

    int rowCount(const QModelIndex& parent = {}) const override;

protected:
    QVariant text(int row, int column) const override;

private:
    StepList m_steps;
};

} // namespace seatape::gui
