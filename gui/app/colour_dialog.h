// SPDX-License-Identifier: Apache-2.0
/// The rules that colour the list of frames, to be read and changed.
#pragma once

#include "gui/models/colour_rules.h"

#include <QDialog>
#include <QLabel>
#include <QTableWidget>

namespace seatape::gui {

/// Returns the user's rules from the settings, or those of a new user.
std::vector<ColourRule> loadColourRules(bool isDark);

class ColourDialog final : public QDialog {
    Q_OBJECT

public:
    explicit ColourDialog(QWidget* parent = nullptr);

private:
    void fill(const std::vector<ColourRule>& rules);
    void addRule(const ColourRule& rule);
    void chooseColour(int row, int column);
    void save();

    QTableWidget* m_rules;
    QLabel* m_problem;
};

} // namespace seatape::gui
