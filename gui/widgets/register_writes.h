/// The register writes of an answer as a table to edit.
#pragma once

#include "core/vcpu_state.h"

#include <QPushButton>
#include <QTableWidget>
#include <QWidget>

#include <vector>

namespace seatape::gui {

class RegisterWrites final : public QWidget {
    Q_OBJECT

public:
    explicit RegisterWrites(QWidget* parent = nullptr);

    /// Shows writes; sends no signal. `state` gives a new row its value.
    void setWrites(const std::vector<RegChange>& writes, const VcpuState& state);
    const std::vector<RegChange>& writes() const { return m_writes; }

Q_SIGNALS:
    void edited();

private:
    void addMenu();
    void add(Reg reg);
    void removeCurrent();
    void readRow(int row);
    void fill();

    std::vector<RegChange> m_writes;
    VcpuState m_state;
    QTableWidget* m_table;
    QPushButton* m_remove;
    bool m_isFilling = false;
};

} // namespace seatape::gui
