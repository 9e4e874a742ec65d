// SPDX-License-Identifier: Apache-2.0
// Documents, the list of their frames, navigation, notes and damage.

#include "gui/models/frame_list_model.h"
#include "gui/models/navigation.h"
#include "tests/gui/models/recorded.h"
#include "traces/container/trace_writer.h"

#include <QAbstractItemModelTester>
#include <QFile>

using namespace seatape;
using namespace seatape::gui;
using namespace seatape::test;

namespace {

using Tester = QAbstractItemModelTester;
constexpr auto kFatal = Tester::FailureReportingMode::Fatal;

std::vector<Frame> framesOf(const Recorded& recorded) {
    auto reader = trace::TraceReader::open(recorded.path());
    REQUIRE(reader.has_value());
    return reader->readAll().frames;
}

void setFilter(FrameListModel& rows, const QString& text) {
    bool isDone = false;
    const auto done =
        QObject::connect(&rows, &FrameListModel::filterDone, [&isDone](quint64) { isDone = true; });
    REQUIRE(rows.setFilter(text).has_value());
    waitUntil([&] { return isDone; });
    QObject::disconnect(done);
}

/// Writes the trace anew with a chunk for every frame, and cuts it within one.
void cutInTheMiddle(const Recorded& recorded) {
    auto reader = trace::TraceReader::open(recorded.path());
    REQUIRE(reader.has_value());
    auto writer = trace::TraceWriter::create(recorded.path("cut.seatape"), reader->header(),
                                             {trace::Sync::Frame, trace::Coding::Plain, {}});
    REQUIRE(writer.has_value());
    for (const Frame& frame : framesOf(recorded))
        REQUIRE(writer->put(frame).has_value());
    QFile file(recorded.qpath("cut.seatape"));
    REQUIRE(file.resize(file.size() / 2));
}

} // namespace

TEST_CASE("a document gives every frame, and the state around it") {
    const Recorded recorded;
    const auto document = recorded.open();
    const auto frames = framesOf(recorded);
    REQUIRE(document->frameCount() == frames.size());
    StateTracker states;
    for (const Frame& frame : frames) {
        const auto page = document->page(frame.index);
        REQUIRE(page.has_value());
        REQUIRE(page->frame == frame);
        REQUIRE(page->atExit == states.atExit(frame));
        REQUIRE(page->after == states.afterInjection(frame));
    }
    CHECK(document->frame(frames.size()) == nullptr);
}

TEST_CASE("rows are the frames that the filter picks, as on the command line") {
    const Recorded recorded;
    const auto document = recorded.open();
    const auto frames = framesOf(recorded);
    FrameListModel rows(document);
    const Tester tester(&rows, kFatal);
    CHECK(rows.rowCount() == static_cast<int>(frames.size()));
    for (const char* text : {"exit == ARM_SEA", "exit != MMIO", "vcpu == 1", "X0 > 3",
                             "instructions > 30000 && exit == MMIO", ""}) {
        INFO(text);
        setFilter(rows, QLatin1String(text));
        trace::FrameMatcher matcher(*trace::Filter::compile(text), document->scenario());
        std::vector<uint64_t> expected, shown;
        for (const Frame& frame : frames)
            if (matcher.matches(frame))
                expected.push_back(frame.index);
        for (int row = 0; row < rows.rowCount(); ++row)
            shown.push_back(rows.frameAt(row));
        CHECK(shown == expected);
    }
}

TEST_CASE("a text that is no filter changes nothing and says where it is wrong") {
    const Recorded recorded;
    FrameListModel rows(recorded.open());
    const int before = rows.rowCount();
    const auto refused = rows.setFilter(QStringLiteral("exit == "));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().column == 9);
    CHECK(rows.rowCount() == before);
}

TEST_CASE("a filter that cannot read the trace says so, and hides nothing") {
    const Recorded recorded;
    FrameListModel rows(recorded.open());
    const int before = rows.rowCount();
    QString why;
    QObject::connect(&rows, &FrameListModel::filterFailed,
                     [&why](const QString& text) { why = text; });
    REQUIRE(QFile::remove(QString::fromStdString(recorded.path())));
    REQUIRE(rows.setFilter(QStringLiteral("exit == ARM_SEA")).has_value());
    waitUntil([&why] { return !why.isEmpty(); });
    CHECK(why.contains(QString::fromStdString(recorded.path())));
    CHECK(rows.rowCount() == before);
}

TEST_CASE("jumps find the nearest frame of their kind, or none") {
    const Recorded recorded;
    const auto document = recorded.open();
    const auto frames = framesOf(recorded);
    FrameListModel rows(document);
    const auto naive = [&](uint64_t from, Direction direction, auto isWanted) {
        std::optional<uint64_t> found;
        for (const Frame& frame : frames) {
            if (direction == Direction::Next && frame.index > from && isWanted(frame))
                return std::optional(frame.index);
            if (direction == Direction::Previous && frame.index < from && isWanted(frame))
                found = frame.index;
        }
        return found;
    };
    const auto isSea = [](const Frame& frame) {
        return std::holds_alternative<SeaExit>(frame.exit);
    };
    for (uint64_t from = 0; from < frames.size(); ++from)
        for (const Direction direction : {Direction::Previous, Direction::Next}) {
            const auto find = [&](Landmark landmark) {
                return findLandmark(*document, rows, from, landmark, direction);
            };
            REQUIRE(find(Landmark::Sea) == naive(from, direction, isSea));
            REQUIRE(find(Landmark::Frame) ==
                    naive(from, direction, [](const Frame&) { return true; }));
            REQUIRE(find(Landmark::SameVcpu) == naive(from, direction, [&](const Frame& frame) {
                        return frame.vcpu == frames[from].vcpu;
                    }));
        }
}

TEST_CASE("the history goes back and forward like a browser's") {
    Navigator navigator;
    std::vector<quint64> seen;
    QObject::connect(&navigator, &Navigator::moved, [&](quint64 frame) { seen.push_back(frame); });
    navigator.go(1);
    navigator.go(5);
    navigator.go(5);
    navigator.go(9);
    navigator.back();
    navigator.back();
    navigator.back();
    navigator.forward();
    CHECK(navigator.current() == 5);
    navigator.go(7);
    CHECK_FALSE(navigator.canGoForward());
    navigator.back();
    CHECK(seen == std::vector<quint64>{1, 5, 9, 5, 1, 5, 7, 5});
}

TEST_CASE("notes are kept beside the trace, and what is no file of notes is refused") {
    const Recorded recorded;
    {
        const auto document = recorded.open();
        CHECK(document->setNote(3, QString()).has_value());
        CHECK(document->setNote(203, QStringLiteral("here\nit begins")).has_value());
    }
    CHECK(recorded.open()->notes() ==
          Notes{{3, QString()}, {203, QStringLiteral("here\nit begins")}});
    CHECK(recorded.open()->setNote(3, std::nullopt).has_value());
    CHECK(recorded.open()->setNote(203, std::nullopt).has_value());
    CHECK_FALSE(QFile::exists(notesPath(recorded.qpath())));
    for (const char* text : {"", "{}", "[]", R"({"notes":[1]})", R"({"notes":[{"frame":-1}]})"}) {
        INFO(text);
        QFile file(notesPath(recorded.qpath()));
        REQUIRE(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        CHECK_FALSE(loadNotes(recorded.qpath()).has_value());
    }
}

TEST_CASE("a trace that was cut opens with what is intact and says what is missing") {
    const Recorded recorded;
    const uint64_t whole = recorded.open()->frameCount();
    cutInTheMiddle(recorded);
    const auto document = recorded.open("cut.seatape");
    CHECK(document->frameCount() > 0);
    CHECK(document->frameCount() < whole);
    CHECK_FALSE(document->isFinished());
    CHECK_FALSE(document->overview().damages.empty());
    for (uint64_t n = 0; n < document->frameCount(); ++n)
        REQUIRE(document->frame(n) != nullptr);
}

TEST_CASE("a trace that is still being written is followed to its end") {
    const Recorded recorded;
    const auto frames = framesOf(recorded);
    auto header = trace::TraceReader::open(recorded.path())->header();
    auto writer = trace::TraceWriter::create(recorded.path("live.seatape"), header);
    REQUIRE(writer.has_value());
    const size_t half = frames.size() / 2;
    for (size_t i = 0; i < half; ++i)
        REQUIRE(writer->put(frames[i]).has_value());
    REQUIRE(writer->flush().has_value());
    const auto document = recorded.open("live.seatape");
    FrameListModel rows(document);
    const Tester tester(&rows, kFatal);
    CHECK(rows.rowCount() == static_cast<int>(half));
    document->setFollowing(true);
    for (size_t i = half; i < frames.size(); ++i)
        REQUIRE(writer->put(frames[i]).has_value());
    REQUIRE(writer->finish().has_value());
    waitUntil([&] { return document->isFinished() && document->isScanned(); });
    CHECK(rows.rowCount() == static_cast<int>(frames.size()));
    CHECK_FALSE(document->isFollowing());
    CHECK(document->overview().damages.empty());
    CHECK(*document->frame(frames.size() - 1) == frames.back());
    CHECK(document->overview().seas.count() == 1);
}

TEST_CASE("an answer that is edited, undone and redone is what it was each time") {
    const Recorded recorded;
    const auto document = recorded.open();
    const uint64_t at = *document->overview().aborts.next(std::nullopt);
    const Frame frame = *document->frame(at);
    std::vector<TraceEdits> states{document->edits()};
    const auto remember = [&] { states.push_back(document->edits()); };
    Injection answer = document->answer(frame);
    answer.verdict = Verdict::Kill;
    document->editAnswer(frame, answer, QStringLiteral("kill"));
    remember();
    document->editDialect(Dialect::Iabt);
    remember();
    answer.registers = {{xReg(3), 7}};
    document->editAnswer(frame, answer, QStringLiteral("X3"));
    remember();
    QUndoStack& stack = document->undoStack();
    CHECK(document->isEdited(at));
    for (size_t i = states.size(); i-- > 0; stack.undo())
        CHECK(document->edits() == states[i]);
    CHECK(document->edits().isEmpty());
    for (const TraceEdits& state : states) {
        CHECK(document->edits() == state);
        stack.redo();
    }
}

TEST_CASE("an edit back to the recorded answer is no edit") {
    const Recorded recorded;
    const auto document = recorded.open();
    const Frame frame = *document->frame(*document->overview().aborts.next(std::nullopt));
    document->editAnswer(frame, frame.injection, QStringLiteral("nothing"));
    CHECK(document->undoStack().count() == 0);
    Injection killed = frame.injection;
    killed.verdict = Verdict::Kill;
    document->editAnswer(frame, killed, QStringLiteral("kill"));
    document->editAnswer(frame, frame.injection, QStringLiteral("back"));
    CHECK(document->edits().isEmpty());
}
