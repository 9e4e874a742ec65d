// SPDX-License-Identifier: Apache-2.0
#include "traces/import/xml.h"

#include "traces/container/serialize_scenario.h"
#include "traces/xml/archive.h"
#include "traces/xml/line_buffer.h"

#include <boost/archive/impl/basic_xml_iarchive.ipp>
#include <boost/archive/impl/xml_iarchive_impl.ipp>

#include <algorithm>
#include <exception>
#include <istream>
#include <locale>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace seatape::trace {
namespace {

constexpr const char* kBadForm = "correct the text, or export the trace again";

void checkFormat(uint16_t version) {
    if (version > kFormatVersion)
        throw NewerPayload(fmt::format("the trace has format version {}, but this program knows "
                                       "it up to version {}",
                                       version, kFormatVersion));
}

/// Returns the versions by class number from those by name, which leave out 0.
ClassVersions versionsOf(const std::vector<NamedNumber>& named) {
    ClassVersions versions(TracedClasses::size);
    for (const auto& [name, version] : named) {
        const auto found = std::ranges::find(kClassNames, name);
        if (found == kClassNames.end())
            throw NewerPayload("the trace stores a class that this program does not know");
        const auto number = static_cast<size_t>(found - kClassNames.begin());
        versions[number] = static_cast<uint32_t>(std::min<uint64_t>(version, UINT32_MAX));
    }
    checkVersions(versions);
    return versions;
}

void readStart(xml::XmlIn& archive, TraceHeader& header) {
    archive.element("trace", [&] {
        uint16_t formatVersion = 0;
        field(archive, "formatVersion", formatVersion);
        checkFormat(formatVersion);
        std::vector<NamedNumber> versions;
        field(archive, "versions", versions);
        archive.setVersions(versionsOf(versions));
        field(archive, "header", header);
    });
}

/// Reads a frame, or false if the text says that none follows.
bool readNext(xml::XmlIn& archive, Frame& frame) {
    bool isPresent = false;
    archive.element("next", [&] {
        field(archive, "present", isPresent);
        if (isPresent)
            field(archive, "frame", frame);
    });
    return isPresent;
}

} // namespace

/// What the archive reads from; heap-allocated, since the parts refer to each other.
class XmlReader::Text {
public:
    explicit Text(LineSource lines) : m_buffer(std::move(lines)), m_stream(&m_buffer) {
        m_stream.imbue(std::locale::classic());
    }
    Text(const Text&) = delete;
    Text& operator=(const Text&) = delete;
    /// Keeps Boost's archive from looking for the end of the text when it is destroyed.
    ~Text() { m_stream.setstate(std::ios::failbit); }

    xml::LineBuffer& buffer() { return m_buffer; }
    /// Reads the start of the text.
    xml::XmlIn& start() { return m_archive.emplace(m_stream); }
    xml::XmlIn& archive() { return *m_archive; }
    /// Throws if there is more than the closing tag.
    void finish() {
        std::string last;
        m_stream >> std::ws >> last;
        if (last != "</boost_serialization>")
            throw BadPayload("the closing tag of boost_serialization is missing");
        if (!(m_stream >> std::ws).eof() || !m_buffer.status())
            throw BadPayload("nothing may follow the trace");
    }

private:
    xml::LineBuffer m_buffer;
    std::istream m_stream;
    std::optional<xml::XmlIn> m_archive;
};

XmlReader::XmlReader(std::unique_ptr<Text> text, std::string name)
    : m_text(std::move(text)), m_name(std::move(name)) {}
XmlReader::XmlReader(XmlReader&&) noexcept = default;
XmlReader& XmlReader::operator=(XmlReader&&) noexcept = default;
XmlReader::~XmlReader() = default;

std::string XmlReader::place() const {
    const std::string value = m_isOpen ? fmt::format("frame {}", m_frames) : "the header";
    return fmt::format("{}, line {}, in {}", m_name, m_text->buffer().line(), value);
}

tl::unexpected<Error> XmlReader::wrong(const std::string& what) const {
    const Result<bool>& source = m_text->buffer().status();
    if (!source)
        return failure(source.error().what,
                       source.error().where.empty() ? place() : source.error().where,
                       source.error().remedy);
    return failure(*source ? what : "the text ends before the trace", place(), kBadForm);
}

/// Runs `read`, which gives false at the end of the trace; what it throws becomes an error.
template <class Read>
Result<bool> XmlReader::guarded(Read read) {
    m_text->buffer().beginValue(kMaxXmlValue);
    try {
        return read();
    } catch (const NewerPayload& e) {
        return failure(e.what(), place(), "use a newer seatape to read this trace");
    } catch (const boost::archive::archive_exception& e) {
        return wrong(fmt::format("no trace in XML goes on like this ({})", e.what()));
    } catch (const std::exception& e) {
        return wrong(e.what());
    }
}

Result<XmlReader> XmlReader::open(LineSource lines, std::string name) {
    XmlReader reader(std::make_unique<Text>(std::move(lines)), std::move(name));
    auto opened = reader.guarded([&reader] {
        readStart(reader.m_text->start(), reader.m_header);
        return true;
    });
    if (!opened)
        return passOn(opened);
    reader.m_isOpen = true;
    return reader;
}

Result<bool> XmlReader::next(Frame& frame) {
    if (!m_status || !*m_status)
        return m_status;
    m_status = guarded([&] {
        if (readNext(m_text->archive(), frame))
            return true;
        m_text->finish();
        return false;
    });
    m_frames += m_status && *m_status ? 1 : 0;
    return m_status;
}

} // namespace seatape::trace
