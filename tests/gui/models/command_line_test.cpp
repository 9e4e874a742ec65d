// SPDX-License-Identifier: Apache-2.0
// Commands that the window copies, as a shell and seatape take them.

#include "gui/models/command_line.h"
#include "tests/gui/models/recorded.h"
#include "tests/support/process.h"

#include "seatape/core/injection_edit.h"

#include <QFile>

using namespace seatape;
using namespace seatape::gui;
using namespace seatape::test;

namespace {

ProcessResult shell(const QString& command) {
    return runProcess(
        {"/bin/sh", "-c", "seatape() { " SEATAPE_PROGRAM " \"$@\"; }; " + command.toStdString()});
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    REQUIRE(file.open(QIODevice::ReadOnly));
    return file.readAll();
}

Injection edited(Injection answer, Dialect dialect, const char* field, const char* value) {
    REQUIRE(editInjection(answer, dialect, field, value).has_value());
    return answer;
}

void edit(Document& document, uint64_t frame, const char* field, const char* value) {
    const Frame of = *document.frame(frame);
    document.editAnswer(of, edited(document.answer(of), document.dialect(), field, value), {});
}

} // namespace

TEST_CASE("a shell reads every word back as it was, and plain words need no quotes") {
    for (const char* word :
         {"a", "/tmp/a-b_c.seatape", "203:ext_dabt_pending=0", "2:memory=heal:0x0:1"})
        CHECK(shellWord(QString::fromUtf8(word)) == QLatin1String(word));
    for (const char* word : {"",      " ",       "it's",   "'",     "''",
                             "\"",    "$HOME",   "`id`",   "a b",   "a\nb",
                             "\\",    "\\'",     "*",      "~",     "!!",
                             "#a",    "=a",      "a;b",    "{a,b}", "2:raw[3]=0x1",
                             "größe", "a&b|c>d", "a\\\\b", "end\\"}) {
        INFO(word);
        const QString quoted = shellWord(QString::fromUtf8(word));
        CHECK(quoted.startsWith(QLatin1Char('\'')));
        CHECK(shell(QStringLiteral("printf '%s.' ") + quoted).out == std::string(word) + ".");
    }
    // Between quotes fish takes a backslash otherwise than sh: it stands outside of them.
    CHECK(shellWord(QStringLiteral("a\\b")) == QStringLiteral("'a'\\\\'b'"));
}

TEST_CASE("edits become options, in the order of their frames") {
    Injection killed;
    killed.verdict = Verdict::Kill;
    killed.events = RawVcpuEvents{};
    (*killed.events)[20] = 1;
    const QString trace = QStringLiteral("/tmp/it's a.seatape");
    CHECK(showCommand(trace, 7) ==
          QLatin1String("seatape show '/tmp/it'\\''s a.seatape' --frame 7"));
    CHECK(replayCommand(trace, {{{9, killed}, {3, {}}}, {}}, {{3, killed}, {9, {}}},
                        Dialect::Mainline) ==
          QLatin1String(
              "seatape replay '/tmp/it'\\''s a.seatape' --edit 3:events=none --edit 3:kill=0 "
              "--edit '9:raw[20]=0x1' --edit 9:kill=1"));
    // An edit that became none in another dialect still is where the run forks.
    CHECK(replayCommand(QStringLiteral("/a"), {{{3, killed}}, Dialect::Iabt}, {{3, killed}},
                        Dialect::Mainline) ==
          QLatin1String("seatape replay /a --dialect iabt --edit 3:kill=1"));
}

TEST_CASE("the copied command runs the what-if that the window runs, byte for byte") {
    const Recorded recorded("blast-radius");
    const char* name = "it's \"a\" trace.seatape";
    REQUIRE(QFile::rename(recorded.qpath(), recorded.qpath(name)));
    const auto document = recorded.open(name);
    const FrameSet& aborts = document->overview().aborts;
    const uint64_t first = *aborts.next(std::nullopt), second = *aborts.next(first);
    CHECK(commandLine(*document, first) == QStringLiteral("seatape show %1 --frame %2")
                                               .arg(shellWord(recorded.qpath(name)))
                                               .arg(first));
    CHECK(shell(commandLine(*document, first)).code == 0);

    const auto checkSame = [&] {
        const QString command = commandLine(*document, first);
        INFO(command.toStdString());
        const auto window = runWhatIf(simulatedMachines(), recorded.path(name), document->edits(),
                                      recorded.path("window.seatape"), {});
        REQUIRE(window.has_value());
        CHECK_FALSE(window->divergences.empty());
        const auto replayed = shell(command + QStringLiteral(" --force -o ") +
                                    shellWord(recorded.qpath("cli.seatape")));
        CHECK(replayed.err.empty());
        CHECK(replayed.code == 1);
        CHECK(contentOf(recorded.qpath("cli.seatape")) ==
              contentOf(recorded.qpath("window.seatape")));
    };
    edit(*document, second, "ext_dabt_pending", "0");
    checkSame();
    edit(*document, first, "raw[20]", "1");
    edit(*document, first, "memory", "none");
    edit(*document, second, "X5", "7");
    checkSame();
    document->editDialect(Dialect::LayoutA);
    edit(*document, second, "ext_abt_esr", "0x600");
    checkSame();
}
