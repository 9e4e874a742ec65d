#include "gui/models/edits.h"

#include "gui/models/document.h"

namespace seatape::gui {

std::optional<RawVcpuEvents> translateEvents(const RawVcpuEvents& raw, Dialect from, Dialect to) {
    VcpuEvents events = decodeEvents(from, raw);
    // The union's two syndromes are the same bytes, so that only the flags tell whose they are.
    if (from == Dialect::Union && events.ext_abt_has_esr == 0)
        events.ext_abt_esr = 0;
    if (from == Dialect::Union && events.serror_has_esr == 0)
        events.serror_esr = 0;
    auto translated = encodeEvents(to, events);
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
