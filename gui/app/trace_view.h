// SPDX-License-Identifier: Apache-2.0
/// One trace in a tab: what is wrong with it, the filter line, the list of frames, the find line.
#pragma once

#include "gui/app/filter_line.h"
#include "gui/models/document.h"
#include "gui/models/frame_list_model.h"
#include "gui/models/machine_room.h"
#include "gui/models/navigation.h"

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>

#include <memory>
#include <optional>

namespace seatape::gui {

class TraceView final : public QWidget {
    Q_OBJECT

public:
    TraceView(std::shared_ptr<Document> document, const MachineFactory& machines,
              QWidget* parent = nullptr);

    Document& document() { return *m_document; }
    const std::shared_ptr<Document>& sharedDocument() const { return m_document; }
    FrameListModel& rows() { return *m_rows; }
    Navigator& navigator() { return *m_navigator; }
    MachineRoom& room() { return *m_room; }
    QTableView& table() { return *m_table; }
    FilterLine& filterLine() { return *m_filter; }

    /// Goes to the nearest frame of a kind; false if there is none.
    bool goTo(Landmark landmark, Direction direction);
    /// Shows the frames that a filter picks; all of them if it is empty.
    void showOnly(const QString& filter);
    void showFind();
    /// Goes to the next or previous frame that the find line picks; the search runs in a worker.
    void find(Direction direction);

    /// Says which trace this one is a what-if of, so that both can be shown side by side.
    void setOriginal(std::shared_ptr<Document> original);
    bool hasOriginal() const { return m_original != nullptr; }
    void setSideBySide(bool on);
    bool isSideBySide() const { return m_other != nullptr; }

Q_SIGNALS:
    void currentChanged(quint64 frame);
    void statusChanged(const QString& text);
    void recoverWanted();
    void followWanted();

private:
    QTableView* makeTable(FrameListModel* rows);
    QWidget* captioned(QLabel* caption, QTableView* table);
    void makeInfoBar();
    void applyFilter();
    void moveTo(quint64 frame);
    void showHealth();
    void goToFound(Direction direction);

    std::shared_ptr<Document> m_document;
    std::shared_ptr<Document> m_original;
    FrameListModel* m_rows;
    Navigator* m_navigator;
    MachineRoom* m_room;
    QFrame* m_infoBar;
    QLabel* m_info;
    QPushButton* m_recover;
    QPushButton* m_follow;
    FilterLine* m_filter;
    FilterLine* m_find;
    QSplitter* m_tables;
    QLabel* m_caption; // while two tables are side by side
    QTableView* m_table;
    QTableView* m_other = nullptr; // the original's, side by side
    std::shared_ptr<FilterRun> m_found;
    QString m_foundText;
    JobHandle m_findJob;
    bool m_isMoving = false;
};

} // namespace seatape::gui
