// SPDX-License-Identifier: Apache-2.0
#include "cli/new_file.h"

#include "cli/machine.h"
#include "cli/output.h"

#include <csignal>

#include <unistd.h>

namespace seatape::cli {
namespace {

std::string g_unfinished; ///< what a signal removes; changed only while signals are held off
volatile std::sig_atomic_t g_isUnfinished = 0;

/// Runs in between of anything: nothing but what is safe in a handler.
void removeUnfinished(int signal) {
    if (g_isUnfinished != 0)
        ::unlink(g_unfinished.c_str());
    clearProgress();
    ::_exit(128 + signal);
}

/// Holds off the signals that are to find either no file or one that they can remove. Afterwards
/// they come through, even if they were blocked when the program started.
class SignalsHeldOff {
public:
    SignalsHeldOff() {
        ::sigemptyset(&m_signals);
        ::sigaddset(&m_signals, SIGINT);
        ::sigaddset(&m_signals, SIGTERM);
        ::sigprocmask(SIG_BLOCK, &m_signals, nullptr);
    }
    ~SignalsHeldOff() { ::sigprocmask(SIG_UNBLOCK, &m_signals, nullptr); }
    SignalsHeldOff(const SignalsHeldOff&) = delete;
    SignalsHeldOff& operator=(const SignalsHeldOff&) = delete;

    void handleBy(void (*handler)(int)) const {
        struct sigaction action {};
        action.sa_handler = handler;
        action.sa_mask = m_signals;
        ::sigaction(SIGINT, &action, nullptr);
        ::sigaction(SIGTERM, &action, nullptr);
    }

private:
    sigset_t m_signals;
};

} // namespace

Result<NewFile> NewFile::create(const OutputOptions& options) {
    if (auto isFree = checkOverwrite(options); !isFree)
        return passOn(isFree);
    const SignalsHeldOff signals;
    auto file = trace::Replacement::of(options.path);
    if (!file)
        return passOn(file);
    if (file->isBeside()) {
        g_unfinished = file->path();
        g_isUnfinished = 1;
        signals.handleBy(removeUnfinished);
    }
    return NewFile(std::move(*file));
}

void NewFile::Release::operator()(trace::Replacement* file) const {
    delete file;
    g_isUnfinished = 0;
}

} // namespace seatape::cli
