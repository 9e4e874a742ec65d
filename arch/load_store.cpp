// SPDX-License-Identifier: Apache-2.0
#include "seatape/arch/load_store.h"

#include "seatape/base/bits.h"
#include "seatape/esr/fields.h"

#include <string_view>

namespace seatape {
namespace {

/// Where the first byte is.
enum class Place : uint8_t {
    Base,       ///< Rn, and what is added afterwards does not matter
    Scaled,     ///< Rn + imm12 × bytes
    Unscaled,   ///< Rn + imm9
    Register,   ///< Rn + extended Rm
    Pair,       ///< Rn + imm7 × bytes
    PcRelative, ///< PC + imm19 × 4
    Rt          ///< Xt of DC
};

/// How many bytes there are.
enum class Size : uint8_t {
    Single,       ///< 2^size, bits [31:30]
    Literal,      ///< opc [31:30]: 4, 8, 4
    SimdLiteral,  ///< 4 × 2^opc
    Pair,         ///< two of 4 or 8 (bit 31)
    SimdPair,     ///< two of 4 × 2^opc
    Joined,       ///< one of 8 or 16 (bit 30)
    Simd,         ///< 2^(opc<1>:size)
    Structures,   ///< whole registers
    OneStructure, ///< a lane of one to four registers
    ZeroBlock,
    Address ///< one byte
};

enum class Direction : uint8_t { Load, Store, ReadWrite, LoadBit, Opc, Maintain };

/// Whether the syndrome describes the instruction.
enum class Isv : uint8_t {
    None,
    Valid,
    Ordered ///< with AR: the access is an acquire or a release
};

struct LoadStoreGroup {
    uint32_t mask = 0;
    uint32_t value = 0;
    Place place;
    Size size;
    Direction direction;
    Isv isv;

    /// In `pattern` bit 31 is first; '-' is any, and so is what is not there.
    consteval LoadStoreGroup(std::string_view pattern, Place where, Size howMany, Direction which,
                             Isv syndrome = Isv::None)
        : place(where), size(howMany), direction(which), isv(syndrome) {
        for (unsigned i = 0; i < pattern.size(); ++i) {
            const uint32_t at = 1u << (31 - i);
            mask |= pattern[i] != '-' ? at : 0;
            value |= pattern[i] == '1' ? at : 0;
        }
    }

    constexpr bool matches(uint32_t insn) const { return (insn & mask) == value; }
};

// The encoding groups of Arm ARM C4.1.94 by the fields that set them apart; the first match counts.
// Whether a word is allocated does not matter: the CPU executes it.
constexpr LoadStoreGroup kGroups[] = {
    {"--011000", Place::PcRelative, Size::Literal, Direction::Load, Isv::Valid},
    {"--011100", Place::PcRelative, Size::SimdLiteral, Direction::Load},
    {"--1010001", Place::Base, Size::Pair, Direction::LoadBit}, // post-index
    {"--1010", Place::Pair, Size::Pair, Direction::LoadBit},
    {"--1011001", Place::Base, Size::SimdPair, Direction::LoadBit}, // post-index
    {"--1011", Place::Pair, Size::SimdPair, Direction::LoadBit},
    {"--0010001-1", Place::Base, Size::Single, Direction::ReadWrite},             // CAS
    {"0-0010000-1", Place::Base, Size::Joined, Direction::ReadWrite},             // CASP
    {"1-0010000-1", Place::Base, Size::Joined, Direction::LoadBit},               // exclusive pairs
    {"--0010001-0", Place::Base, Size::Single, Direction::LoadBit, Isv::Ordered}, // LDAR, STLR
    {"--001000", Place::Base, Size::Single, Direction::LoadBit},                  // exclusive
    {"0-001100", Place::Base, Size::Structures, Direction::LoadBit},
    {"0-001101", Place::Base, Size::OneStructure, Direction::LoadBit},
    {"--011001--0---------00", Place::Unscaled, Size::Single, Direction::Opc,
     Isv::Ordered}, // LDAPUR, STLUR
    {"--111101", Place::Scaled, Size::Simd, Direction::LoadBit},
    {"--111100--1---------10", Place::Register, Size::Simd, Direction::LoadBit},
    {"--111100--0---------01", Place::Base, Size::Simd, Direction::LoadBit}, // post-index
    {"--111100--0", Place::Unscaled, Size::Simd, Direction::LoadBit},
    {"--111001", Place::Scaled, Size::Single, Direction::Opc, Isv::Valid},
    {"--111000--1---------10", Place::Register, Size::Single, Direction::Opc, Isv::Valid},
    {"--111000--0---------01", Place::Base, Size::Single, Direction::Opc},     // post-index
    {"--111000--0---------11", Place::Unscaled, Size::Single, Direction::Opc}, // pre-index
    {"--111000--0", Place::Unscaled, Size::Single, Direction::Opc, Isv::Valid},
    {"--111000101-----110000", Place::Base, Size::Single, Direction::Load, Isv::Ordered}, // LDAPR
    {"--111000--1---------00", Place::Base, Size::Single, Direction::ReadWrite},
    {"110101010000101101110100001", Place::Rt, Size::ZeroBlock, Direction::Store},  // DC ZVA
    {"11010101000010110111----001", Place::Rt, Size::Address, Direction::Maintain}, // DC, IC
    {"110101010000100001110110001", Place::Rt, Size::Address, Direction::Maintain}, // DC IVAC
    {"11010101000010000111100-", Place::Rt, Size::Address, Direction::Maintain},    // AT
};

/// Registers of LD1..LD4 (multiple structures) by opcode; 0 where there is none.
constexpr uint8_t kStructureRegisters[16] = {4, 0, 4, 0, 3, 0, 3, 1, 2, 0, 2, 0, 0, 0, 0, 0};

void setStructures(uint32_t insn, AccessExtent& extent) {
    const uint64_t registerBytes = bit(insn, 30) ? 16 : 8;
    extent.elementBytes = uint64_t{1} << bits(insn, 11, 10);
    extent.count = kStructureRegisters[bits(insn, 15, 12)] * registerBytes / extent.elementBytes;
}

void setOneStructure(uint32_t insn, AccessExtent& extent) {
    const uint64_t scale = bits(insn, 15, 14);
    const uint64_t size = bits(insn, 11, 10);
    const bool replicates = scale == 3;
    extent.elementBytes = uint64_t{1} << (replicates ? size : scale == 2 ? 2 + (size & 1) : scale);
    extent.count = 2 * bits(insn, 13, 13) + bits(insn, 21, 21) + 1;
}

void setSize(Size size, uint32_t insn, uint64_t zeroBlockBytes, AccessExtent& extent) {
    const uint64_t high = bits(insn, 31, 30);
    switch (size) {
    case Size::Single:
        extent.elementBytes = uint64_t{1} << high;
        return;
    case Size::Literal:
        extent.elementBytes = high == 1 ? 8 : 4;
        return;
    case Size::SimdLiteral:
        extent.elementBytes = uint64_t{4} << high;
        return;
    case Size::Pair:
        extent.elementBytes = bit(insn, 31) ? 8 : 4;
        extent.count = 2;
        return;
    case Size::SimdPair:
        extent.elementBytes = uint64_t{4} << high;
        extent.count = 2;
        return;
    case Size::Joined:
        extent.elementBytes = bit(insn, 30) ? 16 : 8;
        return;
    case Size::Simd:
        extent.elementBytes = uint64_t{1} << (bits(insn, 23, 23) << 2 | high);
        return;
    case Size::Structures:
        return setStructures(insn, extent);
    case Size::OneStructure:
        return setOneStructure(insn, extent);
    case Size::ZeroBlock:
        extent.elementBytes = zeroBlockBytes;
        return;
    case Size::Address:
        extent.elementBytes = 1;
        return;
    }
}

void setDirection(Direction direction, uint32_t insn, AccessExtent& extent) {
    const bool loads = direction == Direction::LoadBit ? bit(insn, 22)
                       : direction == Direction::Opc   ? bits(insn, 23, 22) != 0
                                                       : direction != Direction::Store;
    extent.maintains = direction == Direction::Maintain;
    extent.reads = loads && !extent.maintains;
    extent.writes = !loads || direction == Direction::ReadWrite;
}

/// Register 31 is zero.
uint64_t xOf(uint64_t n, const VcpuState& state) {
    return n == 31 ? 0 : state[xReg(static_cast<unsigned>(n))];
}

/// Register 31 is the stack pointer of the current mode.
uint64_t baseOf(uint32_t insn, const VcpuState& state) {
    const auto n = static_cast<unsigned>(bits(insn, 9, 5));
    if (n != 31)
        return state[xReg(n)];
    const bool ownStack = pstate::mode(state[Reg::PSTATE]) == pstate::EL1h;
    return state[ownStack ? Reg::SP_EL1 : Reg::SP_EL0];
}

uint64_t registerOffset(uint32_t insn, const VcpuState& state, uint64_t bytes) {
    const uint64_t value = xOf(bits(insn, 20, 16), state);
    const uint64_t option = bits(insn, 15, 13);
    constexpr uint64_t kUxtw = 2, kSxtw = 6;
    const uint64_t index = option == kUxtw   ? value & lowMask(32)
                           : option == kSxtw ? signExtend(value, 32)
                                             : value;
    return bit(insn, 12) ? index * bytes : index;
}

uint64_t placeOf(Place place, uint32_t insn, const VcpuState& state, uint64_t bytes) {
    switch (place) {
    case Place::Base:
        return baseOf(insn, state);
    case Place::Scaled:
        return baseOf(insn, state) + bits(insn, 21, 10) * bytes;
    case Place::Unscaled:
        return baseOf(insn, state) + signExtend(bits(insn, 20, 12), 9);
    case Place::Register:
        return baseOf(insn, state) + registerOffset(insn, state, bytes);
    case Place::Pair:
        return baseOf(insn, state) + signExtend(bits(insn, 21, 15), 7) * bytes;
    case Place::PcRelative:
        return state[Reg::PC] + signExtend(bits(insn, 23, 5), 19) * 4;
    case Place::Rt:
        return xOf(bits(insn, 4, 0), state);
    }
    return 0;
}

const LoadStoreGroup* groupOf(uint32_t insn) {
    for (const LoadStoreGroup& group : kGroups)
        if (group.matches(insn))
            return &group;
    return nullptr;
}

/// What a load or store of one general-purpose register does: it moves 2^`size` bytes, and `opc`
/// (as in bits [23:22] of most) is 0 for a store, 1 for a load, 2 for one that is sign-extended to
/// 64 bits, 3 to 32 bits.
struct Transfer {
    uint64_t size = 0;
    uint64_t opc = 0;

    /// Returns false for prefetches (size 3, opc 2) and what is unallocated.
    bool isAccess() const { return opc < 2 || size < (opc == 2 ? 3u : 2u); }
};

Transfer transferOf(const LoadStoreGroup& group, uint32_t insn) {
    const uint64_t high = bits(insn, 31, 30);
    if (group.size == Size::Literal) // 32 bits, 64 bits, LDRSW, PRFM
        return {high & 1 ? 3u : 2u, high < 2 ? 1u : 2u};
    switch (group.direction) {
    case Direction::Opc:
        return {high, bits(insn, 23, 22)};
    case Direction::LoadBit:
        return {high, bits(insn, 22, 22)};
    default:
        return {high, 1};
    }
}

} // namespace

std::optional<AccessExtent> accessExtent(uint32_t insn, const VcpuState& state,
                                         uint64_t zeroBlockBytes) {
    const LoadStoreGroup* group = groupOf(insn);
    if (group == nullptr)
        return std::nullopt;
    AccessExtent extent;
    setSize(group->size, insn, zeroBlockBytes, extent);
    setDirection(group->direction, insn, extent);
    extent.va = placeOf(group->place, insn, state, extent.elementBytes);
    if (group->size == Size::ZeroBlock) { // FAR is the address in the register
        extent.farOffset = extent.va & (zeroBlockBytes - 1);
        extent.va -= extent.farOffset;
    }
    return extent;
}

uint32_t instructionSyndrome(uint32_t insn) {
    const LoadStoreGroup* group = groupOf(insn);
    if (group == nullptr || group->isv == Isv::None)
        return 0;
    const Transfer transfer = transferOf(*group, insn);
    if (!transfer.isAccess())
        return 0;
    uint64_t iss = abort_iss::ISV.set(0, 1);
    iss = abort_iss::SAS.set(iss, transfer.size);
    iss = abort_iss::SSE.set(iss, transfer.opc >= 2);
    iss = abort_iss::SRT.set(iss, bits(insn, 4, 0));
    iss = abort_iss::SF.set(iss, transfer.size == 3 || transfer.opc == 2);
    iss = abort_iss::AR.set(iss, group->isv == Isv::Ordered);
    return static_cast<uint32_t>(iss);
}

} // namespace seatape
