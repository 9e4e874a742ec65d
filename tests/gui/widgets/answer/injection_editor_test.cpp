// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/answer/injection_editor.h"
#include "tests/support/catch.h"

#include <QAccessible>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace seatape;
using namespace seatape::gui;

Q_DECLARE_METATYPE(seatape::Injection)
Q_DECLARE_METATYPE(seatape::Dialect)

namespace {

struct ShownEditor {
    explicit ShownEditor(Dialect dialect = Dialect::LayoutA) {
        place.dialect = dialect;
        place.before[Reg::PSTATE] = pstate::EL1h;
        place.before[Reg::VBAR_EL1] = 0x80000;
        editor.resize(600, 900);
        static_cast<QWidget&>(editor).show();
        REQUIRE(QTest::qWaitForWindowActive(&editor));
        editor.show(place, {}, true);
    }
    QCheckBox* flag(const char* name) {
        for (auto* box : editor.findChildren<QCheckBox*>())
            if (box->text().startsWith(name))
                return box;
        return nullptr;
    }
    template <class Widget>
    Widget& named(const char* name) {
        for (auto* widget : editor.findChildren<Widget*>())
            if (widget->accessibleName() == name)
                return *widget;
        FAIL("there is no " << name);
        throw 0; // FAIL does not return
    }
    /// Chooses in the menu of an "Add" button.
    void add(const char* to, const char* what) {
        for (QAction* action : named<QPushButton>(to).menu()->actions())
            if (action->text() == what)
                action->trigger();
    }
    /// Returns what is said below the form of what the answer does.
    QString notes() { return textOf(*editor.findChildren<AnswerNotes*>().first()); }
    QString labels() { return textOf(editor); }
    static QString textOf(QWidget& of) {
        QString text;
        for (auto* label : of.findChildren<QLabel*>())
            if (!label->text().isEmpty())
                text += label->text() + QLatin1Char('\n');
        return text;
    }
    VcpuEvents events() const { return decodeEvents(place.dialect, *editor.answer().events); }

    explain::AnswerPlace place;
    InjectionEditor editor;
    QSignalSpy spy{&editor, &InjectionEditor::answerEdited};
};

} // namespace

TEST_CASE("each member of each dialect can be edited, and only those") {
    for (const Dialect dialect : kDialects) {
        ShownEditor shown(dialect);
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
    ShownEditor shown;
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

TEST_CASE(
    "a byte entered in hex is the form's, and one that no member covers is refused by the kernel") {
    ShownEditor shown(Dialect::LayoutA);
    auto& bytes = shown.named<EventsBytes>("The 64 bytes of kvm_vcpu_events");
    CHECK(bytes.isHidden()); // no KVM_SET_VCPU_EVENTS, no bytes
    shown.flag("Call")->click();
    CHECK_FALSE(bytes.isHidden());
    shown.spy.clear();
    Q_EMIT bytes.byteEdited(17, 0x06);
    CHECK(shown.spy.size() == 1);
    CHECK(shown.spy[0][1].toString() == "raw[17] = 0x06");
    CHECK(shown.events().ext_abt_esr == 0x600);
    CHECK(shown.named<HexEdit>("ext_abt_esr").text() == "0x600");
    Q_EMIT bytes.byteEdited(2, 0x80);
    CHECK(shown.flag("ext_dabt_pending")->text() == "ext_dabt_pending = 0x80");
    Q_EMIT bytes.byteEdited(40, 1);
    CHECK(shown.notes().contains("reserved[] must be zero"));
}

TEST_CASE("memory actions are added, changed, judged and removed") {
    ShownEditor shown;
    shown.place.exit = SeaExit{0x92000010, 0x1000, 0x40101000};
    shown.place.slots = {{0x40000000, 0x200000, false}};
    shown.editor.show(shown.place, {}, true);
    const auto& actions = shown.editor.answer().memory;
    shown.add("Add to: Memory actions", "Replace (heal)");
    shown.add("Add to: Memory actions", "Write");
    REQUIRE(actions.size() == 2);
    CHECK(actions[0] == MemoryAction{MemoryAction::Kind::Heal, 0x40101000, 4096, {}});
    auto& table = shown.named<QTableWidget>("Memory actions");
    table.item(0, 1)->setText("0x40102000");
    CHECK(actions[0].gpa == 0x40102000);
    table.item(1, 2)->setText("DE ad 01");
    CHECK(actions[1].bytes == std::vector<uint8_t>{0xde, 0xad, 0x01});
    CHECK(actions[1].size == 3);
    CHECK(shown.notes().contains("write 0x40101000, 3 bytes: de ad 01: legal"));
    const auto edits = shown.spy.size();
    for (const char* bad : {"", "0", "zz", "0x12", "1 2 3"})
        table.item(1, 2)->setText(bad);
    for (const char* bad : {"", "one", "0x1ffffffffffffffff", "-1"})
        table.item(0, 2)->setText(bad);
    CHECK(shown.spy.size() == edits);
    CHECK(table.item(0, 2)->text() == "0x1000");
    CHECK(shown.labels().contains("'-1' is no number"));
    table.item(0, 1)->setText("0x10");
    CHECK(shown.notes().contains("EFAULT"));
    table.setCurrentCell(0, 0);
    table.setFocus();
    QTest::keyClick(&table, Qt::Key_Delete);
    REQUIRE(actions.size() == 1);
    CHECK(actions[0].kind == MemoryAction::Kind::Write);
    shown.named<QPushButton>("Remove from: Memory actions").click();
    CHECK(actions.empty());
    CHECK(table.isHidden());
}

TEST_CASE("an MMIO read is given data, and nothing else is") {
    ShownEditor shown;
    auto& data = shown.named<HexEdit>("Data of the MMIO read");
    auto* has = shown.flag("Give kvm_run.mmio.data");
    REQUIRE(has != nullptr);
    for (const Exit& other : {Exit(UnknownExit{}), Exit(MmioExit{0x1000, 4, true, 0})}) {
        shown.place.exit = other;
        shown.editor.show(shown.place, {}, true);
        CHECK_FALSE(has->isVisible());
    }
    shown.place.exit = MmioExit{0x1000, 1, false, 0};
    shown.editor.show(shown.place, {}, true);
    REQUIRE(has->isVisible());
    CHECK_FALSE(data.isEnabled());
    has->click();
    CHECK(shown.editor.answer().mmioData == 0);
    data.selectAll();
    QTest::keyClicks(&data, "0x1ff");
    CHECK(shown.editor.answer().mmioData == 0x1ff);
    CHECK(shown.notes().contains("MMIO data: nonsense"));
    has->click();
    CHECK_FALSE(shown.editor.answer().mmioData.has_value());
}

TEST_CASE("every part of the form is reached by Tab and has a name for screen readers") {
    ShownEditor shown;
    Injection answer;
    answer.events = RawVcpuEvents{};
    answer.registers = {{Reg::PC, 0x1000}};
    answer.memory = {{MemoryAction::Kind::Unmap, 0x1000, 0x1000, {}}};
    answer.mmioData = 1;
    shown.editor.show(shown.place, answer, true);
    for (auto* button : shown.editor.findChildren<QToolButton*>())
        if (button->isCheckable())
            button->click();
    std::set<QWidget*> reached;
    for (QWidget* at = shown.editor.nextInFocusChain();
         at != &shown.editor && reached.insert(at).second;)
        at = at->nextInFocusChain();
    for (auto* widget : shown.editor.findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
            continue;
        QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(widget);
        REQUIRE(spoken != nullptr);
        INFO(widget->metaObject()->className());
        CHECK((widget->focusPolicy() & Qt::TabFocus) != 0);
        CHECK_FALSE(spoken->text(QAccessible::Name).isEmpty());
        CHECK(reached.contains(widget));
    }
}

TEST_CASE("bytes that no member covers survive an edit") {
    ShownEditor shown(Dialect::Mainline);
    Injection odd;
    odd.events = RawVcpuEvents{};
    (*odd.events)[40] = 0xab;
    shown.editor.show(shown.place, odd, true);
    shown.flag("serror_pending")->click();
    CHECK((*shown.editor.answer().events)[40] == 0xab);
}

TEST_CASE("a shown answer is not an edit, and one for reading cannot be edited") {
    ShownEditor shown;
    Injection answer;
    answer.verdict = Verdict::Kill;
    answer.registers = {{Reg::PC, 0x1000}};
    shown.editor.show(shown.place, answer, false);
    CHECK(shown.spy.isEmpty());
    CHECK(shown.editor.answer() == answer);
    CHECK_FALSE(shown.flag("serror_pending")->isEnabled());
}

TEST_CASE("templates of the dialect are offered and used") {
    ShownEditor shown(Dialect::Mainline);
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
    CHECK(parseBytes("00 1F") == std::vector<uint8_t>{0, 0x1f});
    CHECK(parseBytes("")->empty());
    for (const char* bad : {"0", "0x00", "00,11", "g0", "é0", "\uff10\uff10"})
        CHECK_FALSE(parseBytes(bad).has_value());
    for (const char* bad : {"", "0x", "-1", "+1", "0x1ffffffffffffffff", "1f", "0b2", "0x-1"})
        CHECK_FALSE(parseNumber(bad).has_value());
}
