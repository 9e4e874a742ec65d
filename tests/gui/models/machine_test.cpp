// SPDX-License-Identifier: Apache-2.0
// The machine behind a trace: places, steps, what-ifs, derived traces; and the models of a frame.

#include "gui/app/step_model.h"
#include "gui/models/detail_model.h"
#include "gui/models/divergence_model.h"
#include "gui/models/machine_room.h"
#include "gui/models/register_model.h"
#include "seatape/core/injection_edit.h"
#include "tests/gui/models/recorded.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFileInfo>

#include <fstream>

#include <set>

using namespace seatape;
using namespace seatape::gui;
using namespace seatape::test;

namespace {

constexpr auto kFails = QAbstractItemModelTester::FailureReportingMode::Fatal;

StepList stepsOf(MachineRoom& room, uint64_t frame) {
    std::optional<StepList> list;
    room.listSteps(frame, [&](const Result<StepList>& steps) {
        REQUIRE(steps.has_value());
        list = *steps;
    });
    waitUntil([&] { return list.has_value(); });
    return *list;
}

MachineView lookAt(MachineRoom& room, const MachineQuery& query) {
    std::optional<MachineView> view;
    room.look(query, [&](const Result<MachineView>& seen) {
        REQUIRE(seen.has_value());
        view = *seen;
    });
    waitUntil([&] { return view.has_value(); });
    return *view;
}

TraceEdits editOf(Document& document, const char* field, uint64_t value) {
    const uint64_t at = *document.overview().aborts.next(std::nullopt);
    Injection answer = document.answer(*document.frame(at));
    REQUIRE(editInjection(answer, document.dialect(), field, value).has_value());
    return {{{at, answer}}, std::nullopt};
}

} // namespace

TEST_CASE("the steps of a frame lead from the answer before it to its exit, on every vCPU") {
    for (const char* scenario : {"recovery", "sea-two-vcpus"}) {
        INFO(scenario);
        const Recorded recorded(scenario);
        const auto document = recorded.open();
        MachineRoom room(simulatedMachines(), recorded.qpath());
        for (const uint64_t frame : {uint64_t{1}, document->frameCount() / 2}) {
            const StepList list = stepsOf(room, frame);
            const auto page = document->page(frame);
            REQUIRE(page.has_value());
            CHECK(list.isWhole);
            CHECK(list.stateAfter(list.steps.size(), page->frame.vcpu) == page->atExit);
            // An MMIO store is complete by then, which changes the PC alone.
            const auto before = document->page(frame - 1);
            VcpuState begin = before->after;
            if (const auto* mmio = std::get_if<MmioExit>(&before->frame.exit)) {
                REQUIRE(mmio->is_write);
                begin[Reg::PC] += 4;
            }
            CHECK(list.stateAfter(0, before->frame.vcpu) == begin);
            for (size_t i = 0; i < list.steps.size(); ++i)
                REQUIRE(list.stateAfter(i, list.steps[i].vcpu)[Reg::PC] == list.steps[i].pc);
        }
    }
}

TEST_CASE("memory is seen at any place, forwards and backwards, with its poison") {
    const Recorded recorded;
    const auto document = recorded.open();
    const uint64_t abort = *document->overview().seas.next(std::nullopt);
    const auto sea = std::get<SeaExit>(document->frame(abort)->exit);
    MachineRoom room(simulatedMachines(), recorded.qpath());
    const MachineQuery there{{abort, {}}, *sea.gpa, 4096, {*sea.gva}, 0};
    const MachineView first = lookAt(room, there);
    CHECK(first.memory.size() == 4096);
    CHECK_FALSE(first.poison.empty());
    CHECK(first.code.size() == 1);
    const MemorySlot& slot = document->scenario().slots.front();
    const MachineQuery later{{abort, {}}, slot.gpa, slot.size, {}, 0};
    const MachineView used = lookAt(room, later);
    CHECK(lookAt(room, {{0, 0}, slot.gpa, slot.size, {}, 0}).memory != used.memory);
    CHECK(lookAt(room, later).memory == used.memory);
    const MachineView nowhere = lookAt(room, {{0, 0}, 0, 128, {}, 0});
    CHECK(std::ranges::none_of(nowhere.memory, [](const auto& byte) { return !!byte; }));
}

TEST_CASE("a what-if diverges as the edit says, and without an edit not at all") {
    const Recorded recorded;
    const auto document = recorded.open();
    const auto same =
        runWhatIf(simulatedMachines(), recorded.path(), {}, recorded.path("same.seatape"), {});
    REQUIRE(same.has_value());
    CHECK(same->divergences.empty());
    const TraceEdits edits = editOf(*document, "ext_dabt_pending", 0);
    const auto other =
        runWhatIf(simulatedMachines(), recorded.path(), edits, recorded.path("other.seatape"), {});
    REQUIRE(other.has_value());
    REQUIRE_FALSE(other->divergences.empty());
    CHECK(other->divergences.front().field == "injection");
    CHECK(other->divergences.front().frame == edits.answers.begin()->first);
    const auto outcome = recorded.open("other.seatape");
    CHECK(outcome->header().origin.find("ext_dabt_pending") == std::string::npos);
    CHECK(outcome->header().origin.find("a.seatape") != std::string::npos);
}

TEST_CASE("an edited trace is saved with the edit and its origin, and opens again") {
    const Recorded recorded;
    const auto document = recorded.open();
    const TraceEdits edits = editOf(*document, "kill", 1);
    REQUIRE(saveEdited(recorded.path(), edits, recorded.path("b.seatape"), {}).has_value());
    const auto saved = recorded.open("b.seatape");
    REQUIRE(saved->frameCount() == document->frameCount());
    CHECK(saved->header().origin.find("edited from a.seatape") == 0);
    for (uint64_t n = 0; n < saved->frameCount(); ++n) {
        Frame expected = *document->frame(n);
        if (edits.answers.contains(n))
            expected.injection = edits.answers.at(n);
        REQUIRE(*saved->frame(n) == expected);
    }
}

TEST_CASE("a damaged trace is recovered into a whole one") {
    const Recorded recorded;
    QFile file(recorded.qpath());
    REQUIRE(file.resize(file.size() * 3 / 4));
    const auto frames = recoverTrace(recorded.path(), recorded.path("whole.seatape"), {});
    REQUIRE(frames.has_value());
    const auto whole = recorded.open("whole.seatape");
    CHECK(whole->frameCount() == *frames);
    CHECK(whole->overview().damages.empty());
}

TEST_CASE("work that is ended anywhere leaves no file, and the one that was there") {
    const Recorded recorded;
    const auto document = recorded.open();
    const TraceEdits edits = editOf(*document, "ext_dabt_pending", 0);
    const std::string out = recorded.path("out");
    const std::function<bool(const RunProgress&)> works[] = {
        [&](const RunProgress& progress) {
            return recordScenario(simulatedMachines(), document->scenario(), out, progress)
                .has_value();
        },
        [&](const RunProgress& progress) {
            return runWhatIf(simulatedMachines(), recorded.path(), edits, out, progress)
                .has_value();
        },
        [&](const RunProgress& progress) {
            return saveEdited(recorded.path(), edits, out, progress).has_value();
        },
        [&](const RunProgress& progress) {
            return recoverTrace(recorded.path(), out, progress).has_value();
        },
        [&](const RunProgress& progress) {
            return exportReport(recorded.path(), out, progress).has_value();
        },
    };
    const QDir folder(QFileInfo(recorded.qpath()).path());
    const auto before = folder.entryList(QDir::Files);
    const QString file = recorded.qpath("out");
    for (size_t i = 0; i < std::size(works); ++i) {
        INFO("work " << i);
        uint64_t calls = 0;
        REQUIRE(works[i]([&calls](uint64_t) { return ++calls != 0; }));
        REQUIRE(QFile::remove(file));
        REQUIRE(calls > 500);
        for (const bool isThere : {false, true})
            for (const uint64_t most : {uint64_t{1}, calls / 2, calls}) {
                if (isThere)
                    std::ofstream(out) << "old";
                uint64_t left = most;
                CHECK_FALSE(works[i]([&left](uint64_t) { return --left != 0; }));
                CHECK(QFile::exists(file) == isThere);
                CHECK((!isThere || QFileInfo(file).size() == 3));
                QFile::remove(file);
                CHECK(folder.entryList(QDir::Files) == before);
            }
    }
    CHECK_FALSE(saveEdited(recorded.path(), edits, recorded.path("no/folder/out"), {}).has_value());
    CHECK_FALSE(exportReport(recorded.path(), recorded.path("no/folder/out"), {}).has_value());
}

TEST_CASE("the models of a frame keep Qt's rules for every kind of frame") {
    const Recorded recorded;
    const auto document = recorded.open();
    DetailModel details;
    const QAbstractItemModelTester detailTester(&details, kFails);
    RegisterModel registers;
    const QAbstractItemModelTester registerTester(&registers, kFails);
    for (const uint64_t frame :
         {uint64_t{0}, *document->overview().seas.next(std::nullopt), document->frameCount() - 1}) {
        const auto page = document->page(frame);
        REQUIRE(page.has_value());
        details.setNodes(
            describeFrame(*page, page->frame.injection, document->dialect(), document->scenario()));
        CHECK(details.rowCount() == 3);
        for (const auto selection :
             {RegisterModel::Selection::All, RegisterModel::Selection::Changed,
              RegisterModel::Selection::Usual}) {
            registers.setSelection(selection);
            registers.setStates(page->atExit, page->after);
        }
    }
    for (int row = 0; row < registers.rowCount(); ++row)
        CHECK(registers.index(row, 0).data(Qt::ToolTipRole).toString().contains(QLatin1Char('\n')));
    registers.clear();
    CHECK(registers.rowCount() == 0);
}

TEST_CASE("what a line of the tree says is a filter that picks its frame") {
    std::set<QString> tried;
    const auto check = [&](const auto& self, const Document& document, uint64_t n,
                           const std::vector<DetailNode>& nodes) -> void {
        for (const DetailNode& node : nodes) {
            self(self, document, n, node.children);
            if (node.filter.isEmpty() || !tried.insert(node.filter).second)
                continue;
            INFO(document.title().toStdString()
                 << " frame " << n << ": " << node.filter.toStdString());
            const auto filter = trace::Filter::compile(node.filter.toStdString());
            REQUIRE(filter.has_value());
            auto run = FilterRun::open(document.path().toStdString(), *filter);
            REQUIRE(run.has_value());
            (*run)->advance({});
            CHECK((*run)->found().contains(n));
        }
    };
    for (const char* scenario : {"recovery", "sea-fetch", "sea-in-handler", "sea-and-serror",
                                 "einval-both-aborts", "mmio-data", "nisv-abort", "blast-radius"}) {
        const Recorded recorded(scenario);
        const auto document = recorded.open();
        std::vector<uint64_t> frames{0, document->frameCount() - 1};
        const FrameSet& aborts = document->overview().aborts;
        for (auto n = aborts.next(std::nullopt); n; n = aborts.next(*n))
            frames.push_back(*n);
        for (const uint64_t n : frames) {
            const auto page = document->page(n);
            REQUIRE(page.has_value());
            check(check, *document, n,
                  describeFrame(*page, page->frame.injection, document->dialect(),
                                document->scenario()));
        }
    }
    CHECK(tried.size() > 100);
    CHECK(tried.contains(QStringLiteral("esr.DFSC == 0x10")));
}

TEST_CASE("an edited answer is in no recorded frame, so that its lines are no filters") {
    const Recorded recorded;
    const auto document = recorded.open();
    const auto page = document->page(*document->overview().seas.next(std::nullopt));
    REQUIRE(page.has_value());
    const TraceEdits edits = editOf(*document, "ext_dabt_pending", 0);
    for (const bool isEdited : {false, true}) {
        const Injection& answer = isEdited ? edits.answers.begin()->second : page->frame.injection;
        const auto nodes = describeFrame(*page, answer, document->dialect(), document->scenario());
        CHECK_FALSE(nodes[0].filter.isEmpty());
        for (const DetailNode& part : nodes[1].children)
            CHECK(part.filter.isEmpty() == isEdited);
    }
}

TEST_CASE("a field of the exit's syndrome is found in the tree by its bits") {
    const Recorded recorded;
    const auto document = recorded.open();
    const auto page = document->page(*document->overview().seas.next(std::nullopt));
    DetailModel details;
    details.setNodes(
        describeFrame(*page, page->frame.injection, document->dialect(), document->scenario()));
    const QModelIndex found = details.indexOf({SyndromeKind::Exit, 5, 0});
    REQUIRE(found.isValid());
    CHECK(details.node(found).name.startsWith(QStringLiteral("DFSC")));
    CHECK_FALSE(details.indexOf({SyndromeKind::Abort, 5, 0}).isValid());
    CHECK(detailText(details.nodes(), true).contains(QStringLiteral("- **Exit**")));
}

TEST_CASE("divergences and steps keep Qt's rules") {
    DivergenceModel divergences;
    const QAbstractItemModelTester divergenceTester(&divergences, kFails);
    divergences.setDivergences({{3, 0, "PC", "0x1", "0x2", {}}, {4, 1, "exit", "MMIO", "-", {}}});
    CHECK(divergences.rowCount() == 2);
    CHECK(divergences.at(1).vcpu == 1);
    divergences.setDivergences({});
    StepModel steps;
    const QAbstractItemModelTester stepTester(&steps, kFails);
    const Recorded recorded;
    MachineRoom room(simulatedMachines(), recorded.qpath());
    steps.setSteps(stepsOf(room, 1));
    CHECK(steps.rowCount() > 0);
}
