// SPDX-License-Identifier: Apache-2.0
// Renders every widget into PNG files, light and dark, for the eyes of a developer:
// build/dev/tests/gui/widget_gallery FOLDER

#include "gui/widgets/answer/injection_editor.h"
#include "gui/widgets/flow/flow_diagram.h"
#include "gui/widgets/memory/disassembly_view.h"
#include "gui/widgets/memory/memory_view.h"
#include "gui/widgets/symbol_icon.h"
#include "gui/widgets/syndrome/bit_diagram.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/timeline/timeline.h"
#include "scenarios/loader/catalog.h"
#include "scenarios/loader/scenario_file.h"

#include <QApplication>
#include <QDir>
#include <QStyleFactory>
#include <QToolBar>

using namespace seatape;
using namespace seatape::gui;

namespace {

void save(QWidget& widget, const QString& name, QSize size, const QString& folder) {
    for (const bool dark : {false, true}) {
        QApplication::setPalette(standardPalette(dark));
        widget.resize(size);
        widget.show();
        for (int i = 0; i < 3; ++i) // what a layout changes is laid out the next time
            QApplication::processEvents();
        QPixmap picture(widget.size() * 2);
        picture.setDevicePixelRatio(2);
        picture.fill(widget.palette().color(QPalette::Base));
        widget.render(&picture);
        picture.save(QDir(folder).filePath(name + (dark ? "-dark.png" : "-light.png")));
        widget.hide();
    }
}

void bits(const QString& folder) {
    BitDiagram diagram;
    diagram.setValue(0x92000510);
    diagram.setReference(0x92000010);
    save(diagram, "bits-wide", {900, 230}, folder);
    save(diagram, "bits-narrow", {420, 420}, folder);
}

/// Loads a committed scenario; the gallery has no use for errors.
Scenario scenarioCalled(const std::string& name) {
    return scenario::loadScenario(scenario::findScenario(name).value()).value();
}

void flow(const QString& folder) {
    for (const char* name : {"sea-data-read", "cap-off", "einval-old-kernel"}) {
        const Scenario scenario = scenarioCalled(name);
        FlowDiagram diagram;
        diagram.setSteps(explain::flowOf(scenario, explain::observeScenario(scenario, {}).value()));
        save(diagram, QStringLiteral("flow-") + name, {760, diagram.heightForWidth(760)}, folder);
    }
}

void timeline(const QString& folder) {
    TimelineData data;
    data.vcpuCount = 4;
    for (unsigned i = 0; i < 1000; ++i) {
        data.kinds.push_back(i % 97 == 0   ? MarkKind::Sea
                             : i % 97 == 1 ? MarkKind::Injection
                             : i % 7 == 0  ? MarkKind::Mmio
                             : i == 500    ? MarkKind::Divergence
                             : i == 490    ? MarkKind::Edit
                                           : MarkKind::Console);
        data.vcpus.push_back(static_cast<uint16_t>(i / 13 % 4));
    }
    Timeline view;
    view.resize(900, 170);
    view.setData(data);
    view.setCurrentFrame(291);
    save(view, "timeline", {900, 170}, folder);
    data.kinds.resize(60);
    data.vcpus.resize(60);
    view.setData(data);
    view.setCurrentFrame(21);
    save(view, "timeline-few", {900, 170}, folder);
}

/// The diagrams as they are exported, PNG and SVG.
void pictures(const QString& folder) {
    BitDiagram diagram;
    diagram.resize(700, 300);
    diagram.setValue(0x92000510);
    FlowDiagram way;
    way.resize(700, 600);
    const Scenario scenario = scenarioCalled("sea-data-read");
    way.setSteps(explain::flowOf(scenario, explain::observeScenario(scenario, {}).value()));
    Timeline line;
    line.resize(900, 130);
    TimelineData data;
    data.vcpuCount = 2;
    for (unsigned i = 0; i < 300; ++i) {
        data.kinds.push_back(static_cast<MarkKind>(i % 60 == 1 ? i % kMarkKinds : i % 2));
        data.vcpus.push_back(static_cast<uint16_t>(i / 13 % 2));
    }
    line.setData(data);
    line.setCurrentFrame(121);
    for (QWidget* widget : {static_cast<QWidget*>(&diagram), static_cast<QWidget*>(&way),
                            static_cast<QWidget*>(&line)})
        widget->show();
    QApplication::processEvents();
    const std::pair<const char*, Picture> all[] = {
        {"bits", diagram.picture("a.seatape, frame 3: ESR of the exit 0x92000510")},
        {"flow", way.picture("a.seatape, frame 3: exception flow")},
        {"timeline", line.picture("a.seatape: timeline")}};
    for (const auto& [name, picture] : all)
        for (const char* kind : {"svg", "png"})
            (void)savePicture(QStringLiteral("%1/picture-%2.%3").arg(folder, name, kind), picture);
}

void injection(const QString& folder) {
    const Scenario scenario = scenarioCalled("two-esrs-layout-a");
    const auto abort = explain::observeScenario(scenario, {}).value();
    InjectionEditor editor;
    const explain::AnswerPlace place{scenario.dialect, scenario.cpu,     scenario.host,
                                     abort.before,     abort.frame.exit, scenario.slots};
    editor.show(place, abort.frame.injection, true);
    save(editor, "injection", {560, 1000}, folder);
    Injection nonsense = abort.frame.injection;
    nonsense.events = encodeEvents(scenario.dialect,
                                   {.ext_dabt_pending = 1, .ext_abt_has_esr = 1, .ext_abt_esr = 4})
                          .value();
    nonsense.events->at(40) = 0xab;
    nonsense.memory = {{MemoryAction::Kind::Heal, 0x40100000, 4096, {}},
                       {MemoryAction::Kind::Write, 0x40100010, 4, {0xde, 0xad, 0xbe, 0xef}}};
    nonsense.registers = {{Reg::ESR_EL1, 0x96000010}};
    editor.show(place, nonsense, true);
    editor.findChildren<EventsBytes*>().first()->setFocus();
    save(editor, "injection-nonsense", {560, 1400}, folder);
}

void memory(const QString& folder) {
    MemoryView view;
    MemoryBytes now{0x40100000, {}};
    for (unsigned i = 0; i < 4096; ++i)
        now.bytes.push_back(static_cast<uint8_t>(i % 5 == 0 ? 0 : i * 7));
    MemoryBytes before = now;
    for (unsigned i = 0x62; i < 0x6a; ++i)
        before.bytes[i] = 1;
    view.setSlots({{0x40100000, 0x1000, false}});
    view.setMemory(now, before, {{0x40100020, 8, false, false, 0}});
    view.goTo(0x40100020);
    save(view, "memory", {720, 260}, folder);
}

void code(const QString& folder) {
    const Scenario scenario = scenarioCalled("sea-data-read");
    const auto abort = explain::observeScenario(scenario, {}).value();
    const auto block = [](const QString& heading, const std::vector<explain::CodeWord>& code) {
        CodeBlock made{heading, code.front().va, {}};
        for (const explain::CodeWord& word : code)
            made.words.push_back(word.word);
        return made;
    };
    DisassemblyView view;
    view.setLines(
        disassemblyLines({block("At the exit", abort.code),
                          block("The vector taken: Synchronous, from EL1h", abort.handler)},
                         {{abort.trap->pc, "PC", true},
                          {abort.trap->pc, "ELR_EL1", false},
                          {abort.after[Reg::PC], "VBAR_EL1 + 0x200", false}}));
    save(view, "code", {720, 260}, folder);
}

void icons(const QString& folder) {
    QToolBar bar;
    bar.setIconSize({24, 24});
    for (const QString& file : QDir(":/seatape/icons").entryList())
        bar.addAction(symbolIcon(QString(file).remove(".svg")), file);
    save(bar, "icons", {1150, 44}, folder);
}

} // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    const QString folder = argc > 1 ? argv[1] : ".";
    QDir().mkpath(folder);
    bits(folder);
    flow(folder);
    timeline(folder);
    pictures(folder);
    injection(folder);
    memory(folder);
    code(folder);
    icons(folder);
    return 0;
}
