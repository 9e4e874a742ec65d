#include "traces/trace_file.h"

#include "traces/trace_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace seatape::trace {

Result<TraceReader> TraceReader::open(const std::string& path) {
    auto bytes = InBytes::open(path);
    return bytes ? start(std::move(*bytes)) : Result<TraceReader>(passOn(bytes));
}

Result<TraceReader> TraceReader::fromBytes(std::span<const uint8_t> bytes, std::string name) {
    return start(InBytes::fromMemory(bytes, std::move(name)));
}

Result<TraceReader> TraceReader::start(InBytes bytes) {
    TraceReader reader(std::move(bytes));
    if (auto preamble = reader.checkPreamble(); !preamble)
        return passOn(preamble);
    if (auto header = reader.readHeaderRecord(); !header)
        return passOn(header);
    return reader;
}

Result<void> TraceReader::checkPreamble() {
    const auto size = static_cast<size_t>(std::min<uint64_t>(kPreambleSize, m_bytes.size()));
    auto bytes = m_bytes.view(0, size);
    if (!bytes)
        return passOn(bytes);
    const Preamble preamble = readPreamble(*bytes);
    switch (preamble.fault) {
    case PreambleFault::None:
        return {};
    case PreambleFault::NoTrace:
        return failure(size == 0 ? "the file is empty" : "this is not a trace", m_bytes.name(),
                       "give a file that `seatape record` wrote");
    case PreambleFault::Newer:
        return failure(fmt::format("the trace needs a reader of format version {}, but this "
                                   "program reads up to version {}",
                                   preamble.minimumReader, kFormatVersion),
                       m_bytes.name(), "use a newer seatape to read this trace");
    case PreambleFault::Damaged:
        break;
    }
    return damaged("the first 20 bytes are damaged or cut", 0, {});
}

Result<void> TraceReader::readHeaderRecord() {
    Cursor cursor{kPreambleSize, 0};
    Record record;
    if (auto read = readRecord(cursor, record); !read)
        return read;
    if (record.tag != static_cast<uint8_t>(Tag::Header))
        return damaged("the header record is missing", record.offset, {});
    auto header = readHeader(record.payload);
    if (!header && !header.error().remedy.empty())
        return failure(header.error().what, m_bytes.name(), header.error().remedy);
    if (!header)
        return damaged("the header: " + header.error().what, record.offset, {});
    m_header = std::move(*header);
    m_first = m_next = cursor;
    return {};
}

Result<void> TraceReader::readRecord(Cursor& cursor, Record& record) {
    const uint64_t left = m_bytes.size() - cursor.offset;
    if (left < kRecordHeadSize)
        return damaged("the trace is cut inside the head of a record", cursor.offset, cursor);
    auto bytes = m_bytes.view(cursor.offset, kRecordHeadSize);
    if (!bytes)
        return passOn(bytes);
    const RecordHead head = readRecordHead(*bytes);
    if (head.length > kMaxPayload)
        return damaged(fmt::format("a record claims {} bytes; none has more than {}", head.length,
                                   kMaxPayload),
                       cursor.offset, cursor);
    if (head.length > left - kRecordHeadSize)
        return damaged(fmt::format("the trace is cut: a record claims {} bytes, but {} are left",
                                   head.length, left - kRecordHeadSize),
                       cursor.offset, cursor);
    bytes = m_bytes.view(cursor.offset, kRecordHeadSize + head.length);
    if (!bytes)
        return passOn(bytes);
    record = {head.tag, cursor.offset, bytes->subspan(kRecordHeadSize)};
    if (recordCheck(head.tag, record.payload) != head.check)
        return damaged("the check of a record does not match: its bytes have changed",
                       cursor.offset, cursor);
    cursor.offset += kRecordHeadSize + head.length;
    return {};
}

Result<bool> TraceReader::nextFrameRecord(Cursor& cursor, Record& record) {
    while (cursor.offset != m_bytes.size()) {
        Cursor behind = cursor;
        if (auto read = readRecord(behind, record); !read)
            return passOn(read);
        if (record.tag == static_cast<uint8_t>(Tag::End)) {
            auto end = checkEnd(record, behind);
            return end ? Result<bool>(false) : passOn(end);
        }
        cursor = behind;
        if (record.tag == static_cast<uint8_t>(Tag::Frame)) {
            ++cursor.frame;
            return true;
        }
    }
    return damaged("the trace has no end record: its recorder was stopped, or the file was cut",
                   cursor.offset, cursor);
}

Result<void> TraceReader::checkEnd(const Record& end, const Cursor& behind) {
    const auto frames = readEnd(end.payload);
    if (!frames || *frames != behind.frame)
        return damaged(fmt::format("the end record speaks of {} frames, but {} were found",
                                   frames.value_or(0), behind.frame),
                       end.offset, behind);
    if (behind.offset != m_bytes.size())
        return damaged(
            fmt::format("{} bytes stand behind the end record", m_bytes.size() - behind.offset),
            behind.offset, behind);
    return {};
}

Result<bool> TraceReader::nextFrame(Cursor& cursor, Frame& frame) {
    const Cursor before = cursor;
    Record record;
    auto more = nextFrameRecord(cursor, record);
    if (!more || !*more)
        return more;
    if (auto read = readFrame(record.payload, m_header.versions, frame); !read)
        return damaged("the frame: " + read.error().what, record.offset, before);
    return true;
}

Result<bool> TraceReader::next(Frame& frame) {
    if (m_failure)
        return tl::unexpected<Error>(*m_failure);
    auto more = nextFrame(m_next, frame);
    if (!more)
        m_failure = more.error();
    return more;
}

TraceContents TraceReader::readAll() {
    TraceContents contents;
    Cursor cursor = m_first;
    Frame frame;
    auto more = nextFrame(cursor, frame);
    for (; more && *more; more = nextFrame(cursor, frame))
        contents.frames.push_back(std::exchange(frame, {}));
    if (!more)
        contents.damage = std::move(more.error());
    return contents;
}

void TraceReader::scan() {
    Cursor cursor = m_first;
    Record record;
    auto more = nextFrameRecord(cursor, record);
    for (; more && *more; more = nextFrameRecord(cursor, record))
        m_offsets.push_back(record.offset);
    if (!more)
        m_scanFailure = std::move(more.error());
    m_isScanned = true;
}

uint64_t TraceReader::frameCount() {
    if (!m_isScanned)
        scan();
    return m_offsets.size();
}

Result<Frame> TraceReader::frame(uint64_t n) {
    if (n >= frameCount()) {
        if (m_scanFailure)
            return tl::unexpected<Error>(*m_scanFailure);
        return failure(fmt::format("there is no frame {}; the trace has {}", n, m_offsets.size()),
                       m_bytes.name(), "give a number below that; frames count from 0");
    }
    Cursor cursor{m_offsets[static_cast<size_t>(n)], n};
    Frame frame;
    auto read = nextFrame(cursor, frame);
    if (!read)
        return passOn(read);
    return frame;
}

tl::unexpected<Error> TraceReader::damaged(std::string what, uint64_t offset,
                                           const Cursor& cursor) const {
    const bool hasHeader = m_first.offset != 0;
    if (!hasHeader)
        return failure(std::move(what), fmt::format("{}, byte {}", m_bytes.name(), offset),
                       "nothing of this trace can be read; record the scenario again");
    const std::string kept = cursor.frame == 0
                                 ? "no frame can be read"
                                 : fmt::format("the {} frames before it are intact", cursor.frame);
    return failure(what + "; everything from here on is lost",
                   fmt::format("{}, byte {}, frame {}", m_bytes.name(), offset, cursor.frame),
                   kept + "; record the scenario again for the rest");
}

} // namespace seatape::trace
