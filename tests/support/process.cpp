// SPDX-License-Identifier: Apache-2.0
#include "tests/support/process.h"

#include "tests/support/text.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace seatape::test {
namespace {

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<std::string> environmentWith(const std::vector<std::string>& more) {
    std::vector<std::string> all;
    for (char** entry = environ; *entry != nullptr; ++entry)
        all.emplace_back(*entry);
    all.insert(all.begin(), more.begin(), more.end()); // getenv finds the first
    return all;
}

int exitCodeOf(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

TempDir::TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "seatape-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("mkdtemp failed");
    m_path = name;
}

TempDir::~TempDir() {
    std::error_code error;
    std::filesystem::remove_all(m_path, error);
}

std::string TempDir::write(const std::string& name, const std::string& content) const {
    std::ofstream(m_path / name, std::ios::binary) << content;
    return (m_path / name).string();
}

std::vector<std::string> TempDir::names() const {
    std::vector<std::string> list;
    for (const auto& entry : std::filesystem::directory_iterator(m_path))
        list.push_back(entry.path().filename().string());
    std::ranges::sort(list);
    return list;
}

ProcessResult runProcess(const std::vector<std::string>& command, const std::string& stdoutPath,
                         const std::vector<std::string>& environment) {
    const TempDir dir;
    const std::string out = stdoutPath.empty() ? dir / "out" : stdoutPath, err = dir / "err";
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT, 0600);
    ::posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT, 0600);
    std::vector<std::string> arguments = command, variables = environmentWith(environment);
    pid_t child = 0;
    const int failed = ::posix_spawn(&child, arguments[0].c_str(), &actions, nullptr,
                                     pointersTo(arguments).data(), pointersTo(variables).data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        throw std::runtime_error("cannot start " + arguments[0]);
    ProcessResult result;
    result.code = exitCodeOf(child);
    result.out = stdoutPath.empty() ? contentOf(out) : std::string();
    result.err = contentOf(err);
    return result;
}

int runWithPendingSignal(const std::vector<std::string>& command, int signal) {
    std::vector<std::string> arguments = command;
    const std::vector<char*> pointers = pointersTo(arguments);
    const pid_t child = ::fork();
    if (child < 0)
        throw std::runtime_error("cannot fork");
    if (child == 0) { // nothing but what is safe after a fork
        sigset_t signals;
        ::sigemptyset(&signals);
        ::sigaddset(&signals, signal);
        ::signal(signal, SIG_DFL);
        ::sigprocmask(SIG_BLOCK, &signals, nullptr);
        ::raise(signal);
        ::dup2(::open("/dev/null", O_RDWR), STDOUT_FILENO);
        ::execv(pointers[0], pointers.data());
        ::_exit(127);
    }
    return exitCodeOf(child);
}

} // namespace seatape::test
