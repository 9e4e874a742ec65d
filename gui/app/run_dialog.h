// SPDX-License-Identifier: Apache-2.0
/// A scenario is chosen, its machine changed a little, and run.
#pragma once

#include "gui/app/kvm_recorder.h"

#include "seatape/base/result.h"
#include "seatape/core/scenario.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>

#include <functional>
#include <optional>
#include <string>
#include <vector>

class QDialogButtonBox;

namespace seatape::gui {

/// Which scenarios there are, and how one is loaded.
struct ScenarioSource {
    std::function<std::vector<std::string>()> names;
    std::function<Result<Scenario>(const std::string& nameOrPath)> load;
};

class RunDialog final : public QDialog {
    Q_OBJECT

public:
    RunDialog(const ScenarioSource& source, const KvmRecorder& kvm, QWidget* parent = nullptr);

    /// Returns the scenario with the changes; nothing if none could be loaded.
    std::optional<Scenario> scenario() const;
    /// Returns whether it is to run on KVM and not on the simulator.
    bool isForKvm() const { return m_machine->currentIndex() == 1; }

private:
    void showMachines();
    void makeForm();
    void load();
    void chooseFile();
    void showScenario();
    void check();

    const ScenarioSource& m_source;
    const KvmRecorder& m_kvm;
    std::optional<Scenario> m_scenario;
    QListWidget* m_names;
    QLabel* m_description;
    QComboBox* m_machine;
    QComboBox* m_dialect;
    QComboBox* m_policy;
    QCheckBox* m_ras;
    QCheckBox* m_doubleFault2;
    QCheckBox* m_hostRas;
    QCheckBox* m_seaToUser;
    QLineEdit* m_poisonAt;
    QLineEdit* m_poisonSize;
    QCheckBox* m_fnv;
    QComboBox* m_set;
    QLabel* m_problem;
    QDialogButtonBox* m_buttons;
};

} // namespace seatape::gui
