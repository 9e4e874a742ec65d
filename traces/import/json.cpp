// SPDX-License-Identifier: Apache-2.0
#include "traces/import/json.h"

#include "traces/json/read.h"

#include <fmt/format.h>

namespace seatape::trace {

tl::unexpected<Error> JsonReader::wrong(const std::string& key, std::string what) const {
    const std::string place = fmt::format("{}, line {}", m_name, m_line);
    return failure(std::move(what), key.empty() ? place : fmt::format("{}, {}", place, key),
                   "correct the line, or export the trace again");
}

Result<bool> JsonReader::nextLine(std::string& line) {
    auto more = m_lines(line);
    if (!more || !*more)
        return more;
    ++m_line;
    if (line.size() > kMaxJsonLine)
        return wrong("", fmt::format("the line is longer than {} bytes", kMaxJsonLine));
    return true;
}

Result<JsonReader> JsonReader::open(LineSource lines, std::string name) {
    JsonReader reader(std::move(lines), std::move(name));
    auto more = reader.nextLine(reader.m_text);
    if (!more)
        return passOn(more);
    if (!*more)
        return failure("the file is empty", reader.m_name, "the first line must be the header");
    try {
        const json::Json parsed = json::parseLine(reader.m_text);
        json::Object object(parsed, "");
        reader.m_header = json::readHeader(object);
    } catch (const json::BadKey& bad) {
        return reader.wrong(bad.key, bad.what());
    }
    return reader;
}

Result<bool> JsonReader::next(Frame& frame) {
    if (!m_status || !*m_status)
        return m_status;
    m_status = nextLine(m_text);
    if (!m_status || !*m_status)
        return m_status;
    try {
        const json::Json parsed = json::parseLine(m_text);
        json::Object object(parsed, "");
        frame = json::readFrame(object, m_header.scenario.dialect);
    } catch (const json::BadKey& bad) {
        m_status = wrong(bad.key, bad.what());
    }
    return m_status;
}

} // namespace seatape::trace
