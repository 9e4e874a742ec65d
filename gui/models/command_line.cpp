// SPDX-License-Identifier: Apache-2.0
#include "gui/models/command_line.h"

#include "gui/models/document.h"
#include "gui/text.h"

#include "seatape/core/injection_edit.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QStringList>

namespace seatape::gui {
namespace {

/// Returns what the answers of the edited frames would be without the edits.
EditedAnswers originalsOf(Document& document) {
    EditedAnswers originals;
    for (const auto& [n, answer] : document.edits().answers)
        if (const Frame* frame = document.frame(n))
            originals[n] = translateInjection(frame->injection, document.scenario().dialect,
                                              document.dialect());
    return originals;
}

/// Returns at least one edit: also an answer that is edited back, in another dialect, is where the
/// run forks.
std::vector<std::string> editsOf(const Injection& from, const Injection& to, Dialect dialect) {
    auto texts = editTexts(from, to, dialect);
    if (texts.empty())
        texts.emplace_back(to.verdict == Verdict::Kill ? "kill=1" : "kill=0");
    return texts;
}

} // namespace

QString shellWord(const QString& word) {
    static const QRegularExpression kPlain(
        QStringLiteral("\\A[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*\\z"));
    if (kPlain.match(word).hasMatch())
        return word;
    QString quoted;
    for (const QChar c : word) // between quotes fish takes a backslash otherwise than sh
        quoted += c == QLatin1Char('\'') || c == QLatin1Char('\\') ? QStringLiteral("'\\%1'").arg(c)
                                                                   : QString(c);
    return QStringLiteral("'%1'").arg(quoted);
}

QString showCommand(const QString& trace, uint64_t frame) {
    return QStringLiteral("seatape show %1 --frame %2").arg(shellWord(trace)).arg(frame);
}

QString replayCommand(const QString& trace, const TraceEdits& edits, const EditedAnswers& originals,
                      Dialect recorded) {
    const Dialect dialect = edits.dialect.value_or(recorded);
    QStringList words{QStringLiteral("seatape replay"), shellWord(trace)};
    if (edits.dialect)
        words << QStringLiteral("--dialect") << toQString(dialectName(dialect));
    for (const auto& [frame, answer] : edits.answers) {
        const auto original = originals.find(frame);
        const Injection before = original != originals.end() ? original->second : Injection{};
        for (const std::string& text : editsOf(before, answer, dialect))
            words << QStringLiteral("--edit")
                  << shellWord(QStringLiteral("%1:%2").arg(frame).arg(toQString(text)));
    }
    return words.join(QLatin1Char(' '));
}

QString commandLine(Document& document, uint64_t frame) {
    const QString trace = QFileInfo(document.path()).absoluteFilePath();
    if (document.edits().isEmpty())
        return showCommand(trace, frame);
    return replayCommand(trace, document.edits(), originalsOf(document),
                         document.scenario().dialect);
}

} // namespace seatape::gui
