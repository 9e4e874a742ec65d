// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/flow/flow_diagram.h"
#include "gui/widgets/flow/flow_layout.h"
#include "tests/session/runs.h"

#include <QSignalSpy>
#include <QTest>

using namespace seatape;
using namespace seatape::gui;

namespace {

const TextMeasure kFlowText{17, 8, [](const QString& text) { return 7.0 * double(text.size()); }};

/// The flows of every scenario that has an abort.
std::vector<std::vector<explain::FlowStep>> flows() {
    std::vector<std::vector<explain::FlowStep>> all;
    for (const Scenario& scenario : test::allScenarios())
        if (auto abort = explain::observeScenario(scenario, {}))
            all.push_back(explain::flowOf(scenario, *abort));
    REQUIRE(all.size() > 30);
    return all;
}

} // namespace

TEST_CASE("the way is drawn in one piece, downwards, and no two rows overlap") {
    for (const auto& steps : flows())
        for (const qreal width : {300.0, 560.0, 760.0, 1600.0}) {
            const FlowLayout layout = layoutFlow(steps, width, kFlowText);
            REQUIRE(layout.rows.size() == steps.size());
            qreal bottom = layout.lanes[0].head.bottom();
            const FlowRow* last = nullptr;
            for (size_t i = 0; i < steps.size(); ++i) {
                const FlowRow& row = layout.rows[i];
                CHECK(row.rect.top() >= bottom);
                CHECK(row.rect.contains(row.start));
                CHECK(row.rect.contains(row.end));
                CHECK(row.rect.contains(row.textRect));
                bottom = row.rect.bottom();
                if (!steps[i].isTaken)
                    continue;
                if (last != nullptr) {
                    CHECK(row.start.x() == last->end.x());
                    CHECK(row.start.y() > last->end.y());
                }
                last = &row;
            }
            CHECK(layout.size.height() >= bottom);
        }
}

TEST_CASE("a lane has room for its name, in the narrowest diagram too") {
    for (const qreal width : {0.0, 560.0, 1600.0})
        for (const FlowLane& lane : layoutFlow({}, width, kFlowText).lanes) {
            CHECK(kFlowText.width(lane.name) < lane.head.width());
            CHECK(lane.line.x1() == Approx(lane.head.center().x()));
        }
}

TEST_CASE("every line of words fits into its column") {
    for (const auto& steps : flows()) {
        const FlowLayout layout = layoutFlow(steps, 600, kFlowText);
        for (const FlowRow& row : layout.rows) {
            for (const QString& line : row.title + row.lines)
                CHECK(kFlowText.width(line) <= row.textRect.width());
            const auto lines = double(row.title.size() + row.lines.size());
            CHECK(lines * kFlowText.lineHeight <= row.textRect.height() + 1e-6);
            CHECK(row.textRect.left() > layout.lanes.back().head.right());
        }
    }
}

TEST_CASE("wrapped text is the text, in lines that fit") {
    const QString text = "one two threefourfivesix seven";
    for (const qreal width : {7.0, 35.0, 70.0, 1000.0}) {
        const QStringList lines = wrapText(text, width, kFlowText);
        CHECK(lines.join("").remove(' ') == QString(text).remove(' '));
        for (const QString& line : lines)
            CHECK(kFlowText.width(line) <= std::max(width, 7.0));
    }
    CHECK(wrapText("", 70, kFlowText) == QStringList{""});
    CHECK(wrapText("KVM_CAP_ARM", 7 * 10, kFlowText) == QStringList{"KVM_CAP_", "ARM"});
}

TEST_CASE("the keyboard goes from step to step") {
    FlowDiagram diagram;
    diagram.setSteps(flows().front());
    diagram.resize(700, 900);
    diagram.show();
    QSignalSpy spy(&diagram, &FlowDiagram::currentStepChanged);
    QTest::keyClick(&diagram, Qt::Key_Down);
    CHECK(diagram.currentStep() == 0);
    CHECK_FALSE(diagram.accessibleDescription().isEmpty());
    QTest::keyClick(&diagram, Qt::Key_End);
    CHECK(diagram.currentStep() == int(diagram.steps().size()) - 1);
    QTest::keyClick(&diagram, Qt::Key_Down);
    CHECK(diagram.currentStep() == int(diagram.steps().size()) - 1);
    CHECK(spy.size() == 2);
    diagram.setSteps({});
    QTest::keyClick(&diagram, Qt::Key_Up);
    CHECK(diagram.currentStep() == -1);
}
