// SPDX-License-Identifier: Apache-2.0
/// The divergences of a comparison as rows.
#pragma once

#include "gui/models/titled_table.h"
#include "seatape/core/divergence.h"

#include <vector>

namespace seatape::gui {

class DivergenceModel final : public TitledTable {
    Q_OBJECT

public:
    enum Column { FrameNumber, Vcpu, Field, Recorded, Observed, Note };

    explicit DivergenceModel(QObject* parent = nullptr);

    void setDivergences(const std::vector<Divergence>& divergences);
    /// Returns the divergence of a row; the row is less than rowCount().
    const Divergence& at(int row) const { return m_rows[static_cast<size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;

protected:
    QVariant text(int row, int column) const override;

private:
    std::vector<Divergence> m_rows;
};

} // namespace seatape::gui
