// SPDX-License-Identifier: Apache-2.0
/// What the textual exports share: where the text goes, and the members of an exit in it.
#pragma once

#include "seatape/base/result.h"
#include "seatape/core/exit.h"

#include <functional>
#include <string>
#include <string_view>

namespace seatape::trace {

/// Takes the next piece of a text. Its failure ends the export, which returns it.
using TextSink = std::function<Result<void>(std::string_view)>;

/// Writes a text into the file `path`, which is made anew: `write` is given its sink.
Result<void> exportToFile(const std::string& path,
                          const std::function<Result<void>(const TextSink&)>& write);

/// Returns the exit's members in one line: "flags=0x1 esr=0x92000010"; empty if it has none.
std::string membersText(const Exit& exit);

} // namespace seatape::trace
