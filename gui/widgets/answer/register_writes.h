// SPDX-License-Identifier: Apache-2.0
/// The register writes of an answer as a table to edit.
#pragma once

#include "gui/widgets/answer/edit_table.h"
#include "seatape/arch/vcpu_state.h"

#include <vector>

namespace seatape::gui {

class RegisterWrites final : public EditTable {
    Q_OBJECT

public:
    explicit RegisterWrites(QWidget* parent = nullptr);

    /// Shows writes; sends no signal. `state` gives a new row its value.
    void setWrites(const std::vector<RegChange>& writes, const VcpuState& state);
    const std::vector<RegChange>& writes() const { return m_writes; }

Q_SIGNALS:
    /// The writes are other ones now: the user has added, changed or removed one.
    void edited();

protected:
    void enter(int row, int column, const QString& text) override;
    void remove(int row) override;

private:
    void fillMenu();
    void add(Reg reg);
    void fill();

    std::vector<RegChange> m_writes;
    VcpuState m_state;
};

} // namespace seatape::gui
