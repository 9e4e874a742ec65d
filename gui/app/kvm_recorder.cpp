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

/// Returns the program of the command line: the one beside this one, or that of the PATH.
QString commandLineProgram() {
    const QFileInfo beside(QCoreApplication::applicationDirPath() + QStringLiteral("/seatape"));
    return beside.isExecutable() ? beside.filePath() : QStringLiteral("seatape");
}

/// Returns the last line that a program has complained with.
QString lastLine(const QByteArray& text) {
    const QList<QByteArray> lines = text.trimmed().split('\n');
    return QString::fromUtf8(lines.back());
}

} // namespace

KvmRecorder::KvmRecorder(QObject* parent)
    : QObject(parent), m_command(QProcess::splitCommand(qEnvironmentVariable(kVariable))),
      m_folder(std::make_unique<QTemporaryDir>()) {
    connect(&m_question, &QProcess::finished, this, &KvmRecorder::takeAnswer);
    connect(&m_question, &QProcess::errorOccurred, this, [this] {
        m_description = tr("%1 cannot be started").arg(m_question.program());
        Q_EMIT foundChanged();
    });
    connect(&m_recording, &QProcess::finished, this, &KvmRecorder::takeRecording);
    connect(&m_recording, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail(m_recording.errorString(), "install it, or correct SEATAPE_RECORDER");
    });
    m_isThere = !m_command.isEmpty();
    m_description = m_isThere ? m_command.join(QLatin1Char(' ')) : tr("looking for KVM …");
    if (!m_isThere)
        ask();
}

/// A process that is ended by its destructor must not report to what is half gone.
KvmRecorder::~KvmRecorder() {
    m_question.disconnect(this);
    m_recording.disconnect(this);
    m_question.kill();
    m_recording.kill();
    m_question.waitForFinished();
    m_recording.waitForFinished();
}

void KvmRecorder::ask() {
    m_command = {commandLineProgram(), QStringLiteral("record"), QStringLiteral("--backend"),
                 QStringLiteral("kvm")};
    m_question.start(m_command.front(),
                     {QStringLiteral("info"), QStringLiteral("--kvm"), QStringLiteral("--json")});
}

void KvmRecorder::takeAnswer(int exitCode) {
    m_isThere = exitCode == 0;
    const QJsonDocument json = QJsonDocument::fromJson(m_question.readAllStandardOutput());
    m_description = m_isThere ? tr("KVM of Linux %1").arg(json[QStringLiteral("kernel")].toString())
                              : lastLine(m_question.readAllStandardError());
    Q_EMIT foundChanged();
}

void KvmRecorder::record(const Scenario& scenario, const QString& out) {
    if (isRecording())
        return;
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
}

void KvmRecorder::takeRecording(int exitCode, QProcess::ExitStatus status) {
    if (m_isCancelled)
        return Q_EMIT ended();
    if (QFileInfo::exists(m_out)) // also of a guest that did not end
        Q_EMIT recorded(m_out);
    if (status == QProcess::NormalExit && exitCode == 0)
        return Q_EMIT ended();
    fail(lastLine(m_recording.readAllStandardError()),
         "`seatape info --kvm` tells what this host can do");
}

void KvmRecorder::fail(const QString& what, const char* remedy) {
    Q_EMIT ended();
    Q_EMIT failed({what.toStdString(), m_recording.program().toStdString(), remedy});
}

} // namespace seatape::gui
