// SPDX-License-Identifier: Apache-2.0
/// The list of lessons, each with how much of it is done, and that bar for one lesson.
#pragma once

#include <QListWidget>
#include <QWidget>

#include <vector>

namespace seatape::gui {

/// A lesson in the list.
struct LessonEntry {
    QString title;
    int done = 0;
    int steps = 0;
};

/// Equal segments in a row; the first ones are done.
class LessonProgressBar final : public QWidget {
    Q_OBJECT

public:
    explicit LessonProgressBar(QWidget* parent = nullptr);

    /// Shows `done` of `steps`, and marks one segment as the current one; -1 marks none.
    void setProgress(int done, int steps, int current);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int m_done = 0;
    int m_steps = 0;
    int m_current = -1;
};

class LessonList final : public QListWidget {
    Q_OBJECT

public:
    explicit LessonList(QWidget* parent = nullptr);

    /// Shows the lessons; the row that was chosen stays so.
    void setLessons(const std::vector<LessonEntry>& lessons);

Q_SIGNALS:
    void chosen(int lesson);
};

} // namespace seatape::gui
