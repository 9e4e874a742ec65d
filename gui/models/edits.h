/// What the user has changed in a trace, as a plain value, and how it is put on the undo stack.
#pragma once

#include "core/injection.h"

#include <QString>
#include <QUndoCommand>

#include <cstdint>
#include <map>
#include <optional>

namespace seatape::gui {

class Document;

/// The edited answers by frame, and the ABI they are for if it is another one than the trace's.
struct TraceEdits {
    std::map<uint64_t, Injection> answers;
    std::optional<Dialect> dialect;

    bool isEmpty() const { return answers.empty() && !dialect; }
    bool operator==(const TraceEdits&) const = default;
};

/// Returns the bytes that mean the same in another dialect; nothing if it has no word for it.
std::optional<RawVcpuEvents> translateEvents(const RawVcpuEvents& raw, Dialect from, Dialect to);

/// Returns an answer for a kernel of another dialect; what that dialect cannot say is left out.
Injection translateInjection(Injection injection, Dialect from, Dialect to);

/// Replaces all edits of a document at once, so that undo is exact by construction.
class EditCommand final : public QUndoCommand {
public:
    /// `text` is what the undo menu shows; `frame` is where the edit is, for those who jump there.
    EditCommand(Document& document, TraceEdits after, uint64_t frame, const QString& text);

    void redo() override;
    void undo() override;

private:
    Document& m_document;
    TraceEdits m_before;
    TraceEdits m_after;
    uint64_t m_frame;
};

} // namespace seatape::gui
