// SPDX-License-Identifier: Apache-2.0
/// Reads the XML form of a trace back (traces/export/xml.h). Needs no Boost to include.
///
/// Strict: an element that is missing, unknown, out of order or of another type, and a number that
/// does not fit, is an error that names line and frame. Memory is bounded by the longest value.
#pragma once

#include "traces/container/trace_header.h"
#include "traces/import/text.h"

#include "seatape/base/result.h"
#include "seatape/core/frame.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace seatape::trace {

/// The longest text of a header or of a frame that is read, in bytes.
inline constexpr size_t kMaxXmlValue = size_t{256} << 20;

/// The frames of a trace in XML.
class XmlReader final : public FrameSource {
public:
    /// Reads the header. `name` stands in messages.
    static Result<XmlReader> open(LineSource lines, std::string name);

    XmlReader(XmlReader&&) noexcept;
    XmlReader& operator=(XmlReader&&) noexcept;
    ~XmlReader() override;

    const TraceHeader& header() const { return m_header; }

    /// Reads the next value into `frame`; false after the last one. Stays at its first error.
    Result<bool> next(Frame& frame) override;
    using FrameSource::next;

private:
    class Text;

    XmlReader(std::unique_ptr<Text> text, std::string name);
    std::string place() const;
    tl::unexpected<Error> wrong(const std::string& what) const;
    template <class Read>
    Result<bool> guarded(Read read);

    std::unique_ptr<Text> m_text;
    std::string m_name;
    TraceHeader m_header;
    bool m_isOpen = false;        ///< the header has been read
    uint64_t m_frames = 0;        ///< that have been read
    Result<bool> m_status = true; ///< an error, or false at the end
};

} // namespace seatape::trace
