// SPDX-License-Identifier: Apache-2.0
/// A trace that is open in the window: its frames on demand, what the user changed and noted in it,
/// and what is known of it as a whole. Nothing here blocks for longer than a chunk takes to read.
#pragma once

#include "gui/models/edits.h"
#include "gui/models/frame_cache.h"
#include "gui/models/job.h"
#include "gui/models/notes.h"
#include "gui/models/overview.h"

#include "seatape/core/divergence.h"

#include <QObject>
#include <QString>
#include <QTimer>
#include <QUndoStack>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace seatape::gui {

class Document final : public QObject {
    Q_OBJECT

public:
    using Opened = std::function<void(Result<std::shared_ptr<Document>>)>;
    /// Opens a file in a worker, then calls `opened`, unless `context` has gone.
    static void open(QObject* context, const QString& path, Opened opened);

    /// Takes a reader of the file at `path`, and begins to look at its frames in a worker.
    Document(const QString& path, trace::TraceReader reader);
    ~Document() override;

    const QString& path() const { return m_path; }
    /// Returns what the window calls it: the file's name, or what setTitle() said.
    QString title() const;
    void setTitle(const QString& title) { m_title = title; }
    const trace::TraceHeader& header() const { return m_cache.reader().header(); }
    const Scenario& scenario() const { return header().scenario; }
    /// Returns the dialect that answers are shown and edited in.
    Dialect dialect() const { return m_edits.dialect.value_or(scenario().dialect); }

    uint64_t frameCount() const { return m_cache.reader().frameCount(); }
    bool isFinished() const { return m_cache.reader().isFinished(); }
    /// Returns a frame as recorded, or nullptr if it is lost. Valid until the next call.
    const Frame* frame(uint64_t n) { return m_cache.frame(n); }
    /// Returns the same with the state around it.
    std::optional<FramePage> page(uint64_t n) { return m_cache.page(n); }
    /// Returns the answer of a frame, edited or recorded, in dialect().
    Injection answer(const Frame& frame) const;
    /// Returns whether user space had to decide about the frame, so that its answer can be edited.
    bool isEditable(const Frame& frame) const;

    const TraceEdits& edits() const { return m_edits; }
    bool isEdited(uint64_t n) const { return m_edits.answers.contains(n); }
    /// Pushes a command that gives a frame another answer; the recorded one takes the edit back.
    void editAnswer(const Frame& frame, const Injection& answer, const QString& text);
    /// Pushes a command that speaks another dialect; edited answers are translated.
    void editDialect(Dialect dialect);
    /// Replaces all edits; for EditCommand.
    void setEdits(const TraceEdits& edits, uint64_t frame);
    QUndoStack& undoStack() { return m_undoStack; }

    const Overview& overview() const { return m_overview; }
    /// Returns whether the overview knows every frame.
    bool isScanned() const { return m_hasOverview && m_overview.scanned >= frameCount(); }

    const Notes& notes() const { return m_notes; }
    /// Sets or removes (no text) the note of a frame and saves all of them.
    Result<void> setNote(uint64_t frame, const std::optional<QString>& text);

    /// What a comparison found; the list shows which frames differ.
    const std::vector<Divergence>& divergences() const { return m_divergences; }
    const FrameSet& diverged() const { return m_diverged; }
    void setDivergences(std::vector<Divergence> divergences);

    /// Looks for new frames of an unfinished trace twice a second.
    void setFollowing(bool on);
    bool isFollowing() const { return m_follow.isActive(); }

Q_SIGNALS:
    void framesAdded(quint64 first, quint64 count);
    void editsChanged(quint64 frame); ///< an edit at this frame, or of the whole trace
    void overviewChanged();
    void notesChanged(quint64 frame);
    void divergencesChanged();
    void followFailed(const QString& why);

private:
    void lookForFrames();
    void extendScan();

    QString m_path;
    QString m_title;
    FrameCache m_cache;
    TraceEdits m_edits;
    QUndoStack m_undoStack;
    Overview m_overview;
    bool m_hasOverview = false;
    Notes m_notes;
    std::vector<Divergence> m_divergences;
    FrameSet m_diverged;
    QTimer m_follow;
    JobHandle m_scan;
};

} // namespace seatape::gui
