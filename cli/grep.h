// SPDX-License-Identifier: Apache-2.0
/// `seatape decode --grep`: logs pass through, and what is an ESR is said below its line.
#pragma once

#include "cli/verbs/verbs.h"

#include "seatape/esr/syndrome.h"

#include <string>
#include <vector>

namespace seatape::cli {

/// How logs are searched.
struct GrepOptions {
    std::vector<std::string> files; ///< "-" is standard input
    bool onlyMatching = false;      ///< drop the lines without a syndrome
    bool json = false;              ///< an object for each syndrome instead of the log
};

/// Searches the files one after the other. A file that cannot be read is reported, and the others
/// are searched all the same.
ExitCode grepFiles(const GrepOptions& options, const EsrContext& context);

} // namespace seatape::cli
