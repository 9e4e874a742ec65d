// SPDX-License-Identifier: Apache-2.0
#include "gui/app/mark_delegate.h"

#include "gui/models/frame_list_model.h"
#include "gui/widgets/theme.h"

#include <QPainter>

namespace seatape::gui {
namespace {

struct Mark {
    int role;
    Role colour;
};

constexpr Mark kMarks[] = {{FrameListModel::EditedRole, Role::Changed},
                           {FrameListModel::BookmarkRole, Role::Focus},
                           {FrameListModel::DivergedRole, Role::Bad}};

} // namespace

void MarkDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index);
    const Theme theme(option.palette);
    const qreal size = option.rect.height() / 2.5;
    QRectF dot(0, 0, size, size);
    dot.moveCenter(QPointF(option.rect.left() + size, option.rect.center().y() + 0.5));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    for (const Mark& mark : kMarks) {
        if (!index.data(mark.role).toBool())
            continue;
        painter->setBrush(theme[mark.colour]);
        painter->drawEllipse(dot);
        dot.translate(size * 1.2, 0);
    }
    painter->restore();
}

} // namespace seatape::gui
