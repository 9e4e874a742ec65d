// SPDX-License-Identifier: Apache-2.0
/// What an answer does to guest memory as a table to edit.
#pragma once

#include "gui/widgets/answer/edit_table.h"
#include "seatape/core/injection.h"

#include <vector>

namespace seatape::gui {

class MemoryActions final : public EditTable {
    Q_OBJECT

public:
    explicit MemoryActions(QWidget* parent = nullptr);

    /// Shows actions; sends no signal. A new one begins at `gpa`.
    void setActions(const std::vector<MemoryAction>& actions, uint64_t gpa);
    const std::vector<MemoryAction>& actions() const { return m_actions; }

Q_SIGNALS:
    /// The actions are other ones now: the user has added, changed or removed one.
    void edited();

protected:
    void enter(int row, int column, const QString& text) override;
    void remove(int row) override;

private:
    void add(MemoryAction::Kind kind);
    void fill();

    std::vector<MemoryAction> m_actions;
    uint64_t m_gpa = 0;
};

} // namespace seatape::gui
