// SPDX-License-Identifier: Apache-2.0
// seatape-manpages DIR: writes the manual pages at build time. Not installed.

#include "cli/command_tree.h"
#include "cli/verbs/verbs.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: seatape-manpages DIR\n", stderr);
        return 2;
    }
    const std::filesystem::path folder(argv[1]);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    seatape::cli::Outcome outcome;
    const auto commandLine = seatape::cli::makeCommandLine(outcome);
    for (const auto& page : seatape::cli::manualPages(commandLine->program())) {
        std::ofstream file(folder / page.file, std::ios::binary);
        if (!(file << page.text).flush()) {
            std::fprintf(stderr, "seatape-manpages: cannot write %s\n", page.file.c_str());
            return 2;
        }
    }
    return 0;
}
