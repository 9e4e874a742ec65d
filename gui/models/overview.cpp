// SPDX-License-Identifier: Apache-2.0
#include "gui/models/overview.h"

#include "seatape/core/policy.h"

namespace seatape::gui {
namespace {

constexpr uint64_t kProgressEvery = 4096; // frames

FrameKind kindOf(const Frame& frame, const Scenario& scenario) {
    if (std::holds_alternative<SeaExit>(frame.exit))
        return FrameKind::Sea;
    if (frame.injection.events || !frame.injection.registers.empty())
        return FrameKind::Injection;
    if (consoleByte(frame.exit, scenario.console))
        return FrameKind::Console;
    return std::holds_alternative<MmioExit>(frame.exit) ? FrameKind::Mmio : FrameKind::Other;
}

void look(Overview& overview, const Frame& frame, const Scenario& scenario) {
    overview.vcpus[frame.vcpu].add(frame.index);
    if (isAbort(frame.exit, scenario.console))
        overview.aborts.add(frame.index);
    if (std::holds_alternative<SeaExit>(frame.exit))
        overview.seas.add(frame.index);
    if (frame.injection.events || !frame.injection.registers.empty())
        overview.injections.add(frame.index);
    ++overview.intact;
    overview.kinds.resize(frame.index); // those between are lost
    overview.cpus.resize(frame.index);
    overview.kinds.push_back(kindOf(frame, scenario));
    overview.cpus.push_back(static_cast<uint16_t>(frame.vcpu));
}

/// Reads the intact frames from `first` on. `visit` returns false to stop; `onDamage` gets what is
/// in the way. Returns false if it was stopped.
template <class Visit, class OnDamage>
bool readIntact(trace::TraceReader& reader, uint64_t first, Visit visit, OnDamage onDamage) {
    reader.seek(first);
    Frame frame;
    while (true) {
        auto more = reader.next(frame);
        if (more && !*more)
            return true;
        if (more && !visit(frame))
            return false;
        if (more)
            continue;
        onDamage(std::move(more.error()));
        if (!reader.skipDamage())
            return true;
    }
}

} // namespace

Result<trace::TraceReader> openTrace(const std::string& path) {
    auto strict = trace::TraceReader::open(path);
    if (strict)
        return strict;
    auto salvaged = trace::TraceReader::open(path, trace::OpenMode::Salvage);
    if (!salvaged)
        return strict; // says more than what even salvaging ran into
    return salvaged;
}

Overview extendOverview(Overview overview, trace::TraceReader& reader,
                        const ScanProgress& progress) {
    const Scenario& scenario = reader.header().scenario;
    const uint64_t end = reader.frameCount();
    overview.damages.clear();
    const auto visit = [&](const Frame& frame) {
        look(overview, frame, scenario);
        return frame.index % kProgressEvery != 0 || !progress || progress(frame.index);
    };
    readIntact(reader, overview.scanned, visit,
               [&](Error error) { overview.damages.push_back(std::move(error)); });
    overview.scanned = end;
    return overview;
}

Result<std::shared_ptr<FilterRun>> FilterRun::open(const std::string& path, trace::Filter filter) {
    auto reader = openTrace(path);
    if (!reader)
        return passOn(reader);
    return std::shared_ptr<FilterRun>(new FilterRun(std::move(*reader), std::move(filter)));
}

bool FilterRun::advance(const ScanProgress& progress) {
    if (auto refreshed = m_reader.refresh(); !refreshed)
        return true; // the file has gone: what was found stays
    const auto visit = [&](const Frame& frame) {
        if (picks(frame))
            m_found.add(frame.index);
        m_seen = frame.index + 1;
        return frame.index % kProgressEvery != 0 || !progress || progress(frame.index);
    };
    bool isBehindDamage = false;
    const auto visitIntact = [&](const Frame& frame) {
        if (isBehindDamage)
            if (auto moment = m_reader.moment(frame.index))
                m_states = std::move(moment->states);
        isBehindDamage = false;
        return visit(frame);
    };
    return readIntact(m_reader, m_seen, visitIntact, [&](const Error&) { isBehindDamage = true; });
}

bool FilterRun::picks(const Frame& frame) {
    const Scenario& scenario = m_reader.header().scenario;
    if (!m_filter.needsState())
        return m_filter.matches({frame, scenario});
    const bool isPicked = m_filter.matches({frame, scenario, &m_states.atExit(frame)});
    m_states.afterInjection(frame);
    return isPicked;
}

} // namespace seatape::gui
