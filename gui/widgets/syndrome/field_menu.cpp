// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/syndrome/field_menu.h"

#include "gui/text.h"
#include "gui/widgets/syndrome/register_decoder.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QWidgetAction>

namespace seatape::gui {

FieldMenu::FieldMenu(const FieldValue& field, const EsrContext& context, QWidget* parent)
    : QMenu(parent) {
    setAttribute(Qt::WA_DeleteOnClose);
    setToolTipsVisible(true);
    setAccessibleName(tr("Values of %1").arg(toQString(field.row->name)));
    addSection(
        QStringLiteral("%1  %2").arg(toQString(field.row->name), toQString(field.row->text)));
    addChoices(field, context);
    if (field.row->width() > 1)
        addNumberLine(field);
}

void FieldMenu::addChoices(const FieldValue& field, const EsrContext& context) {
    for (const FieldChoice& choice : fieldChoices(field, context)) {
        QString text = toQString(choice.label);
        if (!choice.meaning.empty())
            text += QStringLiteral("  –  ") + toQString(choice.meaning);
        if (!choice.isUsual)
            text += tr("  (not on this CPU)");
        QAction* action = addAction(text.replace('&', QLatin1String("&&")));
        action->setCheckable(true);
        action->setChecked(choice.code == field.value);
        action->setData(QVariant::fromValue(choice.code));
        connect(action, &QAction::triggered, this,
                [this, code = choice.code] { Q_EMIT chosen(code); });
    }
}

void FieldMenu::addNumberLine(const FieldValue& field) {
    auto* panel = new QWidget(this);
    auto* row = new QHBoxLayout(panel);
    row->setContentsMargins(24, 4, 12, 4);
    auto* edit = new QLineEdit(hexText(field.value), panel);
    edit->setAccessibleName(tr("Any value"));
    row->addWidget(new QLabel(tr("Value"), panel));
    row->addWidget(edit);
    const uint64_t most = lowMask(field.row->width());
    connect(edit, &QLineEdit::returnPressed, this, [this, edit, most] {
        bool isNumber = false;
        const qulonglong code = edit->text().toULongLong(&isNumber, 0);
        if (!isNumber || code > most)
            return edit->selectAll();
        Q_EMIT chosen(code);
        close();
    });
    auto* action = new QWidgetAction(this);
    action->setDefaultWidget(panel);
    addSeparator();
    addAction(action);
}

} // namespace seatape::gui
