// SPDX-License-Identifier: Apache-2.0
#include "gui/models/frame_text.h"
#include "tests/support/catch.h"

using namespace seatape;

TEST_CASE("the exit of a frame is one line") {
    Scenario scenario;
    scenario.console = 0x9000000;
    Frame frame;
    frame.exit = SeaExit{0x92000010, 0x40101128, 0x40101000};
    CHECK(gui::exitLine(frame, scenario) == "ARM_SEA esr=0x92000010 gva=0x40101128 gpa=0x40101000");
    frame.exit = MmioExit{0x9000000, 1, true, 'A'};
    CHECK(gui::exitLine(frame, scenario) == "console \"A\"");
    frame.exit = MmioExit{0x9000000, 1, true, '\n'};
    CHECK(gui::exitLine(frame, scenario) == "console \"\\n\"");
    frame.exit = MmioExit{0x9000000, 1, true, 7};
    CHECK(gui::exitLine(frame, scenario) == "console \\x07");
}

TEST_CASE("the result of an answer is its first errno") {
    CHECK(gui::resultLine({}) == "ok");
    CHECK(gui::resultLine({0, 0, 22}) == "EINVAL");
}
