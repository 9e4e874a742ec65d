// SPDX-License-Identifier: Apache-2.0
#include "simbackend/pe/isv_syndrome.h"

#include "seatape/base/bits.h"
#include "simbackend/a64/decode.h"

namespace seatape::sim {

namespace {

/// How the fields of an encoding group tell what is accessed.
enum class Shape : uint8_t {
    Literal,       ///< opc [31:30]: 32, 64, signed 32, prefetch
    Simple,        ///< size [31:30], opc [23:22]; ISV is 1
    SimpleOrdered, ///< the same with acquire or release
    NoSyndrome,    ///< size and opc as in Simple, but ISV is 0 (writeback)
    Ordered,       ///< size [31:30], L [22]; LDAR, STLR
    LoadBit,       ///< L [22] says load; ISV is 0 (pairs, exclusives, SIMD)
    Load,          ///< a load whatever else; ISV is 0
    RcpcLoad,      ///< LDAPR: size [31:30]
    ReadWrite      ///< atomics, CAS
};

struct Group {
    DecodeRow pattern; ///< only mask and value are used
    Shape shape;
};

// The encoding groups of Arm ARM C4.1.94 by the fields that set them apart; which words inside them
// are allocated is the business of the decode table. The first match counts.
constexpr Group kGroups[] = {
    {row("literal", "--011000------------------------", nullptr), Shape::Literal},
    {row("literal, SIMD", "--011100------------------------", nullptr), Shape::Load},
    {row("pair, SIMD pair", "--101---------------------------", nullptr), Shape::LoadBit},
    {row("CAS", "--0010001-1---------------------", nullptr), Shape::ReadWrite},
    {row("CASP", "0-0010000-1---------------------", nullptr), Shape::ReadWrite},
    {row("ordered", "--0010001-0---------------------", nullptr), Shape::Ordered},
    {row("exclusive", "--001000------------------------", nullptr), Shape::LoadBit},
    {row("SIMD structures", "--00110-------------------------", nullptr), Shape::LoadBit},
    {row("RCpc unscaled", "--011001--0---------00----------", nullptr), Shape::SimpleOrdered},
    {row("SIMD register", "--1111--------------------------", nullptr), Shape::LoadBit},
    {row("unsigned offset", "--111001------------------------", nullptr), Shape::Simple},
    {row("unscaled", "--111000--0---------00----------", nullptr), Shape::Simple},
    {row("unprivileged", "--111000--0---------10----------", nullptr), Shape::Simple},
    {row("post-index", "--111000--0---------01----------", nullptr), Shape::NoSyndrome},
    {row("pre-index", "--111000--0---------11----------", nullptr), Shape::NoSyndrome},
    {row("register offset", "--111000--1---------10----------", nullptr), Shape::Simple},
    {row("LDAPR", "--111000101-----110000----------", nullptr), Shape::RcpcLoad},
    {row("atomic", "--111000--1---------00----------", nullptr), Shape::ReadWrite},
};

const Group* groupOf(uint32_t insn) {
    for (const Group& group : kGroups)
        if ((insn & group.pattern.mask) == group.pattern.value)
            return &group;
    return nullptr;
}

constexpr AccessSyndrome kRead{0, true, false};
constexpr AccessSyndrome kWrite{0, false, true};

enum class Order : bool { Plain, AcquireRelease };

/// Builds the syndrome of an access of 2^`size` bytes of register Rt. `opc` is that of the simple
/// loads and stores: 0 store, 1 load, 2 load and sign-extend to 64 bits, 3 to 32 bits.
AccessSyndrome single(uint32_t insn, uint64_t size, uint64_t opc, Order order) {
    AccessSyndrome access = opc == 0 ? kWrite : kRead;
    uint64_t group = withBit(0, 24, true);
    group = withBits(group, 23, 22, size);
    group = withBit(group, 21, opc >= 2);
    group = withBits(group, 20, 16, bits(insn, 4, 0));
    group = withBit(group, 15, size == 3 || opc == 2);
    group = withBit(group, 14, order == Order::AcquireRelease);
    access.group = static_cast<uint32_t>(group);
    return access;
}

AccessSyndrome literal(uint32_t insn) {
    switch (bits(insn, 31, 30)) {
    case 0:
        return single(insn, 2, 1, Order::Plain);
    case 1:
        return single(insn, 3, 1, Order::Plain);
    case 2:
        return single(insn, 2, 2, Order::Plain); // LDRSW
    default:
        return {}; // PRFM
    }
}

/// size and opc of insn; a signed load of 64 bits is PRFM.
AccessSyndrome simple(uint32_t insn, Order order) {
    const uint64_t size = bits(insn, 31, 30);
    const uint64_t opc = bits(insn, 23, 22);
    return size == 3 && opc == 2 ? AccessSyndrome{} : single(insn, size, opc, order);
}

AccessSyndrome withoutGroup(AccessSyndrome access) {
    access.group = 0;
    return access;
}

AccessSyndrome syndromeIn(Shape shape, uint32_t insn) {
    switch (shape) {
    case Shape::Literal:
        return literal(insn);
    case Shape::Simple:
        return simple(insn, Order::Plain);
    case Shape::SimpleOrdered:
        return simple(insn, Order::AcquireRelease);
    case Shape::NoSyndrome:
        return withoutGroup(simple(insn, Order::Plain));
    case Shape::Ordered:
        return single(insn, bits(insn, 31, 30), bits(insn, 22, 22), Order::AcquireRelease);
    case Shape::LoadBit:
        return bit(insn, 22) ? kRead : kWrite;
    case Shape::Load:
        return kRead;
    case Shape::RcpcLoad:
        return single(insn, bits(insn, 31, 30), 1, Order::AcquireRelease);
    case Shape::ReadWrite:
        return {0, true, true};
    }
    return {};
}

} // namespace

AccessSyndrome accessSyndrome(uint32_t insn) {
    const Group* group = groupOf(insn);
    return group != nullptr && decode(insn) != nullptr ? syndromeIn(group->shape, insn)
                                                       : AccessSyndrome{};
}

} // namespace seatape::sim
