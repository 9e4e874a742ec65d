#include "traces/payload.h"

#include "traces/archive.h"
#include "traces/serialize_scenario.h"

#include <fmt/format.h>

#include <exception>

namespace seatape::trace {
namespace {

/// Not damage: a class version from the future.
struct NewerPayload : BadPayload {
    using BadPayload::BadPayload;
};

template <class T>
Result<void> append(const T& value, std::vector<uint8_t>& out) {
    const size_t before = out.size();
    try {
        OutArchive ar(out);
        ar << value;
        return {};
    } catch (const std::exception& e) {
        out.resize(before);
        return failure(e.what());
    }
}

/// Reads a T that fills the payload; what its archive throws becomes an error with its place.
template <class T, class Read = decltype([](InArchive& ar, T& value) { ar >> value; })>
Result<void> guarded(std::span<const uint8_t> payload, const ClassVersions& versions, T& value,
                     Read read = {}) {
    InArchive ar(payload, versions);
    try {
        read(ar, value);
        if (ar.left() != 0)
            throw BadPayload("bytes are left over");
        return {};
    } catch (const NewerPayload& e) {
        return failure(e.what(), {}, "use a newer seatape to read this trace");
    } catch (const std::exception& e) {
        return failure(
            fmt::format("{} (byte {} of a payload of {})", e.what(), ar.offset(), payload.size()));
    }
}

template <class T>
Result<T> orError(Result<void>& read, T&& value) {
    return read ? Result<T>(std::move(value)) : passOn(read);
}

ClassVersions readVersions(InArchive& ar) {
    ClassVersions versions(ar.count(sizeof(uint32_t)));
    for (uint32_t& version : versions)
        ar >> version;
    return versions;
}

void checkVersions(const ClassVersions& versions) {
    for (size_t i = 0; i < versions.size() && i < TracedClasses::size; ++i)
        if (versions[i] > TracedClasses::current[i])
            throw NewerPayload(fmt::format("the trace stores {} in version {}, but this program "
                                           "knows it up to version {}",
                                           kClassNames[i], versions[i], TracedClasses::current[i]));
}

} // namespace

const ClassVersions& currentVersions() {
    static const ClassVersions versions(TracedClasses::current.begin(),
                                        TracedClasses::current.end());
    return versions;
}

Result<void> appendHeader(const TraceHeader& header, std::vector<uint8_t>& out) {
    {
        OutArchive ar(out);
        ar.count(TracedClasses::size);
        for (const uint32_t version : TracedClasses::current)
            ar << version;
    }
    return append(header, out);
}

Result<HeaderPayload> readHeader(std::span<const uint8_t> payload) {
    ClassVersions versions; // the archive reads the header by the versions that it finds before it
    HeaderPayload header;
    auto read = guarded(payload, versions, header, [&versions](InArchive& ar, HeaderPayload& out) {
        versions = readVersions(ar);
        checkVersions(versions);
        ar >> out.header;
        out.versions = versions;
    });
    return orError(read, std::move(header));
}

Result<void> appendFrame(const Frame& frame, std::vector<uint8_t>& out) {
    return append(frame, out);
}

Result<void> readFrame(std::span<const uint8_t> payload, const ClassVersions& versions,
                       Frame& frame) {
    return guarded(payload, versions, frame);
}

Result<void> appendEnd(uint64_t frames, std::vector<uint8_t>& out) {
    return append(frames, out);
}

Result<uint64_t> readEnd(std::span<const uint8_t> payload) {
    uint64_t frames = 0;
    auto read = guarded(payload, currentVersions(), frames);
    return orError(read, std::move(frames));
}

} // namespace seatape::trace
