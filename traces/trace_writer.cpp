#include "traces/trace_file.h"

#include "traces/trace_format.h"

#include "core/seatape_assert.h"

#include <fmt/format.h>

#include <utility>

namespace seatape::trace {
namespace {

constexpr size_t kFlushAt = size_t{256} << 10;

/// Appends a record whose payload `append` appends; leaves the buffer as it was on failure.
template <class Append>
Result<void> appendRecord(std::vector<uint8_t>& buffer, Tag tag, Append append) {
    const size_t start = buffer.size();
    buffer.resize(start + kRecordHeadSize);
    Result<void> appended = append(buffer);
    const auto payload = std::span<const uint8_t>(buffer).subspan(start + kRecordHeadSize);
    if (appended && payload.size() > kMaxPayload)
        appended = failure(fmt::format("it takes {} bytes; a record of a trace holds at most {}",
                                       payload.size(), kMaxPayload));
    if (appended)
        writeRecordHead(tag, payload, buffer.data() + start);
    else
        buffer.resize(start);
    return appended;
}

Result<void> appendStart(std::vector<uint8_t>& buffer, const TraceHeader& header) {
    const auto preamble = makePreamble();
    buffer.assign(preamble.begin(), preamble.end());
    return appendRecord(buffer, Tag::Header,
                        [&header](std::vector<uint8_t>& out) { return appendHeader(header, out); });
}

} // namespace

Result<TraceWriter> TraceWriter::create(const std::string& path, const TraceHeader& header) {
    // The header is encoded before the file is touched: a scenario that cannot be stored costs no
    // file.
    std::vector<uint8_t> start;
    if (auto fits = appendStart(start, header); !fits)
        return failure("cannot store the scenario: " + fits.error().what, path,
                       "use smaller guest images");
    auto file = OutFile::create(path);
    if (!file)
        return passOn(file);
    TraceWriter writer(std::move(*file));
    writer.m_buffer = std::move(start);
    if (auto flushed = writer.flush(); !flushed)
        return passOn(flushed);
    return writer;
}

TraceWriter::~TraceWriter() {
    if (m_file.isOpen())
        (void)flush(); // nobody is left to hear of a failure; the missing end record tells of it
}

Result<void> TraceWriter::put(const Frame& frame) {
    if (m_failure)
        return tl::unexpected<Error>(*m_failure);
    SEATAPE_ASSERT(m_file.isOpen());
    auto appended = appendRecord(m_buffer, Tag::Frame, [&frame](std::vector<uint8_t>& out) {
        return appendFrame(frame, out);
    });
    if (!appended)
        return fail({"cannot store the frame: " + appended.error().what,
                     fmt::format("{}, frame {}", m_file.path(), m_frames),
                     {}});
    ++m_frames;
    return m_buffer.size() < kFlushAt ? Result<void>{} : flush();
}

Result<void> TraceWriter::finish() {
    if (m_failure)
        return tl::unexpected<Error>(*m_failure);
    SEATAPE_ASSERT(m_file.isOpen());
    (void)appendRecord(m_buffer, Tag::End, [this](std::vector<uint8_t>& out) {
        return appendEnd(m_frames, out); // a number always fits
    });
    if (auto flushed = flush(); !flushed)
        return flushed;
    if (auto closed = m_file.close(); !closed)
        return fail(std::move(closed.error()));
    return {};
}

Result<void> TraceWriter::flush() {
    auto written = m_file.write(m_buffer);
    m_buffer.clear();
    if (!written)
        return fail(std::move(written.error()));
    return {};
}

Result<void> TraceWriter::fail(Error error) {
    m_failure = error;
    return tl::unexpected<Error>(std::move(error));
}

} // namespace seatape::trace
