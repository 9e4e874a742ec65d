// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/run_timer.h"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <sys/syscall.h>
#include <unistd.h>

#include <fmt/format.h>

#ifndef sigev_notify_thread_id // glibc before 2.38 has the member but not its name
#define sigev_notify_thread_id _sigev_un._tid
#endif

namespace seatape::kvm {
namespace {

int signalNumber() {
    return SIGRTMAX;
}

void onSignal(int, siginfo_t* info, void*) {
    if (info->si_code == SI_TIMER)
        *static_cast<volatile uint8_t*>(info->si_value.sival_ptr) = 1;
}

timespec timespecOf(std::chrono::microseconds time) {
    constexpr long kMicrosecondsPerSecond = 1'000'000;
    const auto count = static_cast<long>(time.count());
    return {count / kMicrosecondsPerSecond, count % kMicrosecondsPerSecond * 1000};
}

tl::unexpected<Error> timerFailure(const char* call) {
    return failure(fmt::format("{}: {}", call, std::strerror(errno)), "timer of KVM_RUN",
                   "raise the limit of pending signals (ulimit -i)");
}

} // namespace

Result<std::unique_ptr<RunTimer>> RunTimer::create(volatile uint8_t* immediateExit) {
    struct sigaction action {};
    action.sa_sigaction = onSignal;
    action.sa_flags = SA_SIGINFO; // no SA_RESTART: KVM_RUN is to return
    if (::sigaction(signalNumber(), &action, nullptr) != 0)
        return timerFailure("sigaction");

    std::unique_ptr<RunTimer> made(new RunTimer(immediateExit));
    sigevent event{};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = signalNumber();
    event.sigev_value.sival_ptr = const_cast<uint8_t*>(immediateExit);
    event.sigev_notify_thread_id = static_cast<pid_t>(::syscall(SYS_gettid));
    if (::timer_create(CLOCK_MONOTONIC, &event, &made->m_timer) != 0)
        return timerFailure("timer_create");
    made->m_isMade = true;
    return made;
}

RunTimer::~RunTimer() {
    if (m_isMade)
        ::timer_delete(m_timer);
}

void RunTimer::start(std::chrono::microseconds after) {
    itimerspec setting{};
    setting.it_value = timespecOf(after);
    ::timer_settime(m_timer, 0, &setting, nullptr);
}

void RunTimer::stop() {
    const itimerspec never{};
    ::timer_settime(m_timer, 0, &never, nullptr);
    *m_immediateExit = 0;
}

} // namespace seatape::kvm
