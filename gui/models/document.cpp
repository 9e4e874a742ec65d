// SPDX-License-Identifier: Apache-2.0
#include "gui/models/document.h"

#include "gui/models/frame_text.h"

#include "seatape/core/policy.h"

#include <QFileInfo>

namespace seatape::gui {

void Document::open(QObject* context, const QString& path, Opened opened) {
    startJob(
        context, CancelFlag(), [name = path.toStdString()] { return openTrace(name); },
        [path, opened = std::move(opened)](Result<trace::TraceReader> reader) {
            if (!reader)
                return opened(passOn(reader));
            opened(std::make_shared<Document>(path, std::move(*reader)));
        });
}

Document::Document(const QString& path, trace::TraceReader reader)
    : m_path(path), m_cache(std::move(reader)) {
    if (auto notes = loadNotes(path))
        m_notes = std::move(*notes);
    constexpr int kFollowMilliseconds = 500;
    m_follow.setInterval(kFollowMilliseconds);
    connect(&m_follow, &QTimer::timeout, this, &Document::lookForFrames);
    extendScan();
}

Document::~Document() = default;

QString Document::title() const {
    return m_title.isEmpty() ? QFileInfo(m_path).fileName() : m_title;
}

Injection Document::answer(const Frame& frame) const {
    const auto edited = m_edits.answers.find(frame.index);
    if (edited != m_edits.answers.end())
        return edited->second;
    return translateInjection(frame.injection, scenario().dialect, dialect());
}

bool Document::isEditable(const Frame& frame) const {
    return isAbort(frame.exit, scenario().console);
}

void Document::editAnswer(const Frame& frame, const Injection& answer, const QString& text) {
    TraceEdits after = m_edits;
    if (answer == translateInjection(frame.injection, scenario().dialect, dialect()))
        after.answers.erase(frame.index);
    else
        after.answers[frame.index] = answer;
    if (after != m_edits)
        m_undoStack.push(new EditCommand(*this, std::move(after), frame.index, text));
}

void Document::editDialect(Dialect to) {
    TraceEdits after = m_edits;
    for (auto& [frame, answer] : after.answers)
        answer = translateInjection(std::move(answer), dialect(), to);
    after.dialect = to == scenario().dialect ? std::nullopt : std::optional(to);
    if (after != m_edits)
        m_undoStack.push(new EditCommand(*this, std::move(after), 0,
                                         tr("Dialect %1").arg(toQString(dialectName(to)))));
}

void Document::setEdits(const TraceEdits& edits, uint64_t frame) {
    m_edits = edits;
    Q_EMIT editsChanged(frame);
}

Result<void> Document::setNote(uint64_t frame, const std::optional<QString>& text) {
    if (text)
        m_notes[frame] = *text;
    else
        m_notes.erase(frame);
    Q_EMIT notesChanged(frame);
    return saveNotes(m_path, m_notes);
}

void Document::setDivergences(std::vector<Divergence> divergences) {
    m_divergences = std::move(divergences);
    m_diverged = {};
    std::optional<uint64_t> last;
    for (const Divergence& divergence : m_divergences)
        if (!last || divergence.frame > *last)
            m_diverged.add(*(last = divergence.frame));
    Q_EMIT divergencesChanged();
}

void Document::setFollowing(bool on) {
    on ? m_follow.start() : m_follow.stop();
}

void Document::lookForFrames() {
    const uint64_t before = frameCount();
    auto seen = m_cache.reader().refresh();
    if (!seen) {
        setFollowing(false);
        Q_EMIT followFailed(toQString(seen.error().message()));
    }
    if (isFinished())
        setFollowing(false);
    if (frameCount() == before)
        return;
    m_cache.forgetFrom(before);
    Q_EMIT framesAdded(before, frameCount() - before);
    extendScan();
}

/// Looks at the new frames with a reader of the worker's own.
void Document::extendScan() {
    const CancelFlag flag = m_scan.renew();
    startJob(
        this, flag,
        [path = m_path.toStdString(), known = m_overview, flag]() -> Overview {
            auto reader = openTrace(path);
            return reader ? extendOverview(known, *reader,
                                           [&flag](uint64_t) { return !flag.isCancelled(); })
                          : known;
        },
        [this](Overview overview) {
            m_overview = std::move(overview);
            m_hasOverview = true;
            Q_EMIT overviewChanged();
        });
}

} // namespace seatape::gui
