// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/memory/disassembly_view.h"
#include "gui/widgets/memory/memory_view.h"
#include "tests/support/catch.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace seatape;
using namespace seatape::gui;

namespace {

/// Two slots with a hole between them.
struct ShownMemory {
    ShownMemory() : asked(&view, &MemoryView::wanted), moved(&view, &MemoryView::selectedChanged) {
        view.resize(800, 300);
        view.show();
        view.setSlots({{0x8000, 0x1000, false}, {0x1000, 0x1000, false}});
    }
    MemoryView view;
    QSignalSpy asked;
    QSignalSpy moved;
};

} // namespace

TEST_CASE("what is asked for covers what is in sight, and only memory that there is") {
    ShownMemory shown;
    for (const uint64_t gpa : {0x1000, 0x1800, 0x1fff, 0x8000, 0x8fff}) {
        REQUIRE(shown.view.goTo(gpa));
        CHECK(shown.view.selected() == gpa);
        const auto last = shown.asked.back();
        CHECK(last[0].toULongLong() <= gpa);
        CHECK(last[1].toULongLong() <= 0x8000);
    }
    for (const uint64_t gpa : {0x0, 0xfff, 0x2000, 0x7fff, 0x9000})
        CHECK_FALSE(shown.view.goTo(gpa));
    CHECK(shown.view.selected() == 0x8fff);
}

TEST_CASE("keys move by byte, row and screen and stay in memory") {
    ShownMemory shown;
    CHECK(shown.view.selected() == 0x1000);
    QTest::keyClick(&shown.view, Qt::Key_Left);
    QTest::keyClick(&shown.view, Qt::Key_Up);
    CHECK(shown.view.selected() == 0x1000);
    QTest::keyClick(&shown.view, Qt::Key_Right);
    QTest::keyClick(&shown.view, Qt::Key_Down);
    CHECK(shown.view.selected() == 0x1011);
    QTest::keyClick(&shown.view, Qt::Key_End);
    CHECK(shown.view.selected() == 0x101f);
    QTest::keyClick(&shown.view, Qt::Key_Home);
    CHECK(shown.view.selected() == 0x1010);
    QTest::keyClick(&shown.view, Qt::Key_PageDown);
    CHECK(shown.view.selected() > 0x1010 + 0x20);
    CHECK(shown.moved.size() == 5);
}

TEST_CASE("poison is told to a screen reader, and unknown bytes paint") {
    ShownMemory shown;
    shown.view.setMemory({0x1000, {uint8_t{1}, std::nullopt}}, {}, {{0x1001, 1, false, false, 0}});
    REQUIRE(shown.view.goTo(0x1001));
    CHECK(shown.view.accessibleDescription().contains("poisoned"));
    CHECK_FALSE(shown.view.grab().isNull());
}

TEST_CASE("bytes are known only where they were given") {
    const MemoryBytes bytes{0x100, {uint8_t{7}, std::nullopt}};
    CHECK(bytes.at(0x100) == uint8_t{7});
    CHECK_FALSE(bytes.at(0x101).has_value());
    CHECK_FALSE(bytes.at(0x102).has_value());
    CHECK_FALSE(bytes.at(0xff).has_value());
}

TEST_CASE("lines of code have headings, addresses in steps of four, and marks") {
    constexpr uint32_t kNop = 0xd503201f;
    const auto lines =
        disassemblyLines({{"first", 0x1000, {kNop, kNop, std::nullopt}}, {"second", 0x200, {kNop}}},
                         {{0x1004, "PC", true}, {0x1004, "ELR_EL1", false}});
    REQUIRE(lines.size() == 6);
    CHECK(lines[0].kind == DisassemblyLine::Kind::Heading);
    CHECK(lines[2].va == 0x1004);
    CHECK(lines[2].isPc);
    CHECK(lines[2].marks == "PC, ELR_EL1");
    CHECK_FALSE(lines[3].word.has_value());
    DisassemblyView view;
    view.resize(500, 90);
    view.show();
    view.setLines(lines);
    CHECK(view.currentLine() == 2);
    CHECK(view.lineText(2) == "0x1004: d503201f  nop  <- PC, ELR_EL1");
    CHECK(view.lineText(3).contains("not readable"));
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    CHECK(QGuiApplication::clipboard()->text() == view.lineText(3));
    for (int i = 0; i < 9; ++i)
        QTest::keyClick(&view, Qt::Key_Down);
    CHECK(view.currentLine() == 5);
    CHECK_FALSE(view.grab().isNull());
    view.setLines({});
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Up);
    CHECK(view.currentLine() == -1);
}
