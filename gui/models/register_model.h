// SPDX-License-Identifier: Apache-2.0
/// The registers of a vCPU before and after something: at the exit and after the answer, or before
/// and after an instruction. What changed is marked.
#pragma once

#include "gui/models/titled_table.h"
#include "seatape/arch/vcpu_state.h"

#include <vector>

namespace seatape::gui {

class RegisterModel final : public TitledTable {
    Q_OBJECT

public:
    enum Column { Name, Before, After, Meaning };
    enum Role {
        RegisterRole = Qt::UserRole, ///< int: the Reg
        ChangedRole                  ///< bool
    };
    /// Which registers are rows.
    enum class Selection { Usual, Changed, All };

    explicit RegisterModel(QObject* parent = nullptr);

    /// Shows two states of the same vCPU.
    void setStates(const VcpuState& before, const VcpuState& after);
    /// Shows nothing.
    void clear();
    void setSelection(Selection selection);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

protected:
    QVariant text(int row, int column) const override;

private:
    void choose();
    bool isChanged(Reg reg) const { return m_before[reg] != m_after[reg]; }

    VcpuState m_before;
    VcpuState m_after;
    bool m_isEmpty = true;
    Selection m_selection = Selection::Usual;
    std::vector<Reg> m_rows;
};

} // namespace seatape::gui
