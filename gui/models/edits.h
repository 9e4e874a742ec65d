// SPDX-License-Identifier: Apache-2.0
/// How the user's changes to a trace are put on the undo stack.
#pragma once

#include "seatape/core/dialect_translation.h"
#include "seatape/core/what_if.h"

#include <QString>
#include <QUndoCommand>

#include <cstdint>

namespace seatape::gui {

class Document;

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
