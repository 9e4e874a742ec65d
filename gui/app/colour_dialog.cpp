// SPDX-License-Identifier: Apache-2.0
#include "gui/app/colour_dialog.h"

#include "gui/text.h"
#include "gui/widgets/theme.h"

#include <QColorDialog>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

namespace seatape::gui {
namespace {

constexpr const char* kKey = "colourRules";

} // namespace

std::vector<ColourRule> loadColourRules(bool dark) {
    QSettings settings;
    if (!settings.contains(QStringLiteral("colourRules/size")))
        return defaultColourRules(dark);
    std::vector<ColourRule> rules;
    const int count = settings.beginReadArray(QLatin1String(kKey));
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        rules.push_back({settings.value(QStringLiteral("filter")).toString(),
                         settings.value(QStringLiteral("colour")).value<QColor>()});
    }
    return rules;
}

ColourDialog::ColourDialog(QWidget* parent)
    : QDialog(parent), m_rules(new QTableWidget(0, 2, this)), m_problem(new QLabel(this)) {
    setWindowTitle(tr("Colour rules"));
    resize(560, 360);
    m_rules->setAccessibleName(tr("Rules; the first one that picks a frame wins"));
    m_rules->setHorizontalHeaderLabels({tr("Filter"), tr("Colour")});
    m_rules->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_rules->verticalHeader()->hide();
    auto* buttons = new QDialogButtonBox(
        QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::RestoreDefaults, this);
    auto* add = buttons->addButton(tr("Add"), QDialogButtonBox::ActionRole);
    auto* remove = buttons->addButton(tr("Remove"), QDialogButtonBox::ActionRole);
    auto* rows = new QVBoxLayout(this);
    rows->addWidget(m_rules, 1);
    rows->addWidget(m_problem);
    rows->addWidget(buttons);
    connect(m_rules, &QTableWidget::cellDoubleClicked, this, &ColourDialog::chooseColour);
    connect(add, &QPushButton::clicked, this, [this] { addRule({{}, QColor(Qt::yellow)}); });
    connect(remove, &QPushButton::clicked, this,
            [this] { m_rules->removeRow(m_rules->currentRow()); });
    connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this,
            [this] { fill(defaultColourRules(isDark(palette()))); });
    connect(buttons, &QDialogButtonBox::accepted, this, &ColourDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    fill(loadColourRules(isDark(palette())));
}

void ColourDialog::fill(const std::vector<ColourRule>& rules) {
    m_rules->setRowCount(0);
    for (const ColourRule& rule : rules)
        addRule(rule);
}

void ColourDialog::addRule(const ColourRule& rule) {
    const int row = m_rules->rowCount();
    m_rules->insertRow(row);
    m_rules->setItem(row, 0, new QTableWidgetItem(rule.filter));
    auto* colour = new QTableWidgetItem(rule.colour.name());
    colour->setBackground(rule.colour);
    colour->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    m_rules->setItem(row, 1, colour);
}

void ColourDialog::chooseColour(int row, int column) {
    if (column != 1)
        return;
    const QColor chosen = QColorDialog::getColor(m_rules->item(row, 1)->background().color(), this);
    if (!chosen.isValid())
        return;
    m_rules->item(row, 1)->setBackground(chosen);
    m_rules->item(row, 1)->setText(chosen.name());
}

/// Keeps the rules, unless one is no filter.
void ColourDialog::save() {
    for (int row = 0; row < m_rules->rowCount(); ++row)
        if (const auto filter = trace::Filter::compile(m_rules->item(row, 0)->text().toStdString());
            !filter)
            return m_problem->setText(
                tr("rule %1: %2").arg(row + 1).arg(toQString(filter.error().what)));
    QSettings settings;
    settings.remove(QLatin1String(kKey));
    settings.beginWriteArray(QLatin1String(kKey), m_rules->rowCount());
    for (int row = 0; row < m_rules->rowCount(); ++row) {
        settings.setArrayIndex(row);
        settings.setValue(QStringLiteral("filter"), m_rules->item(row, 0)->text());
        settings.setValue(QStringLiteral("colour"), m_rules->item(row, 1)->background().color());
    }
    settings.endArray();
    accept();
}

} // namespace seatape::gui
