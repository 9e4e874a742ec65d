// SPDX-License-Identifier: Apache-2.0
#include "traces/container/chunk.h"

#include "traces/container/packing.h"

#include "seatape/base/seatape_assert.h"

#include <fmt/format.h>

#include <utility>

namespace seatape::trace {

void ChunkEncoder::open() {
    m_body.clear();
    appendKeyframe(m_states, m_body);
    m_prediction.start(m_states);
}

Result<void> ChunkEncoder::add(const Frame& frame) {
    if (isEmpty())
        open();
    const size_t before = m_body.size();
    auto appended = appendFrame(frame, m_prediction, m_body);
    if (!appended)
        return appended;
    if (m_body.size() > kMaxBody) {
        const size_t size = m_body.size() - before;
        m_body.resize(before);
        return failure(
            fmt::format("it takes {} bytes; a chunk of a trace holds at most {}", size, kMaxBody));
    }
    m_states.atExit(frame);
    m_states.afterInjection(frame);
    ++m_summary.count;
    m_summary.vcpus |= vcpuBit(frame.vcpu);
    m_summary.exits |= uint32_t{1} << frame.exit.index();
    return {};
}

ChunkSummary ChunkEncoder::seal(Coding coding, std::vector<uint8_t>& out) {
    SEATAPE_ASSERT(!isEmpty());
    const size_t start = out.size();
    const size_t payload = start + kRecordHeadSize;
    out.resize(payload + kSummarySize);
    ChunkSummary sealed = m_summary;
    sealed.body = static_cast<uint32_t>(m_body.size());
    sealed.coding = appendPacked(m_body, coding, out);
    writeSummary(sealed, out.data() + payload);
    writeRecordHead(Tag::Chunk, std::span<const uint8_t>(out).subspan(payload), out.data() + start);
    m_summary = {};
    m_summary.first = sealed.end();
    return sealed;
}

Result<ChunkDecoder> ChunkDecoder::open(std::span<const uint8_t> payload,
                                        const ClassVersions& versions) {
    ChunkDecoder decoder;
    if (payload.size() < kSummarySize)
        return failure("the chunk is too short");
    decoder.m_summary = readSummary(payload);
    if (!decoder.m_summary.isSound())
        return failure("the chunk's summary makes no sense");
    auto body =
        unpack(payload.subspan(kSummarySize), decoder.m_summary.coding, decoder.m_summary.body);
    if (!body)
        return passOn(body);
    decoder.m_body = std::move(*body);
    auto keyframe = readKeyframe(decoder.m_body, versions, decoder.m_keyframe);
    if (!keyframe)
        return failure("the keyframe: " + keyframe.error().what);
    decoder.m_framesStart = *keyframe;
    decoder.rewind();
    return decoder;
}

void ChunkDecoder::rewind() {
    m_prediction.start(m_keyframe);
    m_offset = m_framesStart;
    m_read = 0;
}

Result<bool> ChunkDecoder::next(const ClassVersions& versions, Frame& frame) {
    const auto rest = std::span<const uint8_t>(m_body).subspan(m_offset);
    if (m_read == m_summary.count) {
        if (!rest.empty())
            return failure("bytes are left over behind the last frame of the chunk");
        return false;
    }
    auto size = readFrame(rest, versions, m_prediction, frame);
    if (!size)
        return passOn(size);
    if (!m_summary.hasVcpu(frame.vcpu) || !m_summary.hasExit(frame.exit.index()))
        return failure("the chunk's summary does not know a frame's vCPU or exit");
    frame.index = m_summary.first + m_read;
    m_offset += *size;
    ++m_read;
    return true;
}

} // namespace seatape::trace
