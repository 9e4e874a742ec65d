// SPDX-License-Identifier: Apache-2.0
/// Records scenarios on a real KVM, by the program of the command line: the window itself knows no
/// KVM, and a guest that goes wrong there takes nothing with it.
#pragma once

#include "seatape/base/result.h"
#include "seatape/core/scenario.h"

#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <memory>

class QTemporaryDir;

namespace seatape::gui {

/// Runs `seatape record --backend kvm`, or the command in $SEATAPE_RECORDER, which gets the same
/// arguments after it: a trace that stands for its scenario, -o, and the trace to write.
class KvmRecorder final : public QObject {
    Q_OBJECT

public:
    explicit KvmRecorder(QObject* parent = nullptr);
    ~KvmRecorder() override;

    /// Begins to ask what there is, unless that is known or asked already; see foundChanged().
    void look();

    /// Returns whether there is something to record on.
    bool isThere() const { return m_isThere; }
    /// Returns its name, or why there is none; in words for people.
    const QString& description() const { return m_description; }
    /// Returns whether a recording is under way.
    bool isRecording() const { return m_recording.state() != QProcess::NotRunning; }

    /// Records a scenario into a new file; recorded(), failed() or both tell what came of it,
    /// unless it is cancelled. Only one at a time: does nothing while isRecording().
    void record(const Scenario& scenario, const QString& out);
    /// Ends the recording that is under way, if any; then only ended() is told.
    void cancel();

Q_SIGNALS:
    /// isThere() and description() are known now.
    void foundChanged();
    /// The recording is over, whatever came of it; comes once.
    void ended();
    /// There is a trace; failed() may follow, for a guest that did not end.
    void recorded(const QString& path);
    /// The program could not do it all.
    void failed(const seatape::Error& error);

private:
    void takeAnswer(int exitCode, QProcess::ExitStatus status);
    void setFound(bool isThere, const QString& description);
    void fail(const QString& what, const char* remedy);
    void takeRecording(int exitCode, QProcess::ExitStatus status);

    QStringList m_command; ///< the program and its first arguments
    bool m_isThere = false;
    QString m_description;
    QProcess m_question;
    QProcess m_recording;
    QString m_out;
    bool m_isCancelled = false;
    QTimer m_patience;                       ///< with a recording that was told to end
    std::unique_ptr<QTemporaryDir> m_folder; ///< of the scenario that is handed over
};

} // namespace seatape::gui
