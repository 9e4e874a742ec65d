// SPDX-License-Identifier: Apache-2.0
/// Little-endian numbers in byte vectors and spans, inline because every frame is made of them. The
/// archives are built on these two. Private to traces/.
#pragma once

#include "seatape/base/bits.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <vector>

namespace seatape::trace {

/// Says why a payload cannot be read; thrown inside traces/, converted to Result in payload.cpp.
struct BadPayload : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// Not damage: a class version from the future.
struct NewerPayload : BadPayload {
    using BadPayload::BadPayload;
};

/// Writes 8 bytes at `place`.
inline void storeWord(uint8_t* place, uint64_t value) {
    value = littleEndian(value);
    std::memcpy(place, &value, sizeof value);
}
/// Reads 8 bytes at `place`.
inline uint64_t loadWord(const uint8_t* place) {
    uint64_t value = 0;
    std::memcpy(&value, place, sizeof value);
    return littleEndian(value);
}

/// Appends to a byte vector, which is complete when the writer is destroyed.
class ByteWriter {
public:
    explicit ByteWriter(std::vector<uint8_t>& out) : m_out(out), m_size(out.size()) {}
    ~ByteWriter() { m_out.resize(m_size); }
    ByteWriter(const ByteWriter&) = delete;
    ByteWriter& operator=(const ByteWriter&) = delete;

    /// Writes the low `size` (0..8) bytes of `value`.
    void fixed(uint64_t value, unsigned size) {
        storeWord(room(8), value); // what is beyond `size` is overwritten next
        m_size += size;
    }
    /// Writes LEB128.
    void leb(uint64_t value) {
        uint8_t* place = room(10);
        unsigned n = 0;
        for (; value >= 0x80; value >>= 7)
            place[n++] = static_cast<uint8_t>(value | 0x80);
        place[n++] = static_cast<uint8_t>(value);
        m_size += n;
    }
    /// Writes bytes as they are.
    void raw(const void* data, size_t size) {
        if (size != 0)
            std::memcpy(room(size), data, size);
        m_size += size;
    }
    size_t size() const { return m_size; }
    /// Sets bits of a byte that has been written.
    void orByte(size_t offset, unsigned set) {
        m_out[offset] = static_cast<uint8_t>(m_out[offset] | set);
    }

private:
    uint8_t* room(size_t n) {
        if (m_out.size() - m_size < n)
            m_out.resize(m_size + n + 256); // enough for the usual rest of a frame
        return m_out.data() + m_size;
    }

    std::vector<uint8_t>& m_out; // longer than m_size while the writer lives
    size_t m_size;
};

/// Reads from a byte span, never beyond it. Throws BadPayload.
class ByteReader {
public:
    explicit ByteReader(std::span<const uint8_t> bytes) : m_bytes(bytes) {}

    size_t offset() const { return m_offset; }
    size_t left() const { return m_bytes.size() - m_offset; }

    /// Reads bytes as they are.
    std::span<const uint8_t> take(size_t n) {
        if (n > left())
            throw BadPayload("the payload ends inside a value");
        const auto taken = m_bytes.subspan(m_offset, n);
        m_offset += n;
        return taken;
    }
    /// Reads a number of `size` (0..8) bytes.
    uint64_t fixed(unsigned size) {
        if (left() < 8)
            return fixedNearEnd(size);
        const uint64_t value = loadWord(m_bytes.data() + m_offset);
        m_offset += size;
        return value & lowMask(8 * size);
    }
    uint8_t byte() {
        if (left() == 0)
            throw BadPayload("the payload ends inside a value");
        return m_bytes[m_offset++];
    }
    /// Reads LEB128 of a number that is at most `max`.
    uint64_t leb(uint64_t max) {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const uint64_t next = byte();
            const uint64_t group = next & 0x7f;
            value |= group << shift;
            if ((group << shift) >> shift != group)
                break; // bits above 63
            if (next < 0x80 && value <= max)
                return value;
        }
        throw BadPayload("a number does not fit its field");
    }

private:
    uint64_t fixedNearEnd(unsigned size) {
        uint64_t value = 0;
        const auto bytes = take(size);
        for (unsigned i = 0; i < size; ++i)
            value |= uint64_t{bytes[i]} << (8 * i);
        return value;
    }

    std::span<const uint8_t> m_bytes;
    size_t m_offset = 0;
};

} // namespace seatape::trace
