#include "gui/widgets/injection_editor.h"
#include "tests/support/catch.h"

#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace seatape;
using namespace seatape::gui;

Q_DECLARE_METATYPE(seatape::Injection)
Q_DECLARE_METATYPE(seatape::Dialect)

namespace {

struct Shown {
    explicit Shown(Dialect dialect = Dialect::LayoutA) {
        place.dialect = dialect;
        place.before[Reg::PSTATE] = pstate::EL1h;
        place.before[Reg::VBAR_EL1] = 0x80000;
        editor.resize(600, 900);
        static_cast<QWidget&>(editor).show();
        editor.show(place, {}, true);
    }
    QCheckBox* flag(const char* name) {
        for (auto* box : editor.findChildren<QCheckBox*>())
            if (box->text().startsWith(name))
                return box;
        return nullptr;
    }
    VcpuEvents events() const { return decodeEvents(place.dialect, *editor.answer().events); }

    explain::AnswerPlace place;
    InjectionEditor editor;
    QSignalSpy spy{&editor, &InjectionEditor::answerEdited};
};

} // namespace

TEST_CASE("each member of each dialect can be edited, and only those") {
    for (const Dialect dialect : kDialects) {
        Shown shown(dialect);
        for (const EventsMember& member : eventsLayout(dialect).members) {
            INFO(dialectName(dialect) << " " << member.name);
            if (member.byte != nullptr) {
                REQUIRE(shown.flag(member.name.data()) != nullptr);
                shown.flag(member.name.data())->click();
                CHECK(member.in(shown.events()) == 1);
                shown.flag(member.name.data())->click();
                CHECK(member.in(shown.events()) == 0);
            }
        }
        for (auto* box : shown.editor.findChildren<QCheckBox*>())
            if (!box->text().contains(' ')) // the others are no members
                CHECK(box->isHidden() != eventsLayout(dialect).has(box->text().toStdString()));
    }
}

TEST_CASE("a syndrome is entered in hex and by bits, and every change is announced once") {
    Shown shown;
    HexEdit* esr = nullptr;
    for (auto* edit : shown.editor.findChildren<HexEdit*>())
        if (edit->accessibleName() == "ext_abt_esr")
            esr = edit;
    REQUIRE(esr != nullptr);
    esr->setFocus();
    esr->selectAll();
    QTest::keyClicks(esr, "0x600");
    CHECK(shown.events().ext_abt_esr == 0x600);
    const int count = int(shown.spy.size());
    CHECK(count >= 1);
    esr->selectAll();
    QTest::keyClicks(esr, "zz");
    CHECK(shown.events().ext_abt_esr == 0x600);
    CHECK(int(shown.spy.size()) == count);
    for (auto* bits : shown.editor.findChildren<BitDiagram*>())
        if (!bits->isReadOnly() && bits->value() == 0x600)
            Q_EMIT bits->valueEdited(0x601);
    CHECK(shown.events().ext_abt_esr == 0x601);
}

TEST_CASE("bytes that no member covers survive an edit") {
    Shown shown(Dialect::Mainline);
    Injection odd;
    odd.events = RawVcpuEvents{};
    (*odd.events)[40] = 0xab;
    shown.editor.show(shown.place, odd, true);
    shown.flag("serror_pending")->click();
    CHECK((*shown.editor.answer().events)[40] == 0xab);
}

TEST_CASE("a shown answer is not an edit, and one for reading cannot be edited") {
    Shown shown;
    Injection answer;
    answer.verdict = Verdict::Kill;
    answer.registers = {{Reg::PC, 0x1000}};
    shown.editor.show(shown.place, answer, false);
    CHECK(shown.spy.isEmpty());
    CHECK(shown.editor.answer() == answer);
    CHECK_FALSE(shown.flag("serror_pending")->isEnabled());
}

TEST_CASE("templates of the dialect are offered and used") {
    Shown shown(Dialect::Mainline);
    shown.editor.findChildren<QToolButton*>().first()->click();
    const auto menus = shown.editor.findChildren<QMenu*>();
    REQUIRE_FALSE(menus.isEmpty());
    QAction* first = menus.last()->actions().first();
    CHECK(first->isEnabled());
    first->trigger();
    CHECK(shown.events().ext_dabt_pending == 1);
    size_t refused = 0;
    for (QAction* action : menus.last()->actions())
        refused += action->isEnabled() ? 0 : 1;
    CHECK(refused > 0); // mainline has no ext_iabt_pending
    menus.last()->close();
}

TEST_CASE("numbers are hexadecimal, decimal or binary, and nothing else") {
    CHECK(parseNumber("0x1F") == 31);
    CHECK(parseNumber("31") == 31);
    CHECK(parseNumber("0b1_1111") == 31);
    CHECK(parseNumber("0xffff ffff ffff ffff") == ~uint64_t{0});
    for (const char* bad : {"", "0x", "-1", "+1", "0x1ffffffffffffffff", "1f", "0b2", "0x-1"})
        CHECK_FALSE(parseNumber(bad).has_value());
}
