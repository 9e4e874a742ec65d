// SPDX-License-Identifier: Apache-2.0
#include "gui/app/run_dialog.h"

#include "gui/text.h"

#include "seatape/base/number_text.h"
#include "seatape/core/policy.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace seatape::gui {
namespace {

constexpr uint8_t kSetValues[] = {0, 2, 3}; // UER, UC, UEO

} // namespace

RunDialog::RunDialog(const ScenarioSource& source, const KvmRecorder& kvm, QWidget* parent)
    : QDialog(parent), m_source(source), m_kvm(kvm), m_names(new QListWidget(this)),
      m_description(new QLabel(this)), m_machine(new QComboBox(this)),
      m_dialect(new QComboBox(this)), m_policy(new QComboBox(this)),
      m_ras(new QCheckBox(tr("guest CPU has RAS"), this)),
      m_doubleFault2(new QCheckBox(tr("guest CPU has DoubleFault2 (EASE)"), this)),
      m_hostRas(new QCheckBox(tr("host has RAS"), this)),
      m_seaToUser(new QCheckBox(tr("KVM_CAP_ARM_SEA_TO_USER is on"), this)),
      m_poisonAt(new QLineEdit(this)), m_poisonSize(new QLineEdit(this)),
      m_fnv(new QCheckBox(tr("FAR is not valid (FnV)"), this)), m_set(new QComboBox(this)),
      m_problem(new QLabel(this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this)) {
    setWindowTitle(tr("New from scenario"));
    resize(860, 560);
    makeForm();
    showMachines();
    connect(&kvm, &KvmRecorder::foundChanged, this, &RunDialog::showMachines);
    for (const std::string& name : source.names())
        m_names->addItem(toQString(name));
    connect(m_names, &QListWidget::currentRowChanged, this, &RunDialog::load);
    connect(m_poisonAt, &QLineEdit::textChanged, this, &RunDialog::check);
    connect(m_poisonSize, &QLineEdit::textChanged, this, &RunDialog::check);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_names->setCurrentRow(0);
}

void RunDialog::makeForm() {
    m_names->setAccessibleName(tr("Scenarios"));
    m_description->setWordWrap(true);
    m_problem->setWordWrap(true);
    m_machine->addItems({tr("the simulator"), {}});
    for (const Dialect dialect : kDialects)
        m_dialect->addItem(toQString(dialectName(dialect)));
    for (const PolicyInfo& policy : policies()) {
        m_policy->addItem(toQString(policy.name));
        m_policy->setItemData(m_policy->count() - 1, toQString(policy.summary), Qt::ToolTipRole);
    }
    m_set->addItems({tr("UER: recoverable"), tr("UC: uncontainable"), tr("UEO: restartable")});
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("Run"));
    auto* file = m_buttons->addButton(tr("From file…"), QDialogButtonBox::ActionRole);
    connect(file, &QPushButton::clicked, this, &RunDialog::chooseFile);
    auto* form = new QFormLayout;
    form->addRow(m_description);
    form->addRow(tr("&Machine"), m_machine);
    form->addRow(tr("&Dialect"), m_dialect);
    form->addRow(tr("&Policy"), m_policy);
    for (QCheckBox* box : {m_ras, m_doubleFault2, m_hostRas, m_seaToUser})
        form->addRow(QString(), box);
    form->addRow(tr("Poison &at"), m_poisonAt);
    form->addRow(tr("Poison &bytes"), m_poisonSize);
    form->addRow(tr("Error &type"), m_set);
    form->addRow(QString(), m_fnv);
    form->addRow(m_problem);
    auto* columns = new QHBoxLayout;
    columns->addWidget(m_names, 1);
    columns->addLayout(form, 2);
    auto* rows = new QVBoxLayout(this);
    rows->addLayout(columns, 1);
    rows->addWidget(m_buttons);
}

/// A machine that is not there stays in the list, with the reason.
void RunDialog::showMachines() {
    m_machine->setItemText(1, m_kvm.isThere() ? m_kvm.description() : tr("KVM: not here"));
    m_machine->setItemData(1, m_kvm.description(), Qt::ToolTipRole);
    if (auto* items = qobject_cast<QStandardItemModel*>(m_machine->model()))
        items->item(1)->setEnabled(m_kvm.isThere());
}

void RunDialog::load() {
    if (m_names->currentItem() == nullptr)
        return;
    auto loaded = m_source.load(m_names->currentItem()->text().toStdString());
    m_problem->setText(loaded ? QString() : toQString(loaded.error().message()));
    m_scenario = loaded ? std::optional(std::move(*loaded)) : std::nullopt;
    showScenario();
}

void RunDialog::chooseFile() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open a scenario"), {},
                                                      tr("Scenarios (*.toml);;All files (*)"));
    if (path.isEmpty())
        return;
    m_names->addItem(path);
    m_names->setCurrentRow(m_names->count() - 1);
}

void RunDialog::showScenario() {
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(m_scenario.has_value());
    if (!m_scenario)
        return m_description->clear();
    const Scenario& shown = *m_scenario;
    m_description->setText(QStringLiteral("<b>%1</b><p>%2</p>")
                               .arg(toQString(shown.title).toHtmlEscaped(),
                                    toQString(shown.description).toHtmlEscaped()));
    m_dialect->setCurrentText(toQString(dialectName(shown.dialect)));
    m_policy->setCurrentText(toQString(shown.policy.name));
    m_ras->setChecked(shown.cpu.ras);
    m_doubleFault2->setChecked(shown.cpu.doubleFault2);
    m_hostRas->setChecked(shown.host.ras);
    m_seaToUser->setChecked(shown.caps.seaToUser);
    const PoisonRange poison = shown.poison.empty() ? PoisonRange{} : shown.poison.front();
    m_poisonAt->setText(shown.poison.empty() ? QString() : hexText(poison.gpa));
    m_poisonSize->setText(shown.poison.empty() ? QString() : QString::number(poison.size));
    m_fnv->setChecked(poison.FnV);
    m_set->setCurrentIndex(poison.SET == 2 ? 1 : poison.SET == 3 ? 2 : 0);
    check();
}

/// Says what is wrong with the form before the run does.
void RunDialog::check() {
    const auto changed = scenario();
    if (!changed)
        return;
    const auto valid = validate(*changed);
    m_problem->setText(valid ? QString() : toQString(valid.error().message()));
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(valid.has_value());
}

std::optional<Scenario> RunDialog::scenario() const {
    if (!m_scenario)
        return std::nullopt;
    Scenario changed = *m_scenario;
    changed.dialect = *dialectByName(m_dialect->currentText().toStdString());
    if (const std::string policy = m_policy->currentText().toStdString();
        policy != changed.policy.name)
        changed.policy = PolicyChoice{policy, 0, {}};
    changed.cpu.ras = m_ras->isChecked();
    changed.cpu.doubleFault2 = m_doubleFault2->isChecked();
    changed.host.ras = m_hostRas->isChecked();
    changed.caps.seaToUser = m_seaToUser->isChecked();
    const auto at = seatape::parseNumber(m_poisonAt->text().toStdString());
    const auto size = seatape::parseNumber(m_poisonSize->text().toStdString());
    if (changed.poison.empty() && at && size)
        changed.poison.emplace_back();
    if (!changed.poison.empty()) {
        PoisonRange& poison = changed.poison.front();
        poison.gpa = at.value_or(poison.gpa);
        poison.size = size.value_or(poison.size);
        poison.FnV = m_fnv->isChecked();
        poison.SET = kSetValues[static_cast<size_t>(std::max(0, m_set->currentIndex()))];
    }
    return changed;
}

} // namespace seatape::gui
