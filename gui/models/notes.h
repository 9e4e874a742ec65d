// SPDX-License-Identifier: Apache-2.0
/// Bookmarks and notes of a trace, kept beside it in FILE.notes.json. Needs QtCore only.
#pragma once

#include "seatape/base/result.h"

#include <QString>

#include <cstdint>
#include <map>

namespace seatape::gui {

/// The notes by frame; an empty text is a bookmark without words.
using Notes = std::map<uint64_t, QString>;

/// Returns the name of the file beside a trace.
QString notesPath(const QString& tracePath);

/// Reads the notes of a trace; none if the file is absent. Fails if it cannot be read or is no file
/// of notes.
Result<Notes> loadNotes(const QString& tracePath);

/// Writes the file as a whole, so that a crash leaves the old or the new one; removes it when there
/// is no note. Fails if it cannot be written.
Result<void> saveNotes(const QString& tracePath, const Notes& notes);

} // namespace seatape::gui
