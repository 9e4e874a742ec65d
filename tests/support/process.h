// SPDX-License-Identifier: Apache-2.0
/// Runs a program and gives what it wrote; a folder of its own for the files of a test.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace seatape::test {

/// A folder that is removed afterwards.
class TempDir {
public:
    TempDir();
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    std::string operator/(const std::string& name) const { return (m_path / name).string(); }
    /// Writes a file and returns its path.
    std::string write(const std::string& name, const std::string& content) const;
    /// Lists the names in the folder, sorted.
    std::vector<std::string> names() const;

private:
    std::filesystem::path m_path;
};

struct ProcessResult {
    int code = -1; ///< of exit; 128 + the signal if one ended it
    std::string out;
    std::string err;
};

/// Runs a program to its end. Standard output goes to `stdoutPath` if it is not empty.
ProcessResult runProcess(const std::vector<std::string>& command,
                         const std::string& stdoutPath = {},
                         const std::vector<std::string>& environment = {});

/// Runs a program to which a signal was sent while it was blocked, before the program began: it
/// comes at the moment when the program lets signals through. Returns the code as ProcessResult has
/// it.
int runWithPendingSignal(const std::vector<std::string>& command, int signal);

} // namespace seatape::test
