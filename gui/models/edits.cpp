// SPDX-License-Identifier: Apache-2.0
#include "gui/models/edits.h"

#include "gui/models/document.h"

namespace seatape::gui {

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
