// SPDX-License-Identifier: Apache-2.0
#include "traces/container/trace_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace seatape::trace {
bool FrameQuery::matches(const Frame& frame) const {
    return (!vcpu || frame.vcpu == *vcpu) && (!exit || frame.exit.index() == *exit);
}

bool FrameQuery::mayMatch(const ChunkSummary& summary) const {
    return (!vcpu || summary.hasVcpu(*vcpu)) && (!exit || summary.hasExit(*exit));
}

Result<TraceReader> TraceReader::open(const std::string& path, OpenMode mode) {
    auto bytes = InBytes::open(path);
    if (!bytes)
        return passOn(bytes);
    auto map = TraceMap::of(std::move(*bytes), mode);
    return map ? Result<TraceReader>(TraceReader(std::move(*map))) : passOn(map);
}

Result<TraceReader> TraceReader::fromBytes(std::span<const uint8_t> bytes, std::string name,
                                           OpenMode mode) {
    auto map = TraceMap::of(InBytes::fromMemory(bytes, std::move(name)), mode);
    return map ? Result<TraceReader>(TraceReader(std::move(*map))) : passOn(map);
}

Result<ChunkDecoder> TraceReader::load(size_t chunk) {
    auto payload = m_map.payload(m_map.chunks()[chunk]);
    if (!payload)
        return passOn(payload);
    return ChunkDecoder::open(*payload, m_map.header().versions);
}

Result<bool> TraceReader::next(Frame& frame) {
    if (m_failure)
        return tl::unexpected<Error>(*m_failure);
    auto more = nextFrame(frame);
    if (!more)
        m_failure = more.error();
    return more;
}

Result<bool> TraceReader::nextFrame(Frame& frame) {
    while (true) {
        auto more = m_chunk.next(m_map.header().versions, frame);
        if (!more) {
            Damage damage = damageAt(m_nextChunk - 1, more.error().what);
            damage.frame = m_nextFrame;
            damage.lost = m_chunk.summary().end() - m_nextFrame;
            m_nextFrame = m_chunk.summary().end();
            m_chunk = {};
            return tl::unexpected<Error>(errorOf(damage));
        }
        if (*more) {
            m_nextFrame = frame.index + 1;
            return true;
        }
        auto opened = openNextChunk();
        if (!opened || !*opened)
            return opened;
    }
}

Result<bool> TraceReader::openNextChunk() {
    if (m_nextChunk == m_map.chunks().size())
        return atEnd();
    const ChunkSummary& summary = m_map.chunks()[m_nextChunk].summary;
    if (summary.first > m_nextFrame) {
        const auto gap = std::ranges::find_if(m_map.damages(), [this](const Damage& damage) {
            return damage.frame == m_nextFrame && damage.lost != 0;
        });
        m_nextFrame = summary.first;
        return tl::unexpected<Error>(errorOf(*gap));
    }
    auto chunk = load(m_nextChunk++);
    if (!chunk) {
        m_nextFrame = summary.end();
        return tl::unexpected<Error>(errorOf(damageAt(m_nextChunk - 1, chunk.error().what)));
    }
    m_chunk = std::move(*chunk);
    while (m_chunk.position() < m_nextFrame) { // seek() chose one in its middle
        Frame skipped;
        if (auto more = m_chunk.next(m_map.header().versions, skipped); !more)
            break; // nextFrame() meets the same error
    }
    return true;
}

Result<bool> TraceReader::atEnd() {
    if (const auto cut = tail())
        return tl::unexpected<Error>(errorOf(*cut));
    const auto other = std::ranges::find(m_map.damages(), uint64_t{0}, &Damage::lost);
    if (other != m_map.damages().end())
        return tl::unexpected<Error>(errorOf(*other));
    return false;
}

bool TraceReader::skipDamage() {
    m_failure.reset();
    return m_nextFrame < frameCount();
}

void TraceReader::seek(uint64_t n) {
    m_failure.reset();
    m_chunk = {};
    m_nextChunk = chunkOf(n);
    m_nextFrame = n;
    if (m_nextChunk < m_map.chunks().size())
        m_nextFrame = std::max(n, m_map.chunks()[m_nextChunk].summary.first);
}

TraceContents TraceReader::readAll() {
    TraceContents contents;
    seek(0);
    m_nextFrame = 0; // a gap before the first chunk counts
    auto frame = next();
    for (; frame && *frame; frame = next())
        contents.frames.push_back(std::move(**frame));
    if (!frame)
        contents.damage = std::move(frame.error());
    return contents;
}

size_t TraceReader::chunkOf(uint64_t n) const {
    const auto& chunks = m_map.chunks();
    const auto it = std::ranges::partition_point(
        chunks, [n](const ChunkEntry& entry) { return entry.summary.end() <= n; });
    return static_cast<size_t>(it - chunks.begin());
}

uint64_t TraceReader::vcpus() const {
    uint64_t vcpus = 0;
    for (const ChunkEntry& entry : m_map.chunks())
        vcpus |= entry.summary.vcpus;
    return vcpus;
}

Result<ChunkDecoder*> TraceReader::loadForSearch(size_t chunk) {
    if (m_foundChunk == chunk) {
        m_found.rewind();
        return &m_found;
    }
    m_foundChunk.reset();
    auto loaded = load(chunk);
    if (!loaded)
        return tl::unexpected<Error>(errorOf(damageAt(chunk, loaded.error().what)));
    m_found = std::move(*loaded);
    m_foundChunk = chunk;
    return &m_found;
}

Result<Moment> TraceReader::moment(uint64_t n) {
    const size_t number = chunkOf(n);
    if (number == m_map.chunks().size() || m_map.chunks()[number].summary.first > n)
        return tl::unexpected<Error>(noSuchFrame(n));
    auto chunk = loadForSearch(number);
    if (!chunk)
        return passOn(chunk);
    Moment moment{{}, (*chunk)->keyframe()};
    while (true) {
        auto more = (*chunk)->next(m_map.header().versions, moment.frame);
        if (!more)
            return tl::unexpected<Error>(errorOf(damageAt(number, more.error().what)));
        if (moment.frame.index == n)
            return moment;
        moment.states.atExit(moment.frame);
        moment.states.afterInjection(moment.frame);
    }
}

Result<Frame> TraceReader::frame(uint64_t n) {
    auto found = moment(n);
    return found ? Result<Frame>(std::move(found->frame)) : passOn(found);
}

std::optional<uint64_t> TraceReader::findIn(size_t chunk, uint64_t from, uint64_t end, bool last,
                                            const FrameQuery& query) {
    std::optional<uint64_t> found;
    if (!query.mayMatch(m_map.chunks()[chunk].summary))
        return found;
    auto decoder = loadForSearch(chunk);
    Frame frame;
    while (decoder && (*decoder)->position() < end && (last || !found)) {
        const auto more = (*decoder)->next(m_map.header().versions, frame);
        if (!more || !*more)
            break;
        if (frame.index >= from && query.matches(frame))
            found = frame.index;
    }
    return found;
}

std::optional<uint64_t> TraceReader::findNext(std::optional<uint64_t> n, const FrameQuery& query) {
    const uint64_t from = n ? *n + 1 : 0;
    for (size_t chunk = chunkOf(from); chunk < m_map.chunks().size(); ++chunk)
        if (const auto found = findIn(chunk, from, UINT64_MAX, false, query))
            return found;
    return std::nullopt;
}

std::optional<uint64_t> TraceReader::findPrevious(uint64_t n, const FrameQuery& query) {
    for (size_t end = std::min(chunkOf(n) + 1, m_map.chunks().size()); end > 0; --end)
        if (const auto found = findIn(end - 1, 0, n, true, query))
            return found;
    return std::nullopt;
}

Result<void> TraceReader::refresh() {
    auto seen = m_map.refresh();
    if (seen && (m_nextFrame < frameCount() || isFinished()))
        m_failure.reset();
    return seen;
}

std::vector<Damage> TraceReader::check(const std::function<bool(uint64_t frames)>& progress) {
    std::vector<Damage> damages = m_map.damages();
    for (size_t i = 0; i < m_map.chunks().size(); ++i) {
        const ChunkEntry& entry = m_map.chunks()[i];
        uint64_t intact = entry.summary.first;
        std::string what;
        if (auto chunk = load(i); !chunk)
            what = chunk.error().what;
        else if (auto end = readToEnd(*chunk, intact); !end)
            what = end.error().what;
        if (!what.empty()) {
            Damage damage = damageAt(i, std::move(what));
            damage.frame = intact;
            damage.lost = entry.summary.end() - intact;
            damages.push_back(std::move(damage));
        }
        if (progress && !progress(entry.summary.end()))
            return damages;
    }
    if (auto cut = tail())
        damages.push_back(std::move(*cut));
    std::ranges::stable_sort(damages, {}, &Damage::offset);
    return damages;
}

/// Reads the rest of a chunk and sets `intact` to the number after the last intact frame.
Result<void> TraceReader::readToEnd(ChunkDecoder& chunk, uint64_t& intact) {
    Frame frame;
    while (true) {
        intact = chunk.position();
        auto more = chunk.next(m_map.header().versions, frame);
        if (!more)
            return passOn(more);
        if (!*more)
            return {};
    }
}

std::optional<Damage> TraceReader::tail() const {
    const uint64_t left = m_map.size() - m_map.end();
    if (isFinished() && left == 0)
        return std::nullopt;
    std::string what = "the trace has no end: its recorder was stopped, or still runs";
    if (isFinished())
        what = "bytes stand behind the end";
    else if (left != 0)
        what = "the trace ends inside a record: its recorder was stopped, still runs, or the file "
               "was cut";
    return Damage{m_map.end(), left, std::move(what), frameCount(), 0};
}

Damage TraceReader::damageAt(size_t chunk, std::string what) const {
    const ChunkEntry& entry = m_map.chunks()[chunk];
    const bool isLast = chunk + 1 == m_map.chunks().size();
    const uint64_t end = isLast ? m_map.end() : m_map.chunks()[chunk + 1].offset;
    return {entry.offset, end - entry.offset, "a chunk cannot be read: " + std::move(what),
            entry.summary.first, entry.summary.count};
}

Error TraceReader::errorOf(const Damage& damage) const {
    const std::string lost = lostText(damage);
    return {damage.what + (lost.empty() ? "" : "; ") + lost,
            fmt::format("{}, byte {}, frame {}", m_map.name(), damage.offset, damage.frame),
            "run `seatape recover FILE -o OUT` to keep every intact frame"};
}

Error TraceReader::noSuchFrame(uint64_t n) const {
    if (n < frameCount())
        return {fmt::format("frame {} is lost", n), m_map.name(),
                "run `seatape doctor FILE` to see what is damaged"};
    return {fmt::format("there is no frame {}", n), m_map.name(),
            frameCount() == 0 ? "the trace has no frames"
                              : fmt::format("the trace has frames 0 to {}", frameCount() - 1)};
}

} // namespace seatape::trace
