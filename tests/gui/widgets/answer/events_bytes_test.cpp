// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/answer/events_bytes.h"
#include "tests/support/catch.h"

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace seatape;
using namespace seatape::gui;

namespace {

/// The bytes between two other widgets that take the focus.
struct ShownBytes {
    explicit ShownBytes(Dialect dialect = Dialect::LayoutA, const RawVcpuEvents& raw = {}) {
        column.addWidget(&before);
        column.addWidget(&bytes);
        column.addWidget(&after);
        bytes.setBytes(dialect, raw);
        window.show();
        window.activateWindow();
        REQUIRE(QTest::qWaitForWindowActive(&window));
        bytes.setFocus();
    }
    void goTo(size_t index) {
        QTest::mouseClick(&bytes, Qt::LeftButton, {},
                          bytes.grid().byteRect(index).center().toPoint());
    }

    QWidget window;
    QVBoxLayout column{&window};
    QLineEdit before;
    EventsBytes bytes;
    QLineEdit after;
    QSignalSpy spy{&bytes, &EventsBytes::byteEdited};
};

} // namespace

TEST_CASE("every byte has a place of its own, and a point in it finds it") {
    const ByteGrid grid{8, 20};
    for (size_t i = 0; i < kVcpuEventsSize; ++i) {
        CHECK(grid.byteAt(grid.byteRect(i).center()) == i);
        CHECK(QRectF({}, grid.size()).contains(grid.byteRect(i)));
        for (size_t other = 0; other < i; ++other)
            CHECK_FALSE(grid.byteRect(i).adjusted(1, 1, -1, -1).intersects(grid.byteRect(other)));
    }
    CHECK_FALSE(grid.byteAt(grid.offsetRect(1).center()).has_value());
}

TEST_CASE("two digits overwrite any byte and only that one, and go on to the next") {
    for (size_t i = 0; i < kVcpuEventsSize; ++i) {
        ShownBytes shown;
        shown.goTo(i);
        REQUIRE(shown.bytes.cursor() == i);
        QTest::keyClicks(&shown.bytes, "a5");
        REQUIRE(shown.spy.size() == 2);
        for (const auto& edit : shown.spy)
            CHECK(edit[0].toInt() == static_cast<int>(i));
        CHECK(shown.spy[0][1].toInt() == 0xa0);
        CHECK(shown.spy[1][1].toInt() == 0xa5);
        CHECK(shown.bytes.cursor() == std::min(i + 1, kVcpuEventsSize - 1));
    }
}

TEST_CASE("a digit that changes nothing is no edit, and what is no digit is not taken") {
    ShownBytes shown;
    QTest::keyClicks(&shown.bytes, "0gx");
    QTest::keyClick(&shown.bytes, Qt::Key_A, Qt::ControlModifier);
    CHECK(shown.spy.isEmpty());
    QTest::keyClick(&shown.bytes, Qt::Key_Delete);
    CHECK(shown.spy.isEmpty());
    QTest::keyClicks(&shown.bytes, "7");
    QTest::keyClick(&shown.bytes, Qt::Key_Delete);
    CHECK(shown.spy.size() == 2);
    CHECK(shown.spy[1][1].toInt() == 0);
}

TEST_CASE("the arrows reach every byte and stop at the ends") {
    ShownBytes shown;
    for (size_t i = 1; i < kVcpuEventsSize; ++i) {
        QTest::keyClick(&shown.bytes, Qt::Key_Right);
        CHECK(shown.bytes.cursor() == i);
    }
    QTest::keyClick(&shown.bytes, Qt::Key_Right);
    QTest::keyClick(&shown.bytes, Qt::Key_Down);
    CHECK(shown.bytes.cursor() == 63);
    QTest::keyClick(&shown.bytes, Qt::Key_Home);
    CHECK(shown.bytes.cursor() == 48);
    QTest::keyClick(&shown.bytes, Qt::Key_Up);
    CHECK(shown.bytes.cursor() == 32);
    QTest::keyClick(&shown.bytes, Qt::Key_End);
    CHECK(shown.bytes.cursor() == 47);
    QTest::keyClick(&shown.bytes, Qt::Key_Left);
    CHECK(shown.bytes.cursor() == 46);
}

TEST_CASE("Tab goes through the members of the dialect and then on, and back the same way") {
    for (const Dialect dialect : kDialects) {
        INFO(dialectName(dialect));
        ShownBytes shown(dialect);
        shown.before.setFocus();
        std::vector<size_t> offsets;
        for (const EventsMember& member : eventsLayout(dialect).members)
            if (offsets.empty() || offsets.back() != member.offset)
                offsets.push_back(member.offset);
        for (const size_t offset : offsets) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            REQUIRE(shown.bytes.hasFocus());
            CHECK(shown.bytes.cursor() == offset);
        }
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        CHECK(shown.after.hasFocus());
        for (size_t i = offsets.size(); i-- > 0;) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab);
            REQUIRE(shown.bytes.hasFocus());
            CHECK(shown.bytes.cursor() == offsets[i]);
        }
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab);
        CHECK(shown.before.hasFocus());
    }
}

TEST_CASE("each byte is told by its members and bits, as the dialect's layout has them") {
    for (const Dialect dialect : kDialects)
        for (size_t i = 0; i < kVcpuEventsSize; ++i) {
            RawVcpuEvents raw{};
            raw[i] = 0x5a;
            const std::string text = byteText(dialect, raw, i).toStdString();
            INFO(dialectName(dialect) << " " << i << " " << text);
            size_t members = 0;
            for (const EventsMember& member : eventsLayout(dialect).members) {
                const bool isIn = member.in(decodeEvents(dialect, raw)) != 0;
                CHECK((text.find(member.name) != std::string::npos) == isIn);
                members += isIn ? 1 : 0;
            }
            CHECK((text.find("must be zero") != std::string::npos) == (members == 0));
            CHECK(text.find("0x5a") != std::string::npos);
        }
    RawVcpuEvents raw{};
    CHECK(byteText(Dialect::LayoutA, raw, 17) == "ext_abt_esr[15:8] = 0x00");
    CHECK(byteText(Dialect::Mainline, raw, 17) == "reserved[] = 0x00");
}

TEST_CASE("a screen reader is told the byte at the cursor") {
    ShownBytes shown(Dialect::Mainline);
    shown.goTo(2);
    CHECK(shown.bytes.accessibleDescription() == "byte 2: ext_dabt_pending = 0x00");
    QTest::keyClicks(&shown.bytes, "1");
    CHECK(shown.bytes.accessibleDescription() == "byte 2: ext_dabt_pending = 0x10");
}

TEST_CASE("a byte that must be zero and is not is seen") {
    const auto picture = [](size_t index) {
        RawVcpuEvents raw{};
        raw[index] = 0x11;
        EventsBytes bytes;
        bytes.setPalette(standardPalette(false));
        bytes.setBytes(Dialect::LayoutA, raw);
        bytes.resize(bytes.sizeHint());
        const QRect inner = bytes.grid().byteRect(index).toRect().adjusted(3, 3, -3, -3);
        return bytes.grab(inner).toImage().pixel(0, 0);
    };
    const Theme theme(standardPalette(false));
    CHECK(picture(40) == theme[Role::BadSurface].rgb());
    CHECK(picture(17) == memberTint(theme, "ext_abt_esr", true).rgb());
}
