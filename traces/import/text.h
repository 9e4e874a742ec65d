// SPDX-License-Identifier: Apache-2.0
/// What every textual import shares: where the text comes from.
#pragma once

#include "seatape/base/result.h"

#include <functional>
#include <string>

namespace seatape::trace {

/// Gives the next line of a text without its end, false after the last one, or an error of the
/// file. It should refuse a line that is longer than the reader takes instead of keeping it.
using LineSource = std::function<Result<bool>(std::string& line)>;

} // namespace seatape::trace
