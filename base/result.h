// SPDX-License-Identifier: Apache-2.0
/// How a function reports that the environment or its input is at fault: `Result<T>`.
///
/// This is one of the four error kinds of docs/architecture.md. Bugs are SEATAPE_ASSERT, odd guest
/// data is a remark of the decoder, and a replay that differs is a Divergence.
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace seatape {

/// What went wrong, where, and what the reader can do about it. `where` and `remedy` may be empty.
struct Error {
    std::string what;
    std::string where;  ///< file, line, byte offset or frame, as far as it is known
    std::string remedy; ///< an instruction to the user, in the imperative

    /// Renders the three parts as "where: what (remedy)", leaving out what is empty.
    std::string message() const;
};

template <class T>
using Result = tl::expected<T, Error>;

/// Makes the failing alternative of any Result.
inline tl::unexpected<Error> failure(std::string what, std::string where = {},
                                     std::string remedy = {}) {
    return tl::unexpected<Error>(Error{std::move(what), std::move(where), std::move(remedy)});
}

/// Passes the error of one Result on as the error of another.
template <class T>
tl::unexpected<Error> passOn(Result<T>& failed) {
    return tl::unexpected<Error>(std::move(failed.error()));
}

} // namespace seatape
