/// The registers of a vCPU before and after something: at the exit and after the answer, or before
/// and after an instruction. What changed is marked.
#pragma once

#include "core/vcpu_state.h"

#include <QAbstractTableModel>

#include <vector>

namespace seatape::gui {

class RegisterModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Before, After, Meaning, Columns };
    enum Role {
        RegisterRole = Qt::UserRole, ///< int: the Reg
        ChangedRole                  ///< bool
    };
    /// Which registers are rows.
    enum class Selection { Usual, Changed, All };

    using QAbstractTableModel::QAbstractTableModel;

    /// Shows two states of the same vCPU.
    void setStates(const VcpuState& before, const VcpuState& after);
    /// Shows nothing.
    void clear();
    void setSelection(Selection selection);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void choose();
    bool isChanged(Reg reg) const { return m_before[reg] != m_after[reg]; }
    QVariant text(Reg reg, int column) const;

    VcpuState m_before;
    VcpuState m_after;
    bool m_isEmpty = true;
    Selection m_selection = Selection::Usual;
    std::vector<Reg> m_rows;
};

} // namespace seatape::gui
