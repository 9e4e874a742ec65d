// SPDX-License-Identifier: Apache-2.0
/// A line in which the filter language is written: completion as one types, and an error under the
/// column where it is.
#pragma once

#include "traces/filter/filter.h"

#include <QLabel>
#include <QLineEdit>
#include <QWidget>

#include <optional>

class QCompleter;
class QStringListModel;

namespace seatape::gui {

class FilterLine final : public QWidget {
    Q_OBJECT

public:
    /// `name` is what the line is for, to screen readers.
    FilterLine(const QString& name, const QString& placeholder, QWidget* parent = nullptr);

    /// Adds a button whose menu keeps filters and brings them back.
    void addSavedFilters();

    QString text() const { return m_edit->text(); }
    void setText(const QString& text);
    QLineEdit& edit() { return *m_edit; }

Q_SIGNALS:
    /// The user has pressed Enter on a text that is a filter.
    void submitted(const QString& text);

private:
    void check();
    void complete();
    void insert(const QString& completion);
    void submit();
    void openSavedFilters();

    QLineEdit* m_edit;
    QLabel* m_problem;
    QCompleter* m_completer;
    QStringListModel* m_words;
    size_t m_start = 0; ///< of the word that is being completed
};

} // namespace seatape::gui
