// SPDX-License-Identifier: Apache-2.0
/// Command lines of `seatape` that do what the window does, to be pasted into a shell.
#pragma once

#include "seatape/core/what_if.h"

#include <QString>

#include <cstdint>

namespace seatape::gui {

class Document;

/// Returns a word as sh, bash, zsh and fish read it back: in quotes where it needs them.
QString shellWord(const QString& word);

/// Returns `seatape show TRACE --frame N`.
QString showCommand(const QString& trace, uint64_t frame);

/// Returns the `seatape replay TRACE --edit … --edit …` that runs the what-if of the edits.
/// `originals` are the answers of the edited frames before their edits, in the edits' dialect;
/// `recorded` is the trace's.
QString replayCommand(const QString& trace, const TraceEdits& edits, const EditedAnswers& originals,
                      Dialect recorded);

/// Returns the command for a document: its what-if if it has edits, else the frame that is shown.
QString commandLine(Document& document, uint64_t frame);

} // namespace seatape::gui
