// SPDX-License-Identifier: Apache-2.0
/// Work that must not block the window: a function runs in a thread of the pool, and its result
/// comes back to the thread of the window. Needs QtCore only.
#pragma once

#include <QCoreApplication>
#include <QMetaObject>
#include <QPointer>
#include <QThreadPool>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

namespace seatape::gui {

/// Tells a job that nobody waits for its result any more. Copies share one flag; the last owner
/// that calls cancel() wins.
class CancelFlag {
public:
    void cancel() { m_flag->store(true); }
    bool isCancelled() const { return m_flag->load(); }

private:
    std::shared_ptr<std::atomic<bool>> m_flag = std::make_shared<std::atomic<bool>>(false);
};

/// Cancels when it goes out of scope or is replaced: the owner's half of a CancelFlag.
class JobHandle {
public:
    JobHandle() = default;
    explicit JobHandle(CancelFlag flag) : m_flag(std::move(flag)) {}
    ~JobHandle() { m_flag.cancel(); }
    JobHandle(const JobHandle&) = delete;
    JobHandle& operator=(const JobHandle&) = delete;

    /// Cancels the job before and returns the flag of a new one.
    CancelFlag renew() {
        m_flag.cancel();
        return m_flag = CancelFlag();
    }

private:
    CancelFlag m_flag;
};

/// Runs `call` in the thread of the window, unless `context` has gone by then.
inline void postTo(const QPointer<QObject>& context, std::function<void()> call) {
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [context, call = std::move(call)] {
            if (context)
                call();
        },
        Qt::QueuedConnection);
}

/// Runs `work` in the pool, then `done(result)` in the thread of the window, unless `context` has
/// gone or `flag` was cancelled by then. Must be called in the thread of the window.
template <class Work, class Done>
void startJob(QObject* context, const CancelFlag& flag, Work work, Done done) {
    QThreadPool::globalInstance()->start([guard = QPointer<QObject>(context), flag,
                                          work = std::move(work),
                                          done = std::move(done)]() mutable {
        if (flag.isCancelled())
            return;
        auto result = std::make_shared<decltype(work())>(work());
        postTo(guard, [flag, result, done = std::move(done)]() mutable {
            if (!flag.isCancelled())
                done(std::move(*result));
        });
    });
}

} // namespace seatape::gui
