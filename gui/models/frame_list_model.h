// SPDX-License-Identifier: Apache-2.0
/// The frames of a document as rows, all of them or those that a filter picks.
///
/// A filter is a bitmap that a worker fills; a row is the n-th frame of it. Rows are read when they
/// are shown, so that a million of them cost nothing.
#pragma once

#include "gui/models/colour_rules.h"
#include "gui/models/document.h"
#include "gui/models/overview.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>

namespace seatape::gui {

class FrameListModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Marks,
        Number,
        Vcpu,
        Instructions,
        ExitText,
        Answer,
        ResultText,
        Digest,
        Columns
    };
    /// What a row is, beside its text.
    enum Role {
        FrameRole = Qt::UserRole, ///< quint64: the frame's number
        EditedRole,               ///< bool
        BookmarkRole,             ///< bool
        DivergedRole,             ///< bool
        AbortRole,                ///< bool: user space had to decide
    };

    explicit FrameListModel(std::shared_ptr<Document> document, QObject* parent = nullptr);

    /// Shows only the frames that the text picks, all if it is empty. Fails, and changes nothing,
    /// if the text is no filter. The rows change when the worker is done.
    tl::expected<void, trace::FilterError> setFilter(const QString& text);
    const QString& filter() const { return m_filterText; }
    void setColourRules(const ColourRules& rules);

    /// Returns the frame of a row; the row is less than rowCount().
    uint64_t frameAt(int row) const;
    /// Returns the row of a frame, or the next one that is shown; nothing if there is none.
    std::optional<int> rowOf(uint64_t frame) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void filterProgress(quint64 done, quint64 total);
    void filterDone(quint64 found);
    void filterFailed(const QString& why); ///< the rows stay as they are

private:
    void runFilter();
    void takeFilter(Result<std::shared_ptr<FilterRun>> run);
    void addFrames(quint64 first, quint64 count);
    void repaint();
    QVariant text(const Frame& frame, int column) const;
    QVariant lostText(uint64_t n, int column) const;
    QVariant background(uint64_t n) const;
    QVariant flag(uint64_t n, int role) const;
    QString toolTip(uint64_t n) const;

    std::shared_ptr<Document> m_document;
    QString m_filterText;
    std::optional<trace::Filter> m_filter;
    std::shared_ptr<FilterRun> m_run; // of the filter; null while a worker has it
    std::optional<FrameSet> m_shown;  // nothing: all frames
    uint64_t m_rows = 0;
    ColourRules m_rules;
    JobHandle m_job;
};

} // namespace seatape::gui
