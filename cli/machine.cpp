// SPDX-License-Identifier: Apache-2.0
#include "cli/machine.h"

#include "cli/output.h"

#include "kvmbackend/kvm_backend.h"
#include "kvmbackend/probe.h"
#include "scenarios/loader/catalog.h"
#include "scenarios/loader/scenario_file.h"
#include "simbackend/machine/sim_backend.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <thread>

#include <unistd.h>

#include <fmt/format.h>

namespace seatape::cli {
namespace {

namespace fs = std::filesystem;

volatile std::sig_atomic_t g_interrupted = 0;

/// Starts a trace on standard output; nothing else is written there any more.
Result<trace::TraceWriter> writeToStandardOutput(const trace::TraceHeader& header,
                                                 const trace::WriterOptions& writing) {
    writeToStandardError();
    auto file = trace::OutFile::standardOutput();
    if (!file)
        return passOn(file);
    auto writer = trace::TraceWriter::create(std::move(*file), header, writing);
    if (!writer)
        endIfReaderLeft();
    return writer;
}

std::map<std::string, kvm::SeaSourceKind> seaSources() {
    std::map<std::string, kvm::SeaSourceKind> byName;
    for (const kvm::SeaSourceKind kind : kvm::kSeaSourceKinds)
        byName.emplace(kvm::seaSourceName(kind), kind);
    return byName;
}

} // namespace

bool isTrace(const std::string& argument) {
    std::error_code error;
    const fs::path path(argument);
    return argument == "-" || path.extension() == ".seatape" ||
           (path.extension() != ".toml" && fs::is_regular_file(path, error) &&
            !scenario::findScenario(argument));
}

Result<trace::TraceReader> openTrace(const std::string& path, trace::OpenMode mode) {
    if (path == "-")
        return failure("a trace cannot be read from a pipe", "standard input",
                       "write it to a file first; one that is called so is ./-");
    return trace::TraceReader::open(path, mode);
}

Result<Scenario> loadNamedScenario(const std::string& nameOrPath) {
    if (isTrace(nameOrPath)) {
        auto reader = openTrace(nameOrPath);
        if (!reader)
            return passOn(reader);
        return reader->header().scenario;
    }
    auto path = scenario::findScenario(nameOrPath);
    if (!path)
        return passOn(path);
    return scenario::loadScenario(*path);
}

void addMachine(Verb& verb, MachineOptions& out) {
    verb.option("--backend", out.backend,
                "what runs the guest: sim (the simulator) or kvm (this host's KVM) (sim)")
        .typeName("NAME")
        .oneOf({"sim", "kvm"});
    addChoice<kvm::SeaSourceKind>(verb, "--sea-source", out.seaSource,
                                  "with --backend kvm, what makes memory bad: module (the poison "
                                  "module), einj (ACPI error injection), hwpoison (MADV_HWPOISON), "
                                  "auto (module or einj, whichever is there) (auto)",
                                  seaSources());
}

Result<Machine> makeMachine(const Scenario& scenario, const MachineOptions& options) {
    if (options.backend == "kvm") {
        kvm::KvmOptions kvmOptions;
        kvmOptions.seaSource = options.seaSource;
        auto machine = kvm::KvmBackend::create(scenario, kvmOptions);
        if (!machine)
            return passOn(machine);
        trace::TraceHeader header{SEATAPE_VERSION, "kvm " + kvm::kernelRelease(),
                                  (*machine)->scenario()};
        return Machine{std::move(*machine), std::move(header)};
    }
    if (options.seaSource != kvm::SeaSourceKind::Auto)
        return failure("the simulator makes its own memory bad", "--sea-source",
                       "add --backend kvm, or leave it out");
    auto machine = sim::SimBackend::create(scenario);
    if (!machine)
        return passOn(machine);
    return Machine{std::move(*machine), {SEATAPE_VERSION, "sim", scenario}};
}

PolicyChoice choosePolicy(const Scenario& scenario, const std::string& name) {
    const bool isOwn = name.empty() || name == scenario.policy.name;
    return isOwn ? scenario.policy : PolicyChoice{name, 0, {}};
}

Result<Run> prepareRun(const Scenario& scenario, const std::string& policyName,
                       const MachineOptions& options) {
    auto policy = makePolicy(choosePolicy(scenario, policyName), scenario.dialect);
    if (!policy)
        return passOn(policy);
    auto machine = makeMachine(scenario, options);
    if (!machine)
        return passOn(machine);
    return Run{std::move(*machine), std::move(*policy)};
}

std::function<bool()> stopOnInterrupt() {
    struct sigaction action {};
    action.sa_handler = [](int) { g_interrupted = 1; };
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(SIGINT, &action, nullptr);
    return wasInterrupted;
}

bool wasInterrupted() {
    return g_interrupted != 0;
}

Result<trace::Filter> compileFilter(const std::string& text, const std::string& where) {
    auto filter = trace::Filter::compile(text);
    if (!filter)
        return failure(trace::formatFilterError(text, filter.error()), where);
    return *filter;
}

Result<bool> IntactFrames::next(Frame& frame) {
    if (m_damage)
        return false;
    auto more = m_source.next(frame);
    m_count += more && *more ? 1 : 0;
    if (more)
        return more;
    m_damage = std::move(more.error());
    return false;
}

Result<void> checkOverwrite(const OutputOptions& output) {
    std::error_code error;
    if (output.force || !fs::is_regular_file(output.path, error))
        return {};
    return failure("the file exists", output.path, "choose another name or add --force");
}

Result<void> checkTraceOutput(const OutputOptions& output) {
    if (!output.isStandardOutput())
        return checkOverwrite(output);
    if (::isatty(STDOUT_FILENO) != 0)
        return failure("a trace is nothing for a terminal", output.name(),
                       "redirect it to a file or a program, or name a file");
    return {};
}

Result<bool> FollowedFrames::next(Frame& frame) {
    constexpr auto kPause = std::chrono::milliseconds(100);
    while (true) {
        auto more = m_reader.next(frame);
        if (more || m_reader.isFinished() || m_reader.skipDamage())
            return more;
        flushOutput(); // whoever watches shall see what there is
        if (m_isStopped())
            return false;
        std::this_thread::sleep_for(kPause);
        if (auto seen = m_reader.refresh(); !seen)
            return passOn(seen);
    }
}

Result<TraceOutput> TraceOutput::create(const OutputOptions& options,
                                        const trace::TraceHeader& header) {
    if (options.isStandardOutput())
        return record(options, header, {});
    auto file = NewFile::create(options);
    if (!file)
        return passOn(file);
    auto writer = trace::TraceWriter::create(file->path(), header);
    if (!writer)
        return passOn(writer);
    return TraceOutput(options, std::move(*file), std::move(*writer));
}

Result<TraceOutput> TraceOutput::record(const OutputOptions& options,
                                        const trace::TraceHeader& header,
                                        const trace::WriterOptions& writing) {
    if (auto isFree = checkTraceOutput(options); !isFree)
        return passOn(isFree);
    auto writer = options.isStandardOutput()
                      ? writeToStandardOutput(header, writing)
                      : trace::TraceWriter::create(options.path, header, writing);
    if (!writer)
        return passOn(writer);
    return TraceOutput(options, std::nullopt, std::move(*writer));
}

Result<void> TraceOutput::finish(const Result<void>& status) {
    Result<void> finished = status;
    if (finished)
        finished = m_writer->finish();
    if (finished && m_file)
        return m_file->finish();
    if (!finished && m_options.isStandardOutput())
        endIfReaderLeft();
    else if (!finished && !m_file && m_writer->frameCount() == 0)
        trace::removeRegularFile(m_options.path);
    return finished;
}

} // namespace seatape::cli
