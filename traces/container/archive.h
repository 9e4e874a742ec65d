// SPDX-License-Identifier: Apache-2.0
/// The two archives that read and write a trace's payloads: models of Boost.Serialization's archive
/// concept over little-endian bytes (docs/trace-format.md, "Payloads"). Private to traces/.
///
/// Plain values only: no pointers, no tracking. No type contains itself, so the depth of nesting is
/// bounded by the types. What an archive refuses is a BadPayload, which never leaves traces/.
#pragma once

#include "traces/container/bytes.h"
#include "traces/container/class_list.h"
#include "traces/container/payload.h"
#include "traces/container/prediction.h"

#include <boost/mpl/bool.hpp>
#include <boost/serialization/nvp.hpp>
#include <boost/serialization/serialization.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace seatape::trace {

/// How much memory the list elements of one payload may take, in bytes. Strings and byte lists take
/// what the payload itself holds.
inline constexpr size_t kListBudget = size_t{64} << 20;

/// Appends values to a byte vector, which is complete when the archive is destroyed.
class OutArchive : public ByteWriter {
public:
    using is_saving = boost::mpl::true_;
    using is_loading = boost::mpl::false_;

    OutArchive(std::vector<uint8_t>& out, Prediction& prediction)
        : ByteWriter(out), m_prediction(prediction) {}

    template <class T>
    OutArchive& operator<<(const T& value) {
        save(value);
        return *this;
    }
    template <class T>
    OutArchive& operator&(const T& value) {
        return *this << value;
    }
    template <class T>
    void register_type(const T* = nullptr) {} // concept: only pointers to base classes need it
    unsigned get_library_version() const { return 0; }
    void save_binary(const void* data, size_t size) { raw(data, size); }

    /// Writes the number of elements that follow.
    void count(size_t n);
    /// Starts a list element: its first flag opens a new byte.
    void beginElement() { m_flagsUsed = 8; }
    Prediction& prediction() { return m_prediction; }

private:
    template <class T>
    void save(const boost::serialization::nvp<T>& named) {
        *this << named.const_value();
    }
    void save(bool value) {
        if (m_flagsUsed == 8) {
            m_flagByte = size();
            m_flagsUsed = 0;
            fixed(0, 1);
        }
        orByte(m_flagByte, unsigned{value} << m_flagsUsed++);
    }
    void save(uint8_t value) { fixed(value, 1); }
    void save(uint16_t value) { leb(value); }
    void save(uint32_t value) { leb(value); }
    void save(uint64_t value) { leb((value << 1) ^ (0 - (value >> 63))); }
    void save(int32_t value) { save(static_cast<uint64_t>(int64_t{value})); }
    void save(const std::string& text);
    void save(const std::vector<uint8_t>& bytes);
    template <class T>
    void save(const std::vector<T>& list) {
        count(list.size());
        for (const T& element : list) {
            beginElement();
            *this << element;
        }
    }
    template <class T>
    void save(const T& object) {
        static_assert(std::is_class_v<T>, "only fixed-width integers go into a trace");
        constexpr uint32_t version = TracedClasses::current[TracedClasses::numberOf<T>()];
        boost::serialization::serialize_adl(*this, const_cast<T&>(object), version);
    }

    Prediction& m_prediction;
    size_t m_flagByte = 0; // where the open flag byte stands
    unsigned m_flagsUsed = 8;
};

/// Reads values from a byte span, never beyond it.
class InArchive : public ByteReader {
public:
    using is_saving = boost::mpl::false_;
    using is_loading = boost::mpl::true_;

    /// `versions` are the file's; the class numbers that they lack count as version 0.
    InArchive(std::span<const uint8_t> bytes, const ClassVersions& versions, Prediction& prediction)
        : ByteReader(bytes), m_versions(versions), m_prediction(prediction) {}

    template <class T>
    InArchive& operator>>(T& value) {
        load(value);
        return *this;
    }
    template <class T>
    InArchive& operator>>(const boost::serialization::nvp<T>& named) {
        return *this >> named.value();
    }
    template <class T>
    InArchive& operator&(T& value) {
        return *this >> value;
    }
    template <class T>
    InArchive& operator&(const boost::serialization::nvp<T>& named) {
        return *this >> named.value();
    }
    template <class T>
    void register_type(const T* = nullptr) {}
    unsigned get_library_version() const { return 0; }
    void load_binary(void* data, size_t size);

    /// Reads the number of elements of `elementSize` bytes of memory that follow. It is checked
    /// against the bytes left, one per element, and against the budget, so that the caller may
    /// reserve.
    size_t count(size_t elementSize);
    void beginElement() { m_flagsUsed = 8; }
    Prediction& prediction() { return m_prediction; }

private:
    void load(bool& value) {
        if (m_flagsUsed == 8) {
            m_flags = byte();
            m_flagsUsed = 0;
        }
        value = ((m_flags >> m_flagsUsed++) & 1) != 0;
    }
    void load(uint8_t& value) { value = byte(); }
    void load(uint16_t& value) { value = static_cast<uint16_t>(leb(UINT16_MAX)); }
    void load(uint32_t& value) { value = static_cast<uint32_t>(leb(UINT32_MAX)); }
    void load(uint64_t& value) {
        const uint64_t zigzag = leb(UINT64_MAX);
        value = (zigzag >> 1) ^ (0 - (zigzag & 1));
    }
    void load(int32_t& value);
    void load(std::string& text);
    void load(std::vector<uint8_t>& bytes);
    template <class T>
    void load(std::vector<T>& list) {
        const size_t n = count(sizeof(T));
        list.clear();
        list.reserve(n);
        for (size_t i = 0; i < n; ++i) {
            beginElement();
            *this >> list.emplace_back();
        }
    }
    template <class T>
    void load(T& object) {
        static_assert(std::is_class_v<T>, "only fixed-width integers go into a trace");
        constexpr size_t number = TracedClasses::numberOf<T>();
        const uint32_t version = number < m_versions.size() ? m_versions[number] : 0;
        boost::serialization::serialize_adl(*this, object, version);
    }

    const ClassVersions& m_versions;
    Prediction& m_prediction;
    size_t m_budget = kListBudget;
    unsigned m_flags = 0; // the open flag byte
    unsigned m_flagsUsed = 8;
};

} // namespace seatape::trace
