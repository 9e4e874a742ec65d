// SPDX-License-Identifier: Apache-2.0
/// A job that the user waits for, in the status bar: what it does, how far it is, and a button that
/// ends it.
#pragma once

#include "gui/models/job.h"
#include "gui/models/what_if_run.h"

#include <QLabel>
#include <QProgressBar>
#include <QTimer>
#include <QWidget>

#include <atomic>
#include <cstdint>
#include <memory>

namespace seatape::gui {

/// Stays hidden while a job is so short that nobody waits, and goes when its job is cancelled, by
/// the button or by whoever has the flag.
class JobProgress final : public QWidget {
    Q_OBJECT

public:
    /// `text` says what the job does; `total` is what it counts up to, 0 if nobody knows.
    JobProgress(const QString& text, uint64_t total, const CancelFlag& flag, QWidget* parent);

    /// Returns what the worker calls, in its thread, with its count.
    RunProgress counter() const;

Q_SIGNALS:
    /// The user has ended the job.
    void cancelled();

private:
    void look();
    void cancel();
    void leave();

    CancelFlag m_flag;
    std::shared_ptr<std::atomic<uint64_t>> m_done = std::make_shared<std::atomic<uint64_t>>(0);
    uint64_t m_total;
    QLabel* m_count;
    QProgressBar* m_bar;
    QTimer m_timer;
};

} // namespace seatape::gui
