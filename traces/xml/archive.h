// SPDX-License-Identifier: Apache-2.0
/// The two archives of the XML form (docs/exports.md, "XML"): Boost's XML archives do the syntax,
/// these the values. Private to traces/.
///
/// Boost's own loading of numbers wraps around, that of lists believes their count, and that of
/// objects follows references. So Boost only ever sees strings and elements: numbers, bytes and
/// lists are read here, strictly. What is refused is a BadPayload.
#pragma once

#include "traces/container/class_list.h"
#include "traces/container/payload.h"
#include "traces/xml/text.h"

#include "seatape/base/hex_bytes.h"

#include <boost/archive/impl/basic_xml_grammar.hpp>
#include <boost/archive/xml_iarchive.hpp>
#include <boost/archive/xml_oarchive.hpp>
#include <boost/mpl/bool.hpp>
#include <boost/serialization/level.hpp>
#include <boost/serialization/nvp.hpp>
#include <boost/serialization/serialization.hpp>
#include <boost/serialization/tracking.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace seatape::trace::xml {

/// An element that holds others, as Boost sees it: whatever `body` reads or writes.
struct Element {
    std::function<void()> body;

    template <class Archive>
    void serialize(Archive& /*ar*/, unsigned /*version*/) {
        body();
    }
};

/// Writes values as elements.
class XmlOut {
public:
    using is_saving = boost::mpl::true_;
    using is_loading = boost::mpl::false_;

    explicit XmlOut(std::ostream& out) : m_archive(out) {}

    template <class T>
    XmlOut& operator&(const boost::serialization::nvp<T>& named) {
        save(named.name(), named.const_value());
        return *this;
    }
    /// Writes an element that holds what `body` writes.
    void element(const char* name, std::function<void()> body) {
        const Element element{std::move(body)};
        m_archive << boost::serialization::make_nvp(name, element);
    }

private:
    void text(const char* name, const std::string& text) {
        m_archive << boost::serialization::make_nvp(name, text);
    }
    template <std::integral T>
    void save(const char* name, const T& value) {
        constexpr bool isWord = sizeof(T) == 8; // mostly an address or a register
        text(name, isWord ? fmt::format("{:#x}", value) : fmt::format("{:d}", value));
    }
    void save(const char* name, const std::string& value) { text(name, escaped(value)); }
    void save(const char* name, const std::vector<uint8_t>& bytes) { text(name, hexBytes(bytes)); }
    template <size_t size>
    void save(const char* name, const std::array<uint8_t, size>& bytes) {
        text(name, hexBytes(bytes));
    }
    template <class T>
    void save(const char* name, const std::vector<T>& list) {
        element(name, [&] {
            text("count", fmt::format("{}", list.size()));
            for (const T& item : list)
                save("item", item);
        });
    }
    template <class T>
    void save(const char* name, const T& object) {
        constexpr uint32_t version = TracedClasses::current[TracedClasses::numberOf<T>()];
        element(name, [&] {
            boost::serialization::serialize_adl(*this, const_cast<T&>(object), version);
        });
    }

    boost::archive::xml_oarchive m_archive;
};

/// Boost's XML archive with a check of its own of the names of tags: Boost's reads beyond the name
/// that it expects when a closing tag has a longer one, and does not look at opening tags.
class TagReader : public boost::archive::xml_iarchive_impl<TagReader> {
public:
    explicit TagReader(std::istream& in)
        : boost::archive::xml_iarchive_impl<TagReader>(in, boost::archive::no_xml_tag_checking) {
        init();
    }
    // Boost's archive calls these two around every value.
    void load_start(const char* name) { check(gimpl->parse_start_tag(is), name); }
    void load_end(const char* name) { check(gimpl->parse_end_tag(is), name); }

private:
    void check(bool isTag, const char* name) const {
        if (!isTag || gimpl->rv.object_name != name)
            throw BadPayload(fmt::format("the tag of {} is expected here", name));
    }
};

/// Reads them back. Memory stays within a small multiple of the text that is there.
class XmlIn {
public:
    using is_saving = boost::mpl::false_;
    using is_loading = boost::mpl::true_;

    explicit XmlIn(std::istream& in) : m_archive(in) {}

    /// Reads on by the class versions of the file.
    void setVersions(ClassVersions versions) { m_versions = std::move(versions); }

    template <class T>
    XmlIn& operator&(const boost::serialization::nvp<T>& named) {
        load(named.name(), named.value());
        return *this;
    }
    /// Reads an element that holds what `body` reads.
    void element(const char* name, std::function<void()> body) {
        Element element{std::move(body)};
        m_archive >> boost::serialization::make_nvp(name, element);
    }

private:
    std::string text(const char* name) {
        std::string text;
        m_archive >> boost::serialization::make_nvp(name, text);
        return text;
    }
    void load(const char* name, bool& value) { value = number(text(name), 1) != 0; }
    void load(const char* name, int32_t& value) { value = signedNumber(text(name)); }
    template <std::unsigned_integral T>
    void load(const char* name, T& value) {
        value = static_cast<T>(number(text(name), std::numeric_limits<T>::max()));
    }
    void load(const char* name, std::string& value) { value = unescaped(text(name)); }
    void load(const char* name, std::vector<uint8_t>& bytes) {
        auto parsed = parseHexBytes(text(name));
        if (!parsed)
            throw BadPayload(parsed.error().what);
        bytes = std::move(*parsed);
    }
    template <size_t size>
    void load(const char* name, std::array<uint8_t, size>& bytes) {
        std::vector<uint8_t> list;
        load(name, list);
        if (list.size() != size)
            throw BadPayload(fmt::format("{} has {} bytes, not {}", name, size, list.size()));
        std::ranges::copy(list, bytes.begin());
    }
    template <class T>
    void load(const char* name, std::vector<T>& list) {
        list.clear();
        element(name, [&] {
            uint64_t count = number(text("count"), UINT64_MAX);
            for (; count > 0; --count) // it takes no memory before there is text for it
                load("item", list.emplace_back());
        });
    }
    template <class T>
    void load(const char* name, T& object) {
        constexpr size_t number = TracedClasses::numberOf<T>();
        const uint32_t version = number < m_versions.size() ? m_versions[number] : 0;
        element(name, [&] { boost::serialization::serialize_adl(*this, object, version); });
    }

    TagReader m_archive;
    ClassVersions m_versions;
};

} // namespace seatape::trace::xml

// No class versions, which the archives above count themselves, and no references.
BOOST_CLASS_IMPLEMENTATION(seatape::trace::xml::Element, boost::serialization::object_serializable)
BOOST_CLASS_TRACKING(seatape::trace::xml::Element, boost::serialization::track_never)
