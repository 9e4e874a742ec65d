// SPDX-License-Identifier: Apache-2.0
/// What our tables have in common: titles, and cells that are a text in the fixed-width font.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

namespace seatape::gui {

/// A model gives rowCount() and text(); more roles are its own data().
class TitledTable : public QAbstractTableModel {
    Q_OBJECT

public:
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    TitledTable(QStringList titles, QObject* parent);

    /// Returns what a cell says; row and column are in range.
    virtual QVariant text(int row, int column) const = 0;

private:
    QStringList m_titles;
};

} // namespace seatape::gui
