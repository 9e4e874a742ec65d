/// Fuzzes the trace reader with whole files, and its payload decoders behind the checks.
///
/// The checks of preamble and records are made right first, so that mutations reach the payloads.

#include "traces/payload.h"
#include "traces/trace_file.h"
#include "traces/trace_format.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

using namespace seatape;
using namespace seatape::trace;

namespace {

void require(bool condition) {
    if (!condition)
        std::abort();
}

void repairPreamble(std::vector<uint8_t>& file) {
    if (file.size() < kPreambleSize)
        return;
    const auto preamble = makePreamble();
    std::copy(preamble.begin(), preamble.end(), file.begin());
}

void repairRecords(std::vector<uint8_t>& file) {
    size_t offset = kPreambleSize;
    while (offset < file.size() && file.size() - offset >= kRecordHeadSize) {
        const size_t payload = offset + kRecordHeadSize;
        const RecordHead head = readRecordHead(std::span(file).subspan(offset));
        if (head.length > file.size() - payload)
            return;
        writeRecordHead(static_cast<Tag>(head.tag), std::span(file).subspan(payload, head.length),
                        &file[offset]);
        offset = payload + head.length;
    }
}

/// Reads everything in both ways; what reads must write, and read again as the same.
void readFile(std::span<const uint8_t> file) {
    auto reader = TraceReader::fromBytes(file, "fuzz");
    if (!reader)
        return;
    const TraceContents contents = reader->readAll();
    require(contents.frames.size() <= reader->frameCount());
    for (size_t i = 0; i < contents.frames.size(); ++i) {
        std::vector<uint8_t> payload;
        require(appendFrame(contents.frames[i], payload).has_value());
        Frame again;
        require(readFrame(payload, currentVersions(), again).has_value());
        require(again == contents.frames[i]);
        require(reader->frame(i) == contents.frames[i]);
    }
    std::vector<uint8_t> header;
    require(appendHeader(reader->header(), header).has_value());
    require(readHeader(header)->header == reader->header());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::vector<uint8_t> file(data, data + size);
    readFile(file);
    repairPreamble(file);
    repairRecords(file);
    readFile(file);
    return 0;
}
