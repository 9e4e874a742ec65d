// SPDX-License-Identifier: Apache-2.0
#include "gui/models/titled_table.h"

#include <QFontDatabase>

#include <utility>

namespace seatape::gui {

TitledTable::TitledTable(QStringList titles, QObject* parent)
    : QAbstractTableModel(parent), m_titles(std::move(titles)) {}

int TitledTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_titles.size());
}

QVariant TitledTable::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::FontRole)
        return QFontDatabase::systemFont(QFontDatabase::FixedFont);
    return role == Qt::DisplayRole ? text(index.row(), index.column()) : QVariant();
}

QVariant TitledTable::headerData(int section, Qt::Orientation orientation, int role) const {
    const bool isTitle = orientation == Qt::Horizontal && role == Qt::DisplayRole;
    return isTitle && section >= 0 && section < m_titles.size() ? QVariant(m_titles[section])
                                                                : QVariant();
}

} // namespace seatape::gui
