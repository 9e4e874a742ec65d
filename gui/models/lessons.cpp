// SPDX-License-Identifier: Apache-2.0
#include "gui/models/lessons.h"

#include "gui/text.h"

#include "scenarios/loader/toml_reader.h"
#include "seatape/base/seatape_assert.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace seatape::gui {
namespace {

using scenario::TableReader;

constexpr const char* kFolder = ":/seatape/lessons";

/// The names of the tasks in a lesson, by LessonTask.
const std::vector<std::string> kTasks{"go-to", "outcome", "end", "choose"};

void readText(TableReader& r, std::string_view key, QString& out) {
    std::string text;
    r.require(key);
    r.text(key, text);
    out = toQString(text).trimmed();
}

void readFilter(TableReader& r, std::optional<trace::Filter>& out) {
    std::string text;
    r.require("filter");
    r.text("filter", text);
    auto filter = trace::Filter::compile(text);
    if (filter)
        out = std::move(*filter);
    else
        r.fail("filter", "filter: " + filter.error().what, filter.error().remedy);
}

void readAnswer(TableReader& r, std::vector<LessonAnswer>& answers) {
    LessonAnswer answer;
    readText(r, "text", answer.text);
    readText(r, "why", answer.why);
    r.flag("right", answer.isRight);
    answers.push_back(std::move(answer));
}

void readAnswers(TableReader& r, std::vector<LessonAnswer>& answers) {
    r.require("answer");
    r.tables("answer", [&](TableReader& one) { readAnswer(one, answers); });
    if (answers.size() < 2 || std::ranges::count(answers, true, &LessonAnswer::isRight) != 1)
        r.fail("answer", "there must be at least two answers, and one right one",
               "write right = true in one [[step.answer]]");
}

void readSolution(TableReader& r, LessonSolution& solution) {
    r.number("abort", solution.abort);
    r.flag("last", solution.isLast);
    std::vector<std::string> dialects;
    for (const Dialect dialect : kDialects)
        dialects.emplace_back(dialectName(dialect));
    if (const auto index = r.choice("dialect", dialects))
        solution.dialect = kDialects[*index];
    r.numbers("set", [&](const std::string& field, uint64_t value) {
        solution.set.emplace_back(field, value);
    });
}

void readStep(TableReader& r, std::vector<LessonStep>& steps) {
    LessonStep step;
    readText(r, "text", step.text);
    readText(r, "source", step.source);
    readText(r, "hint", step.hint);
    r.require("task");
    if (const auto index = r.choice("task", kTasks))
        step.task = static_cast<LessonTask>(*index);
    if (step.task == LessonTask::Choose) {
        readAnswers(r, step.answers);
    } else {
        readText(r, "done", step.done);
        readFilter(r, step.filter);
        r.require("solution");
        r.table("solution", [&](TableReader& one) { readSolution(one, step.solution); });
    }
    steps.push_back(std::move(step));
}

void readLesson(TableReader& r, Lesson& lesson) {
    readText(r, "title", lesson.title);
    readText(r, "introduction", lesson.introduction);
    readText(r, "source", lesson.source);
    r.require("scenario");
    r.text("scenario", lesson.scenario);
    r.require("step");
    r.tables("step", [&](TableReader& one) { readStep(one, lesson.steps); });
    r.finish();
}

Result<Lesson> readLesson(const QFileInfo& file) {
    QFile data(file.filePath());
    if (!data.open(QIODevice::ReadOnly))
        return failure(data.errorString().toStdString(), file.filePath().toStdString());
    return parseLesson(data.readAll().toStdString(), file.completeBaseName().toStdString());
}

} // namespace

Result<Lesson> parseLesson(std::string_view toml, const std::string& name) {
    scenario::Problems problems{name + ".toml", nullptr, {}};
    Lesson lesson;
    lesson.name = toQString(name);
    try {
        const toml::table table = toml::parse(toml);
        TableReader top(problems, table, "");
        readLesson(top, lesson);
    } catch (const toml::parse_error& error) {
        return failure(std::string(error.description()),
                       problems.file + ":" + std::to_string(error.source().begin.line),
                       "correct the TOML; docs/lessons.md has an example");
    }
    if (problems.first)
        return tl::unexpected(std::move(*problems.first));
    if (lesson.steps.empty())
        return failure("there is no step", problems.file, "add a [[step]]");
    return lesson;
}

void LessonShelf::addFolder(const QString& folder) {
    const QDir files(folder, QStringLiteral("*.toml"), QDir::Name, QDir::Files);
    if (!files.exists())
        problems.push_back({"there is no such folder of lessons", folder.toStdString(),
                            "correct SEATAPE_LESSONS"});
    for (const QFileInfo& file : files.entryInfoList()) {
        if (auto lesson = readLesson(file))
            lessons.push_back(std::move(*lesson));
        else
            problems.push_back(std::move(lesson.error()));
    }
}

std::vector<Lesson> builtinLessons() {
    LessonShelf shelf;
    shelf.addFolder(QLatin1String(kFolder));
    SEATAPE_ASSERT(shelf.problems.empty());
    return std::move(shelf.lessons);
}

LessonShelf allLessons() {
    LessonShelf shelf{builtinLessons(), {}};
    const QString folders = qEnvironmentVariable("SEATAPE_LESSONS");
    for (const QString& folder : folders.split(QLatin1Char(':'), Qt::SkipEmptyParts))
        shelf.addFolder(folder);
    return shelf;
}

} // namespace seatape::gui
