// SPDX-License-Identifier: Apache-2.0
// Every lesson can be read and solved: its solutions are applied to a recording made here, and the
// check takes them. What a learner has not done, or has done wrongly, is refused.

#include "gui/models/lesson_check.h"
#include "tests/gui/models/recorded.h"

#include <QFile>
#include <QSettings>

#include <algorithm>
#include <set>

using namespace seatape;
using namespace seatape::gui;
using namespace seatape::test;

namespace {

/// A lesson's recording, as the window makes it.
class Classroom {
public:
    explicit Classroom(const Lesson& lesson) {
        auto loaded = committedScenarios().load(lesson.scenario);
        REQUIRE(loaded.has_value());
        const Scenario scenario = forLesson(*loaded);
        REQUIRE(recordScenario(simulatedMachines(), scenario, path("a"), {}).has_value());
        auto reader = openTrace(path("a"));
        REQUIRE(reader.has_value());
        m_document =
            std::make_unique<Document>(QString::fromStdString(path("a")), std::move(*reader));
        waitUntil([this] { return m_document->isScanned(); });
    }

    uint64_t frameCount() const { return m_document->frameCount(); }

    bool takesFrame(const LessonStep& step, uint64_t frame) {
        const auto page = m_document->page(frame);
        REQUIRE(page.has_value());
        return isRightFrame(step, {page->frame, m_document->scenario(), &page->atExit});
    }

    uint64_t solutionFrame(const LessonSolution& solution) {
        std::vector<uint64_t> aborts;
        for (auto at = m_document->overview().aborts.next(std::nullopt); at;
             at = m_document->overview().aborts.next(*at))
            aborts.push_back(*at);
        const auto frame = gui::solutionFrame(solution, aborts, frameCount());
        REQUIRE(frame.has_value());
        return *frame;
    }

    /// Runs the what-if of a solution and gives it to the check.
    bool takesSolution(const LessonStep& step) {
        const Frame* frame = m_document->frame(solutionFrame(step.solution));
        REQUIRE(frame != nullptr);
        const auto edits = solutionEdits(step.solution, *frame, m_document->scenario().dialect);
        REQUIRE(edits.has_value());
        return takesWhatIf(step, *edits);
    }

    bool takesWhatIf(const LessonStep& step, const TraceEdits& edits) {
        const auto outcome = runWhatIf(simulatedMachines(), path("a"), edits, path("b"), {});
        REQUIRE(outcome.has_value());
        auto reader = openTrace(path("b"));
        REQUIRE(reader.has_value());
        const Scenario scenario = reader->header().scenario;
        const auto isRight = isRightOutcome(step, scenario, *reader);
        REQUIRE(isRight.has_value());
        return *isRight;
    }

private:
    std::string path(const char* name) const {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Document> m_document;
};

/// Picks the steps with a task, of every lesson.
template <class Check>
void forSteps(const std::set<LessonTask>& tasks, Check check) {
    for (const Lesson& lesson : builtinLessons()) {
        Classroom room(lesson);
        for (size_t i = 0; i < lesson.steps.size(); ++i)
            if (tasks.contains(lesson.steps[i].task)) {
                INFO(lesson.name.toStdString() << ", step " << i + 1);
                check(room, lesson.steps[i]);
            }
    }
}

constexpr const char* kGood = R"(
title = "A title"
introduction = "An introduction"
source = "A source"
scenario = "recovery"
[[step]]
text = "Where?"
source = "A source"
hint = "A hint"
task = "go-to"
filter = "exit == ARM_SEA"
done = "Yes"
[step.solution]
abort = 0
[[step]]
text = "Which?"
source = "A source"
hint = "A hint"
task = "choose"
[[step.answer]]
text = "This"
why = "It is"
right = true
[[step.answer]]
text = "That"
why = "It is not"
)";

/// Returns the good lesson with one piece of text replaced.
std::string with(std::string_view what, std::string_view by) {
    std::string text = kGood;
    const size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

} // namespace

TEST_CASE("a teacher's folder of lessons comes after ours, and what is wrong in it is told") {
    const QTemporaryDir folder;
    const auto write = [&folder](const char* name, const QByteArray& text) {
        QFile file(folder.filePath(QLatin1String(name)));
        REQUIRE(file.open(QIODevice::WriteOnly));
        file.write(text);
    };
    QFile ours(QStringLiteral(":/seatape/lessons/%1.toml").arg(builtinLessons().front().name));
    REQUIRE(ours.open(QIODevice::ReadOnly));
    write("my-lesson.toml", ours.readAll());
    write("broken.toml", "title = 3\n");
    write("readme.md", "no lesson");
    qputenv("SEATAPE_LESSONS", folder.path().toLocal8Bit() + ":/nowhere");
    const LessonShelf shelf = allLessons();
    qunsetenv("SEATAPE_LESSONS");
    REQUIRE(shelf.lessons.size() == builtinLessons().size() + 1);
    CHECK(shelf.lessons.back().name == QStringLiteral("my-lesson"));
    CHECK(shelf.lessons.back().title == builtinLessons().front().title);
    REQUIRE(shelf.problems.size() == 2);
    CHECK(shelf.problems[0].where.find("broken.toml") != std::string::npos);
    CHECK(shelf.problems[1].where == "/nowhere");
    CHECK(allLessons().problems.empty());
}

TEST_CASE("there are lessons, each with questions, and no two have a title in common") {
    const std::vector<Lesson> lessons = builtinLessons();
    CHECK(lessons.size() >= 10);
    std::set<QString> titles;
    for (const Lesson& lesson : lessons) {
        CHECK(titles.insert(lesson.title).second);
        CHECK(lesson.steps.size() >= 3);
    }
}

TEST_CASE("docs/lessons.md lists every lesson with its scenario") {
    QFile file(QStringLiteral(SEATAPE_SOURCE_DIR "/docs/lessons.md"));
    REQUIRE(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    for (const Lesson& lesson : builtinLessons()) {
        const QString name = QString::fromStdString(lesson.scenario);
        const QString row = QStringLiteral("| %1 | [%2](../scenarios/%2.toml) |");
        INFO(lesson.name.toStdString());
        CHECK(text.contains(row.arg(lesson.title, name)));
    }
}

TEST_CASE("the example of docs/lessons.md is a lesson") {
    QFile file(QStringLiteral(SEATAPE_SOURCE_DIR "/docs/lessons.md"));
    REQUIRE(file.open(QIODevice::ReadOnly));
    const std::string text = file.readAll().toStdString();
    const size_t begin = text.find("```toml\n") + sizeof "```toml";
    const auto lesson = parseLesson(text.substr(begin, text.find("```", begin) - begin), "example");
    INFO((lesson ? std::string() : lesson.error().message()));
    CHECK(lesson.has_value());
}

TEST_CASE("the solution of every go-to step is taken, and some other frame is not") {
    forSteps({LessonTask::GoTo}, [](Classroom& room, const LessonStep& step) {
        CHECK(room.takesFrame(step, room.solutionFrame(step.solution)));
        CHECK_FALSE(room.takesFrame(step, 0));
    });
}

TEST_CASE("the solution of every what-if step is taken, and the run without an edit is not") {
    forSteps({LessonTask::Outcome, LessonTask::End}, [](Classroom& room, const LessonStep& step) {
        CHECK(room.takesSolution(step));
        CHECK_FALSE(room.takesWhatIf(step, {}));
    });
}

TEST_CASE("an edit that changes nothing that matters solves no what-if step") {
    forSteps({LessonTask::Outcome, LessonTask::End}, [](Classroom& room, const LessonStep& step) {
        LessonStep other = step;
        other.solution = {step.solution.abort, false, std::nullopt, {{"X28", 1}}};
        CHECK_FALSE(room.takesSolution(other));
    });
}

TEST_CASE("a solution is told in words: every edit of it, the filter, or the right answer") {
    for (const Lesson& lesson : builtinLessons())
        for (const LessonStep& step : lesson.steps) {
            const std::string text = solutionText(step).toStdString();
            INFO(text);
            for (const auto& [field, value] : step.solution.set)
                CHECK(text.find(field) != std::string::npos);
            if (step.solution.dialect)
                CHECK(text.find(dialectName(*step.solution.dialect)) != std::string::npos);
            if (step.task == LessonTask::GoTo)
                CHECK(text.find(step.filter->text()) != std::string::npos);
            if (step.task == LessonTask::Choose)
                CHECK(std::ranges::any_of(step.answers, [&](const LessonAnswer& answer) {
                    return answer.isRight && answer.text.toStdString() == text;
                }));
        }
}

TEST_CASE("a frame after the end of the recording is no solution") {
    CHECK(solutionFrame({0, false, {}, {}}, {3, 5}, 9) == 3);
    CHECK(solutionFrame({1, false, {}, {}}, {3, 5}, 9) == 5);
    CHECK_FALSE(solutionFrame({2, false, {}, {}}, {3, 5}, 9).has_value());
    CHECK(solutionFrame({0, true, {}, {}}, {}, 9) == 8);
    CHECK_FALSE(solutionFrame({0, true, {}, {}}, {}, 0).has_value());
}

TEST_CASE("the end of a run is its last frame, an outcome any of its frames") {
    const auto lesson = parseLesson(kGood, "good");
    REQUIRE(lesson.has_value());
    LessonStep step = lesson->steps[0];
    step.filter = *trace::Filter::compile("instructions == 7");
    std::vector<Frame> frames(3);
    for (size_t i = 0; i < frames.size(); ++i)
        frames[i].index = i;
    for (const size_t at : {0, 2}) {
        frames[0].instructions = at == 0 ? 7 : 1;
        frames[2].instructions = at == 2 ? 7 : 1;
        step.task = LessonTask::Outcome;
        FramesInMemory all(frames);
        CHECK(isRightOutcome(step, {}, all) == true);
        step.task = LessonTask::End;
        FramesInMemory again(frames);
        CHECK(isRightOutcome(step, {}, again) == (at == 2));
    }
}

TEST_CASE("the steps that are done are remembered, but never more than there are") {
    const auto lesson = parseLesson(kGood, "progress-test");
    REQUIRE(lesson.has_value());
    setDoneSteps(*lesson, 0);
    CHECK(doneSteps(*lesson) == 0);
    setDoneSteps(*lesson, 1);
    CHECK(doneSteps(*lesson) == 1);
    setDoneSteps(*lesson, 99);
    CHECK(doneSteps(*lesson) == 2);
    QSettings().setValue(QStringLiteral("lessons/progress-test"), QStringLiteral("nonsense"));
    CHECK(doneSteps(*lesson) == 0);
}

TEST_CASE("a mistake in a lesson is told with its line and a remedy") {
    struct Mistake {
        std::string text;
        std::string what; // a part of the message
    };
    const Mistake mistakes[] = {
        {"", "'title' is missing"},
        {"title = ", "bad.toml:1"},
        {std::string(1 << 16, '['), "bad.toml"},
        {std::string("title = \"\xff\xfe\""), "bad.toml:1"},
        {std::string(3, '\0'), "bad.toml:1"},
        {with("title = \"A title\"", "title = 7"), "title is an integer"},
        {with("title =", "tilte ="), "unknown key 'tilte'"},
        {with("task = \"go-to\"", "task = \"walk\""), "go-to, outcome, end, choose"},
        {with("exit == ARM_SEA", "exit == ARM_TEA"), "filter: "},
        {with("done = \"Yes\"", ""), "'step.done' is missing"},
        {with("[step.solution]\nabort = 0", ""), "'step.solution' is missing"},
        {with("abort = 0", "abort = -1"), "negative"},
        {with("abort = 0", "dialect = \"klingon\""), "klingon"},
        {with("abort = 0", "set = 3"), "step.solution.set"},
        {with("right = true", "right = false"), "one right one"},
        {with("text = \"Where?\"", ""), "'step.text' is missing"},
        {with("why = \"It is not\"", "why = \"It is not\"\nright = true"), "one right one"},
        {with("task = \"choose\"", "task = \"choose\"\nfilter = \"vcpu\""), "'step.filter'"},
    };
    for (const Mistake& mistake : mistakes) {
        INFO(mistake.text.substr(0, 500));
        const auto lesson = parseLesson(mistake.text, "bad");
        REQUIRE_FALSE(lesson.has_value());
        INFO(lesson.error().message());
        CHECK(lesson.error().message().find(mistake.what) != std::string::npos);
        CHECK(lesson.error().where.find("bad.toml") == 0);
        CHECK_FALSE(lesson.error().remedy.empty());
    }
}

TEST_CASE("no cut-off lesson and none with a wrong byte does harm") {
    const std::string good = kGood;
    for (size_t length = 0; length < good.size(); ++length)
        (void)parseLesson(good.substr(0, length), "cut");
    for (size_t at = 0; at < good.size(); ++at)
        for (const char byte : {'\0', '"', '[', '\xff'}) {
            std::string text = good;
            text[at] = byte;
            const auto lesson = parseLesson(text, "hurt");
            CHECK((lesson.has_value() || !lesson.error().what.empty()));
        }
}
