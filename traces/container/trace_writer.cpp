// SPDX-License-Identifier: Apache-2.0
#include "traces/container/trace_writer.h"

#include "traces/container/packing.h"

#include "seatape/base/seatape_assert.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace seatape::trace {
namespace {

/// Appends a record whose payload `append` appends.
template <class Append>
void appendRecord(std::vector<uint8_t>& buffer, Tag tag, Append append) {
    const size_t start = buffer.size();
    buffer.resize(start + kRecordHeadSize);
    append(buffer);
    const auto payload = std::span<const uint8_t>(buffer).subspan(start + kRecordHeadSize);
    writeRecordHead(tag, payload, buffer.data() + start);
}

/// `path` is for errors.
Result<std::vector<uint8_t>> headerRecord(const TraceHeader& header, Coding coding,
                                          const std::string& path) {
    const auto refuse = [&path](const std::string& why) {
        return failure("cannot store the scenario: " + why, path, "use smaller guest images");
    };
    std::vector<uint8_t> body, record;
    if (auto appended = appendHeader(header, body); !appended)
        return refuse(appended.error().what);
    if (body.size() > kMaxBody)
        return refuse(fmt::format("it takes {} bytes; a trace's header holds at most {}",
                                  body.size(), kMaxBody));
    appendRecord(record, Tag::Header, [&](std::vector<uint8_t>& out) {
        const size_t start = out.size();
        out.resize(start + kHeaderHeadSize);
        const Coding used = appendPacked(body, coding, out);
        writeHeaderHead({static_cast<uint32_t>(body.size()), used}, out.data() + start);
    });
    return record;
}

} // namespace

Result<TraceWriter> TraceWriter::create(const std::string& path, const TraceHeader& header,
                                        const WriterOptions& options) {
    // The header is encoded before the file is touched: a scenario that cannot be stored costs no
    // file.
    auto record = headerRecord(header, options.coding, path);
    if (!record)
        return passOn(record);
    auto file = OutFile::create(path);
    if (!file)
        return passOn(file);
    auto writer = begin(std::move(*file), std::move(*record), options);
    if (!writer)
        removeRegularFile(path);
    return writer;
}

Result<TraceWriter> TraceWriter::create(OutFile file, const TraceHeader& header,
                                        const WriterOptions& options) {
    auto record = headerRecord(header, options.coding, file.path());
    if (!record)
        return passOn(record);
    return begin(std::move(file), std::move(*record), options);
}

Result<TraceWriter> TraceWriter::begin(OutFile file, std::vector<uint8_t> header,
                                       const WriterOptions& options) {
    TraceWriter writer(std::move(file), options);
    Preamble preamble;
    preamble.features = options.coding == Coding::Zstd ? feature::Zstd : 0;
    const auto first = makePreamble(preamble);
    writer.m_buffer.assign(first.begin(), first.end());
    writer.m_buffer.insert(writer.m_buffer.end(), header.begin(), header.end());
    writer.m_header = std::move(header);
    if (auto written = writer.write(options.sync != Sync::None); !written)
        return passOn(written);
    if (options.sync != Sync::None)
        if (auto synced = writer.m_file.syncFolder(); !synced)
            return passOn(synced);
    return writer;
}

TraceWriter::~TraceWriter() {
    if (m_file.isOpen() && !m_failure)
        (void)flush(); // nobody is left to hear of a failure; the missing index tells of it
}

Result<void> TraceWriter::put(const Frame& frame) {
    if (m_failure)
        return tl::unexpected<Error>(*m_failure);
    SEATAPE_ASSERT(m_file.isOpen());
    if (auto added = m_encoder.add(frame); !added) {
        (void)flush(); // the frames before it are good
        return fail({"cannot store the frame: " + added.error().what,
                     fmt::format("{}, frame {}", m_file.path(), m_encoder.frameCount()),
                     {}});
    }
    return isDue() ? flush() : Result<void>{};
}

bool TraceWriter::isDue() const {
    return m_options.sync == Sync::Frame || m_encoder.bodySize() >= kChunkSize ||
           Clock::now() - m_written >= m_options.longestWait;
}

Result<void> TraceWriter::flush() {
    if (m_failure)
        return tl::unexpected<Error>(*m_failure);
    if (m_encoder.isEmpty())
        return {};
    sealChunk();
    return write(m_options.sync != Sync::None);
}

void TraceWriter::sealChunk() {
    const uint64_t offset = m_offset + m_buffer.size();
    m_index.push_back({offset, m_encoder.seal(m_options.coding, m_buffer)});
}

Result<void> TraceWriter::finish() {
    if (m_failure)
        return tl::unexpected<Error>(*m_failure);
    SEATAPE_ASSERT(m_file.isOpen());
    if (!m_encoder.isEmpty())
        sealChunk();
    m_buffer.insert(m_buffer.end(), m_header.begin(), m_header.end());
    appendEnd({m_offset + m_buffer.size(), m_index.size(), frameCount()});
    if (auto written = write(m_options.sync != Sync::None); !written)
        return written;
    if (auto closed = m_file.close(); !closed)
        return fail(std::move(closed.error()));
    return {};
}

void TraceWriter::appendEnd(const Footer& footer) {
    std::span<const ChunkEntry> left = m_index;
    while (!left.empty()) {
        const auto part = left.first(std::min(left.size(), kIndexPart));
        appendRecord(m_buffer, Tag::Index,
                     [part](std::vector<uint8_t>& out) { appendIndex(part, out); });
        left = left.subspan(part.size());
    }
    appendRecord(m_buffer, Tag::Footer,
                 [&footer](std::vector<uint8_t>& out) { appendFooter(footer, out); });
}

Result<void> TraceWriter::write(bool durable) {
    auto written = m_file.write(m_buffer);
    if (written && durable)
        written = m_file.sync();
    m_offset += m_buffer.size();
    m_buffer.clear();
    m_written = Clock::now();
    if (!written)
        return fail(std::move(written.error()));
    return {};
}

Result<void> TraceWriter::fail(Error error) {
    m_failure = error;
    return tl::unexpected<Error>(std::move(error));
}

} // namespace seatape::trace
