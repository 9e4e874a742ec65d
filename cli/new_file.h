// SPDX-License-Identifier: Apache-2.0
/// The file that a verb makes out of others: it has its name only when it is whole.
#pragma once

#include "cli/verbs/verbs.h"

#include "traces/container/file.h"

#include <memory>
#include <string>

namespace seatape::cli {

/// A trace::Replacement that Ctrl-C and SIGTERM cannot leave behind: until finish() they remove it
/// and end the program, with the exit code 128 + signal. There is one at a time.
class NewFile {
public:
    /// Makes the file, unless checkOverwrite() is against it.
    static Result<NewFile> create(const OutputOptions& options);

    /// Returns the file to write, which is there and empty.
    const std::string& path() const { return m_file->path(); }
    /// Gives the file, closed by now, its name.
    Result<void> finish() { return m_file->takePlace(); }

private:
    struct Release {
        void operator()(trace::Replacement* file) const;
    };
    explicit NewFile(trace::Replacement file)
        : m_file(new trace::Replacement(std::move(file)), Release()) {}

    std::unique_ptr<trace::Replacement, Release> m_file;
};

} // namespace seatape::cli
