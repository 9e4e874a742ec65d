// SPDX-License-Identifier: Apache-2.0
/// Rows that the user adds, changes and removes. Knows texts only; what they mean, those who derive
/// from it know.
#pragma once

#include <QLabel>
#include <QList>
#include <QMenu>
#include <QPushButton>
#include <QStringList>
#include <QTableWidget>
#include <QWidget>

namespace seatape::gui {

/// Delete removes the current row, F2 edits a cell.
class EditTable : public QWidget {
    Q_OBJECT

protected:
    /// A row's texts, one for each column; the first one is its name and cannot be edited.
    struct Row {
        QStringList texts;
        QString tip; ///< of the name
    };

    /// `name` is for screen readers.
    EditTable(const QString& name, const QStringList& columns, QWidget* parent);

    /// Returns the menu of the button that adds rows, to be filled.
    QMenu& addMenu() { return *m_menu; }
    /// Shows rows; sends no signal, and forgets the last problem.
    void setRows(const QList<Row>& rows);
    /// Goes to a cell, so that it can be edited.
    void goTo(int row, int column) { m_table->setCurrentCell(row, column); }
    /// Says below the table why a text was not taken.
    void tellProblem(const QString& problem);

    /// The user has entered a text.
    virtual void enter(int row, int column, const QString& text) = 0;
    /// The user wants a row to go.
    virtual void remove(int row) = 0;

private:
    void removeCurrent();

    QTableWidget* m_table;
    QMenu* m_menu;
    QPushButton* m_remove;
    QLabel* m_problem;
    bool m_isFilling = false;
};

} // namespace seatape::gui
