/// The container's fixed shapes: preamble and record head (docs/trace-format.md, "The file"). No
/// I/O.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace seatape::trace {

inline constexpr std::array<uint8_t, 12> kMagic{0x89, 'S', 'E', 'A',  'T',  'A',
                                                'P',  'E', 13,  '\n', 0x1a, '\n'};
inline constexpr uint16_t kFormatVersion = 1; ///< what this program writes, and the newest it reads
inline constexpr uint16_t kMinimumReader = 1; ///< what a reader must know to read what we write

inline constexpr size_t kPreambleSize = 20;
inline constexpr size_t kRecordHeadSize = 9;
inline constexpr uint32_t kMaxPayload = uint32_t{64} << 20;

enum class Tag : uint8_t { Header = 'H', Frame = 'F', End = 'E' };

struct RecordHead {
    uint8_t tag = 0;
    uint32_t length = 0; ///< bytes of payload
    uint32_t check = 0;
};

/// Why a preamble is refused.
enum class PreambleFault : uint8_t { None, NoTrace, Damaged, Newer };

struct Preamble {
    PreambleFault fault = PreambleFault::None;
    uint16_t formatVersion = 0;
    uint16_t minimumReader = 0;
};

/// Returns the preamble of a file of today's format.
std::array<uint8_t, kPreambleSize> makePreamble(uint16_t formatVersion = kFormatVersion,
                                                uint16_t minimumReader = kMinimumReader);
/// Reads a preamble; `bytes` may be shorter than one, when the file is.
Preamble readPreamble(std::span<const uint8_t> bytes);

/// Returns the check of a record: it covers the tag, the length and the payload.
uint32_t recordCheck(uint8_t tag, std::span<const uint8_t> payload);

/// Writes the head of a record with this payload; `head` has kRecordHeadSize bytes.
void writeRecordHead(Tag tag, std::span<const uint8_t> payload, uint8_t* head);
/// Reads a head; `bytes` holds at least kRecordHeadSize bytes.
RecordHead readRecordHead(std::span<const uint8_t> bytes);

} // namespace seatape::trace
