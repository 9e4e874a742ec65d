// SPDX-License-Identifier: Apache-2.0
#include "traces/container/payload.h"

#include "traces/container/serialize_scenario.h"

#include <fmt/format.h>

#include <exception>

namespace seatape::trace {
namespace {

/// Appends what `write` gives to an archive, or nothing if that fails.
template <class Write>
Result<void> append(std::vector<uint8_t>& out, Prediction& prediction, Write write) {
    const size_t before = out.size();
    try {
        OutArchive ar(out, prediction);
        write(ar);
        return {};
    } catch (const std::exception& e) {
        out.resize(before);
        return failure(e.what());
    }
}

/// Reads with an archive and returns how many bytes were read; what it throws becomes an error with
/// its place.
template <class Read>
Result<size_t> guarded(InArchive& ar, Read read) {
    try {
        read(ar);
        return ar.offset();
    } catch (const NewerPayload& e) {
        return failure(e.what(), {}, "use a newer seatape to read this trace");
    } catch (const std::exception& e) {
        return failure(
            fmt::format("{} (byte {} of {})", e.what(), ar.offset(), ar.offset() + ar.left()));
    }
}

ClassVersions readVersions(InArchive& ar) {
    ClassVersions versions(ar.count(sizeof(uint32_t)));
    for (uint32_t& version : versions)
        ar >> version;
    return versions;
}

} // namespace

const ClassVersions& currentVersions() {
    static const ClassVersions versions(TracedClasses::current.begin(),
                                        TracedClasses::current.end());
    return versions;
}

Result<void> appendHeader(const TraceHeader& header, std::vector<uint8_t>& out) {
    Prediction prediction;
    return append(out, prediction, [&](OutArchive& ar) {
        ar.count(TracedClasses::size);
        for (const uint32_t version : TracedClasses::current)
            ar << version;
        ar << header;
    });
}

Result<HeaderPayload> readHeader(std::span<const uint8_t> payload) {
    ClassVersions versions; // the archive reads the header by the versions that it finds before it
    HeaderPayload header;
    Prediction prediction;
    InArchive archive(payload, versions, prediction);
    auto read = guarded(archive, [&](InArchive& ar) {
        versions = readVersions(ar);
        checkVersions(versions);
        ar >> header.header;
        if (ar.left() != 0)
            throw BadPayload("bytes are left over");
    });
    if (!read)
        return passOn(read);
    header.versions = std::move(versions);
    return header;
}

Result<void> appendFrame(const Frame& frame, Prediction& prediction, std::vector<uint8_t>& out) {
    return append(out, prediction, [&frame](OutArchive& ar) { ar << frame; });
}

Result<size_t> readFrame(std::span<const uint8_t> bytes, const ClassVersions& versions,
                         Prediction& prediction, Frame& frame) {
    InArchive archive(bytes, versions, prediction);
    return guarded(archive, [&frame](InArchive& ar) { ar >> frame; });
}

void appendKeyframe(const StateTracker& states, std::vector<uint8_t>& out) {
    Prediction prediction;
    OutArchive ar(out, prediction);
    ar.count(states.all().size());
    KeyState key;
    for (const auto& [vcpu, state] : states.all()) {
        key = {vcpu, {}};
        appendChanges(VcpuState{}, state, key.registers);
        ar.beginElement();
        ar << key;
    }
}

Result<size_t> readKeyframe(std::span<const uint8_t> bytes, const ClassVersions& versions,
                            StateTracker& states) {
    Prediction prediction;
    InArchive archive(bytes, versions, prediction);
    return guarded(archive, [&states](InArchive& ar) {
        for (size_t n = ar.count(sizeof(VcpuState)); n > 0; --n) {
            KeyState key;
            ar.beginElement();
            ar >> key;
            VcpuState state;
            for (const RegChange& change : key.registers)
                state[change.reg] = change.value;
            states.set(key.vcpu, state);
        }
    });
}

} // namespace seatape::trace
