// SPDX-License-Identifier: Apache-2.0
/// Draws what is marked about a frame in the first column of the list: an edit, a note, a
/// divergence.
#pragma once

#include <QStyledItemDelegate>

namespace seatape::gui {

class MarkDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace seatape::gui
