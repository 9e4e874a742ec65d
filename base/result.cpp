// SPDX-License-Identifier: Apache-2.0
#include "seatape/base/result.h"

namespace seatape {

std::string Error::message() const {
    std::string text = where.empty() ? what : where + ": " + what;
    if (!remedy.empty())
        text += " (" + remedy + ")";
    return text;
}

} // namespace seatape
