// SPDX-License-Identifier: Apache-2.0
#include "gui/app/kvm_recorder.h"

#include "gui/models/what_if_run.h"
#include "gui/text.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTemporaryDir>

namespace seatape::gui {
namespace {

constexpr const char* kVariable = "SEATAPE_RECORDER";
constexpr int kPatience = 3000; // milliseconds that a program has to end when it is told to

/// Returns the program of the command line: the one beside this one, or that of the PATH.
QString commandLineProgram() {
    const QFileInfo beside(QCoreApplication::applicationDirPath() + QStringLiteral("/seatape"));
    return beside.isExecutable() ? beside.filePath() : QStringLiteral("seatape");
}

/// Returns why a program has failed: the last lines that it has complained with, if it did.
QString complaintOf(QProcess& process) {
    constexpr int kMostLines = 5;
    if (process.exitStatus() == QProcess::CrashExit)
        return process.errorString();
    const QString said = QString::fromUtf8(process.readAllStandardError()).trimmed();
    return said.isEmpty() ? KvmRecorder::tr("it ended with code %1").arg(process.exitCode())
                          : said.section(QLatin1Char('\n'), -kMostLines);
}

} // namespace

KvmRecorder::KvmRecorder(QObject* parent)
    : QObject(parent), m_command(QProcess::splitCommand(qEnvironmentVariable(kVariable))) {
    m_recording.setStandardOutputFile(QProcess::nullDevice());
    connect(&m_question, &QProcess::finished, this, &KvmRecorder::takeAnswer);
    connect(&m_question, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            setFound(false, tr("%1 cannot be started").arg(m_question.program()));
    });
    connect(&m_recording, &QProcess::finished, this, &KvmRecorder::takeRecording);
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, &m_recording, &QProcess::kill);
    connect(&m_recording, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail(m_recording.errorString(), "install it, or correct SEATAPE_RECORDER");
    });
    m_isThere = !m_command.isEmpty();
    m_description = m_isThere ? m_command.join(QLatin1Char(' ')) : tr("looking for KVM …");
}

/// A process that is ended here must not report to what is half gone. A recorder may have a machine
/// of its own to end.
KvmRecorder::~KvmRecorder() {
    for (QProcess* process : {&m_question, &m_recording}) {
        process->disconnect(this);
        process->terminate();
        if (!process->waitForFinished(kPatience)) {
            process->kill();
            process->waitForFinished();
        }
    }
}

void KvmRecorder::look() {
    if (!m_command.isEmpty())
        return;
    m_command = {commandLineProgram(), QStringLiteral("record"), QStringLiteral("--backend"),
                 QStringLiteral("kvm")};
    m_question.start(m_command.front(),
                     {QStringLiteral("info"), QStringLiteral("--kvm"), QStringLiteral("--json")});
}

void KvmRecorder::takeAnswer(int exitCode, QProcess::ExitStatus status) {
    const QJsonDocument json = QJsonDocument::fromJson(m_question.readAllStandardOutput());
    if (status == QProcess::NormalExit && exitCode == 0)
        setFound(true, tr("KVM of Linux %1").arg(json[QStringLiteral("kernel")].toString()));
    else
        setFound(false, complaintOf(m_question));
}

void KvmRecorder::setFound(bool isThere, const QString& description) {
    m_isThere = isThere;
    m_description = description;
    Q_EMIT foundChanged();
}

void KvmRecorder::record(const Scenario& scenario, const QString& out) {
    if (isRecording())
        return;
    m_folder = std::make_unique<QTemporaryDir>();
    const QString in = m_folder->filePath(QStringLiteral("scenario.seatape"));
    if (auto written = writeScenario(scenario, in.toStdString()); !written) {
        Q_EMIT ended();
        return Q_EMIT failed(written.error());
    }
    m_out = out;
    m_isCancelled = false;
    m_recording.start(m_command.front(),
                      m_command.mid(1) + QStringList{in, QStringLiteral("-o"), out});
}

void KvmRecorder::cancel() {
    m_isCancelled = true;
    m_recording.terminate();
    m_patience.start(kPatience);
}

void KvmRecorder::takeRecording(int exitCode, QProcess::ExitStatus status) {
    m_patience.stop();
    if (m_isCancelled)
        return Q_EMIT ended();
    if (QFileInfo::exists(m_out)) // also of a guest that did not end
        Q_EMIT recorded(m_out);
    if (status == QProcess::NormalExit && exitCode == 0)
        return Q_EMIT ended();
    fail(complaintOf(m_recording), "`seatape info --kvm` tells what this host can do");
}

void KvmRecorder::fail(const QString& what, const char* remedy) {
    Q_EMIT ended();
    Q_EMIT failed({what.toStdString(), m_recording.program().toStdString(), remedy});
}

} // namespace seatape::gui
