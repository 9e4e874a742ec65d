// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/syndrome/bit_diagram.h"
#include "gui/widgets/syndrome/field_menu.h"
#include "tests/support/catch.h"

#include <QSignalSpy>
#include <QTest>

using namespace seatape;
using namespace seatape::gui;

namespace {

constexpr uint64_t kAbort = 0x92000010;

/// A diagram that is shown, so that it has a size and takes keys.
struct Shown {
    Shown() : spy(&diagram, &BitDiagram::valueEdited) {
        diagram.resize(800, 300);
        diagram.setValue(kAbort);
        diagram.show();
        diagram.setFocus();
    }
    void click(QPointF point) {
        QTest::mouseClick(&diagram, Qt::LeftButton, Qt::NoModifier, point.toPoint());
    }
    BitDiagram diagram;
    QSignalSpy spy;
};

} // namespace

TEST_CASE("a click on any bit flips it and nothing else") {
    Shown shown;
    for (unsigned bit = 0; bit < 64; ++bit) {
        const uint64_t before = shown.diagram.value();
        shown.click(shown.diagram.layoutNow().bit(bit)->rect.center());
        CHECK(shown.diagram.value() == (before ^ uint64_t{1} << bit));
        REQUIRE(shown.spy.size() == int(bit) + 1);
        CHECK(shown.spy.back().front().toULongLong() == shown.diagram.value());
    }
}

TEST_CASE("a read-only diagram takes no click and no key") {
    Shown shown;
    shown.diagram.setReadOnly(true);
    shown.click(shown.diagram.layoutNow().bit(3)->rect.center());
    shown.click(shown.diagram.layoutNow().boxes.back().nameRect.center());
    QTest::keyClick(&shown.diagram, Qt::Key_Space);
    QTest::keyClick(&shown.diagram, Qt::Key_Return);
    CHECK(shown.diagram.value() == kAbort);
    CHECK(shown.spy.isEmpty());
    CHECK(shown.diagram.findChild<FieldMenu*>() == nullptr);
}

TEST_CASE("arrows move, Space flips, Enter opens the values") {
    Shown shown;
    QTest::keyClick(&shown.diagram, Qt::Key_End);
    QTest::keyClick(&shown.diagram, Qt::Key_Space);
    CHECK(shown.diagram.value() == (kAbort ^ 1));
    QTest::keyClick(&shown.diagram, Qt::Key_Left, Qt::ShiftModifier);
    QTest::keyClick(&shown.diagram, Qt::Key_Space);
    CHECK(shown.diagram.value() == (kAbort ^ 3));
    QTest::keyClick(&shown.diagram, Qt::Key_Left); // from DFSC to WnR
    QTest::keyClick(&shown.diagram, Qt::Key_Space);
    CHECK(shown.diagram.value() == (kAbort ^ 0x43));
    QTest::keyClick(&shown.diagram, Qt::Key_Return);
    auto* menu = shown.diagram.findChild<FieldMenu*>();
    REQUIRE(menu != nullptr);
    CHECK(menu->accessibleName().contains("WnR"));
    menu->close();
}

TEST_CASE("a field's menu sets the field and leaves the rest alone") {
    Shown shown;
    const auto& boxes = shown.diagram.layoutNow().boxes;
    shown.click(boxes.back().nameRect.center());
    auto* menu = shown.diagram.findChild<FieldMenu*>();
    REQUIRE(menu != nullptr);
    for (QAction* action : menu->actions())
        if (action->data().isValid() && action->data().toULongLong() == 0x14)
            action->trigger();
    CHECK(shown.diagram.value() == ((kAbort & ~uint64_t{0x3f}) | 0x14));
    menu->close();
}

TEST_CASE("what a screen reader says names the field under the cursor") {
    Shown shown;
    QTest::keyClick(&shown.diagram, Qt::Key_End);
    CHECK(shown.diagram.accessibleDescription().contains("DFSC"));
}
