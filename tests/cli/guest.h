// SPDX-License-Identifier: Apache-2.0
/// A tiny guest for the tests of the command line: prints "hi", reads poison, and its handler
/// prints "!" and powers off. Everything is inside one TOML text; no file is needed.
#pragma once

#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/process.h"

namespace seatape::test {

/// Returns the scenario with `more` at its end (further tables) and the words of the program
/// changed: `load` replaces the instruction that reads the poison.
inline std::string guestToml(const std::string& more = "", const std::string& load = "200040f9") {
    return R"(title = "A read of poison"
description = "Prints hi, reads a poisoned word, and powers off in the handler."
[vm]
console = 0x9000000
[[slot]]
gpa = 0x40000000
size = 0x20000
[[poison]]
gpa = 0x40010000
size = 8
[[vcpu]]
pc = 0x40000000
# vbar_el1 = vectors; x2 = console; "hi"; x1 = poison; ldr x0, [x1]; newline; power off
[[guest.raw]]
load = 0x40000000
hex = "00400010 00c018d5 df3f03d5 0220a1d2 030d8052 43000039 230d8052 43000039 2100a8d2 )" +
           load + R"( 43018052 43000039 00018052 0080b072 020000d4"
[[guest.raw]]
load = 0x40000a00
hex = "23048052 43000039 43018052 43000039 00018052 0080b072 020000d4"
)" + more;
}

inline constexpr const char* kGuestExpects = "[expect]\nend = \"system-off\"\naborts = 1\n"
                                             "console = \"hi!\\n\"\n";

/// Runs the program under test.
inline ProcessResult runSeatape(std::vector<std::string> arguments,
                                const std::string& stdoutPath = {},
                                const std::vector<std::string>& environment = {}) {
    arguments.insert(arguments.begin(), SEATAPE_PROGRAM);
    return runProcess(arguments, stdoutPath, environment);
}

/// A folder with the scenario and a trace of it, recorded with further options.
struct Recorded {
    TempDir dir;
    std::string scenario = dir.write("guest.toml", guestToml(kGuestExpects));
    std::string trace = dir / "guest.seatape";
    explicit Recorded(const std::vector<std::string>& options = {}) {
        std::vector<std::string> arguments{"record", scenario, "-o", trace};
        arguments.insert(arguments.end(), options.begin(), options.end());
        REQUIRE(runSeatape(arguments).code == 0);
    }
};

/// Runs a line of shell with `seatape` as a function and `input` as the file $IN.
inline ProcessResult shell(const std::string& line, const std::string& input = {}) {
    const TempDir dir;
    const std::string file = dir.write("in", input);
    return runProcess({"/bin/bash", "-c",
                       "seatape() { " SEATAPE_PROGRAM " \"$@\"; }; IN='" + file + "'; " + line});
}

} // namespace seatape::test
