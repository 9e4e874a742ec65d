#include "gui/models/edits.h"

#include "gui/models/document.h"

namespace seatape::gui {

std::optional<RawVcpuEvents> translateEvents(const RawVcpuEvents& raw, Dialect from, Dialect to) {
    auto translated = encodeEvents(to, decodeEvents(from, raw));
    return translated ? std::optional(*translated) : std::nullopt;
}

Injection translateInjection(Injection injection, Dialect from, Dialect to) {
    if (injection.events)
        injection.events = translateEvents(*injection.events, from, to);
    return injection;
}

EditCommand::EditCommand(Document& document, TraceEdits after, uint64_t frame, const QString& text)
    : QUndoCommand(text), m_document(document), m_before(document.edits()),
      m_after(std::move(after)), m_frame(frame) {}

void EditCommand::redo() {
    m_document.setEdits(m_after, m_frame);
}

void EditCommand::undo() {
    m_document.setEdits(m_before, m_frame);
}

} // namespace seatape::gui
