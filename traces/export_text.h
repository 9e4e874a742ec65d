/// What every textual export shares: where the text goes.
#pragma once

#include "core/result.h"

#include <functional>
#include <string_view>

namespace seatape::trace {

/// Takes the next piece of a text. Its failure ends the export, which returns it.
using TextSink = std::function<Result<void>(std::string_view)>;

} // namespace seatape::trace
