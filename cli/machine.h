// SPDX-License-Identifier: Apache-2.0
/// Scenarios, traces and machines for the verbs: what several of them do before their own work.
#pragma once

#include "cli/new_file.h"
#include "cli/verbs/verbs.h"

#include "kvmbackend/sea_source.h"
#include "seatape/core/backend.h"
#include "seatape/core/recorder.h"
#include "seatape/core/scenario.h"
#include "seatape/core/session.h"
#include "traces/container/trace_reader.h"
#include "traces/container/trace_writer.h"
#include "traces/filter/filter.h"

#include <memory>
#include <optional>
#include <string>

namespace seatape::cli {

/// Returns whether an argument that may be a scenario or a trace is a trace: a file that is no
/// scenario, and has no scenario's name. What openTrace() refuses is one, too.
bool isTrace(const std::string& argument);

/// Opens the trace that an argument names. Standard input is none: a trace is not read in order.
Result<trace::TraceReader> openTrace(const std::string& path,
                                     trace::OpenMode mode = trace::OpenMode::Strict);

/// Loads a scenario by path or bare name, or from the header of a trace.
Result<Scenario> loadNamedScenario(const std::string& nameOrPath);

/// Which machine is to run the guest.
struct MachineOptions {
    std::string backend = "sim"; ///< or "kvm"
    kvm::SeaSourceKind seaSource = kvm::SeaSourceKind::Auto;
};
/// Adds --backend and --sea-source.
void addMachine(Verb& verb, MachineOptions& out);

/// A machine, and what a trace that is recorded on it says about it.
struct Machine {
    std::unique_ptr<Backend> backend;
    trace::TraceHeader header; ///< its scenario is the given one, as this machine really runs it
};
Result<Machine> makeMachine(const Scenario& scenario, const MachineOptions& options);

/// Returns the policy of a scenario, or the one called `name`, if not empty. Under the name of the
/// scenario's own it is that one, with its limit and script.
PolicyChoice choosePolicy(const Scenario& scenario, const std::string& name);

/// A machine with the policy that its scenario (or `policyName`, if not empty) chooses.
struct Run {
    Machine machine;
    std::unique_ptr<Policy> policy;
};
Result<Run> prepareRun(const Scenario& scenario, const std::string& policyName,
                       const MachineOptions& options);

/// Lets Ctrl-C end the sessions of this process between two exits; see SessionOptions. A second
/// Ctrl-C ends the process.
std::function<bool()> stopOnInterrupt();
/// Returns whether Ctrl-C was pressed since.
bool wasInterrupted();

/// Compiles a filter; an error points into the text. `where` names the argument.
Result<trace::Filter> compileFilter(const std::string& text, const std::string& where);

/// Gives the frames before the damage of a trace and keeps the error, so that what was read counts.
class IntactFrames final : public FrameSource {
public:
    explicit IntactFrames(FrameSource& source) : m_source(source) {}
    using FrameSource::next;
    Result<bool> next(Frame& frame) override;
    const std::optional<Error>& damage() const { return m_damage; }
    uint64_t count() const { return m_count; } ///< of the frames given

private:
    FrameSource& m_source;
    uint64_t m_count = 0;
    std::optional<Error> m_damage;
};

/// Fails if the file exists and may not be overwritten; devices are never in the way.
Result<void> checkOverwrite(const OutputOptions& output);
/// The same for a trace, which is not for a terminal either.
Result<void> checkTraceOutput(const OutputOptions& output);

/// Gives the frames of a trace that is being written, and waits for more until it is finished or
/// Ctrl-C is pressed.
class FollowedFrames final : public FrameSource {
public:
    explicit FollowedFrames(trace::TraceReader& reader) : m_reader(reader) {}
    using FrameSource::next;
    Result<bool> next(Frame& frame) override;

private:
    trace::TraceReader& m_reader;
    std::function<bool()> m_isStopped = stopOnInterrupt();
};

/// A trace that is being written: refuses to overwrite what checkTraceOutput() protects. When it
/// goes to standard output, what is said goes to standard error from then on.
class TraceOutput {
public:
    /// Makes a trace that has its name only when it is finished, as NewFile says.
    static Result<TraceOutput> create(const OutputOptions& options,
                                      const trace::TraceHeader& header);
    /// Makes a trace that is there at once and stays with the frames that it got, whatever happens:
    /// a run may not come again.
    static Result<TraceOutput> record(const OutputOptions& options,
                                      const trace::TraceHeader& header,
                                      const trace::WriterOptions& writing);

    trace::TraceWriter& writer() { return *m_writer; }
    /// Ends the trace, or passes `status` on; then removes a file without frames.
    Result<void> finish(const Result<void>& status);

private:
    TraceOutput(OutputOptions options, std::optional<NewFile> file, trace::TraceWriter writer)
        : m_options(std::move(options)), m_file(std::move(file)),
          m_writer(std::make_unique<trace::TraceWriter>(std::move(writer))) {}

    OutputOptions m_options;
    std::optional<NewFile> m_file; // if it has no name yet
    std::unique_ptr<trace::TraceWriter> m_writer;
};

} // namespace seatape::cli
