// SPDX-License-Identifier: Apache-2.0
#include "explain/register_notes.h"
#include "tests/support/catch.h"

#include <string>

using namespace seatape;

TEST_CASE("every register has a note with a source that a tooltip can show") {
    for (size_t i = 0; i < kRegCount; ++i) {
        const auto reg = static_cast<Reg>(i);
        const explain::RegisterNote note = explain::registerNote(reg);
        INFO(regInfo(reg).name);
        CHECK(note.text.size() > 10);
        CHECK(note.text.size() < 160);
        CHECK_FALSE(note.text.ends_with("."));
        CHECK((note.source.starts_with("Arm ARM") || note.source.starts_with("Linux")));
    }
}

TEST_CASE("a register's note is about that register") {
    const auto text = [](Reg reg) { return std::string(explain::registerNote(reg).text); };
    CHECK(text(Reg::ELR_EL1).find("ERET") != std::string::npos);
    CHECK(text(Reg::VBAR_EL1).find("vectors") != std::string::npos);
    CHECK(text(Reg::SCTLR2_EL1).find("EASE") != std::string::npos);
    CHECK(text(xReg(29)) == text(xReg(0)));
    CHECK(text(Reg::X30) != text(xReg(0)));
    CHECK(text(vRegHigh(31)) == text(vRegLow(0)));
}
