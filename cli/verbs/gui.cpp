// SPDX-License-Identifier: Apache-2.0
// seatape gui [FILE…]: starts the window, which is a program of its own so that this one needs no
// Qt.

#include "cli/verbs/verbs.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include <unistd.h>

namespace seatape::cli {
namespace {

constexpr const char* kProgram = "seatape-gui";

struct GuiOptions {
    std::vector<std::string> files;
};

/// Returns the window's program beside this one, or its bare name, to be found by the PATH.
std::string windowProgram() {
    std::error_code error;
    const auto own = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto beside = own.parent_path() / kProgram;
    return !error && std::filesystem::exists(beside, error) ? beside.string() : kProgram;
}

/// Becomes the window; returns only if that fails.
Result<ExitCode> openWindow(const GuiOptions& options) {
    std::string program = windowProgram();
    std::vector<std::string> files = options.files;
    std::vector<char*> arguments{program.data()};
    for (std::string& file : files)
        arguments.push_back(file.data());
    arguments.push_back(nullptr);
    ::execvp(program.c_str(), arguments.data());
    return failure(std::strerror(errno), program,
                   "install the window, or build it: cmake -DSEATAPE_GUI=ON needs Qt 6");
}

} // namespace

void addGui(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<GuiOptions>();
    Verb verb = addVerb(app, outcome,
                        {"gui", "Open traces in the window, seatape-gui", "seatape gui a.seatape"},
                        options, openWindow);
    verb.option("trace", options->files, "traces (.seatape)").typeName("FILE");
}

} // namespace seatape::cli
