// SPDX-License-Identifier: Apache-2.0
/// What a kernel makes of a syndrome that user space offers for injection.
#pragma once

#include "cli/esr_text.h"

#include <string>

namespace seatape::cli {

/// An offer as the command line has it.
struct UserIssOptions {
    std::string exception; ///< a name of userIssNames()
    std::string dialect;
};

/// Adds --user-iss and --dialect; the form and the context are there already.
void addUserIss(Verb& verb, UserIssOptions& out);

/// Judges `iss` and prints what is offered, what comes of it and why.
void sayUserIss(uint64_t iss, const UserIssOptions& options, const EsrContext& guest,
                const DecodeForm& form);

} // namespace seatape::cli
