// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/random_code.h"

#include "seatape/arch/registers.h"
#include "seatape/esr/sysreg_names.h"
#include "tests/conformance/random_guest.h"

namespace seatape::test {
namespace {

constexpr unsigned kDataRegisters = 16; // X0 to X15
constexpr uint32_t kIsb = 0xd5033fdf, kEsb = 0xd503221f;

uint32_t dataRegister(Dice& dice) {
    return static_cast<uint32_t>(dice.below(kDataRegisters));
}

uint32_t baseRegister(Dice& dice) {
    return static_cast<uint32_t>(kFirstBase + dice.below(kLastBase - kFirstBase + 1));
}

uint32_t below(Dice& dice, uint32_t n) {
    return static_cast<uint32_t>(dice.below(n));
}

// ---- Loads and stores (Arm ARM C4.1.94). All are aligned: what is compared is KVM, and not
// whether an emulated CPU knows every alignment rule.

/// Bits of size and opc: the size in bytes is 1 << size.
struct Width {
    uint32_t size, opc;
};
constexpr Width kWidths[] = {
    {0, 0}, {0, 1}, {0, 2}, {0, 3}, // STRB, LDRB, LDRSB Xt, LDRSB Wt
    {1, 0}, {1, 1}, {1, 2}, {1, 3}, // STRH, LDRH, LDRSH Xt, LDRSH Wt
    {2, 0}, {2, 1}, {2, 2},         // STR Wt, LDR Wt, LDRSW
    {3, 0}, {3, 1},                 // STR Xt, LDR Xt
};

uint32_t widthBits(Width width) {
    return width.size << 30 | width.opc << 22;
}

/// LDR and STR with an unsigned offset: with a syndrome (ISV).
uint32_t withSyndrome(Dice& dice) {
    const uint32_t offset = below(dice, 32);
    return 0x39000000 | widthBits(dice.oneOf(kWidths)) | offset << 10 | baseRegister(dice) << 5 |
           dataRegister(dice);
}

/// LDUR and STUR: a syndrome, and negative offsets.
uint32_t unscaled(Dice& dice) {
    const Width width = dice.oneOf(kWidths);
    const uint32_t offset = (0u - (below(dice, 16) << width.size)) & 0x1ff;
    return 0x38000000 | widthBits(width) | offset << 12 | baseRegister(dice) << 5 |
           dataRegister(dice);
}

/// Pre- and post-indexed: no syndrome. The base moves by a multiple of 16.
uint32_t indexed(Dice& dice) {
    constexpr uint32_t modes[] = {1, 3};
    const uint32_t offset = (below(dice, 31) - 15) << 4 & 0x1ff;
    return 0x38000000 | widthBits(dice.oneOf(kWidths)) | offset << 12 | dice.oneOf(modes) << 10 |
           baseRegister(dice) << 5 | dataRegister(dice);
}

/// LDP, STP and LDPSW: no syndrome. Their offset is a multiple of 16.
uint32_t pair(Dice& dice) {
    constexpr uint32_t kinds[] = {0u << 30 | 0u << 22, 0u << 30 | 1u << 22, 1u << 30 | 1u << 22,
                                  2u << 30 | 0u << 22, 2u << 30 | 1u << 22}; // opc and L
    const uint32_t kind = dice.oneOf(kinds);
    const uint32_t scale = kind >> 31 != 0 ? 2 : 4; // of imm7, for 16 bytes
    const uint32_t offset = (below(dice, 15) - 7) * scale & 0x7f;
    const uint32_t mode = 1 + below(dice, 3); // post-indexed, offset, pre-indexed
    const uint32_t first = dataRegister(dice);
    const uint32_t second =
        (first + 1) % kDataRegisters; // two different ones, or it is UNPREDICTABLE
    return 0x28000000 | kind | mode << 23 | offset << 15 | second << 10 | baseRegister(dice) << 5 |
           first;
}

// ---- Exceptions and system registers

uint32_t exceptionCall(Dice& dice) {
    constexpr uint32_t kinds[] = {0xd4000001, 0xd4000002, 0xd4000003,
                                  0xd4200000}; // SVC HVC SMC BRK
    return dice.oneOf(kinds) | (dice.chance(30) ? 0 : below(dice, 0x10000)) << 5;
}

uint32_t undefined(Dice& dice) {
    return below(dice, 0x10000); // UDF
}

uint32_t daif(Dice& dice) {
    constexpr uint32_t setOrClear[] = {0xd50340df, 0xd50340ff};
    return dice.oneOf(setOrClear) | below(dice, 16) << 8;
}

/// MSR PAN, #imm and MSR SPSel, #imm.
uint32_t pstateField(Dice& dice) {
    constexpr uint32_t fields[] = {0xd500409f, 0xd50040bf};
    return dice.oneOf(fields) | below(dice, 2) << 8;
}

uint16_t encodingOf(Reg reg) {
    return regInfo(reg).encoding;
}

/// Registers that read alike everywhere. Neither NZCV nor SPSR_EL1: see random_compare.cpp,
/// kCpusOwn. No identification registers: KVM cannot turn FEAT_IDST off, which traps EL0's reads
/// otherwise.
uint32_t readRegister(Dice& dice) {
    static const uint16_t readable[] = {
        sysregKey(3, 0, 4, 2, 2),  // CurrentEL
        sysregKey(3, 0, 4, 2, 0),  // SPSel
        sysregKey(3, 3, 4, 2, 1),  // DAIF
        sysregKey(3, 0, 12, 1, 0), // ISR_EL1
        encodingOf(Reg::ESR_EL1),   encodingOf(Reg::FAR_EL1),   encodingOf(Reg::ELR_EL1),
        encodingOf(Reg::SP_EL0),    encodingOf(Reg::SCTLR_EL1), encodingOf(Reg::VBAR_EL1),
        encodingOf(Reg::TTBR0_EL1), encodingOf(Reg::TCR_EL1),   encodingOf(Reg::MAIR_EL1),
        encodingOf(Reg::DISR_EL1),  encodingOf(Reg::TPIDR_EL0), encodingOf(Reg::TPIDRRO_EL0)};
    return 0xd5200000 | uint32_t{dice.oneOf(readable)} << 5 | dataRegister(dice);
}

uint32_t writeRegister(Dice& dice) {
    static const uint16_t writable[] = {encodingOf(Reg::ESR_EL1),    encodingOf(Reg::FAR_EL1),
                                        encodingOf(Reg::ELR_EL1),    encodingOf(Reg::SPSR_EL1),
                                        encodingOf(Reg::TPIDR_EL1),  encodingOf(Reg::TPIDR_EL0),
                                        encodingOf(Reg::TPIDRRO_EL0)};
    return 0xd5000000 | uint32_t{dice.oneOf(writable)} << 5 | dataRegister(dice);
}

uint32_t moveWide(Dice& dice) {
    return 0xd2800000 | below(dice, 4) << 21 | below(dice, 0x10000) << 5 | dataRegister(dice);
}

uint32_t barrier(Dice& dice) {
    constexpr uint32_t barriers[] = {kNop, kIsb, kEsb};
    return dice.oneOf(barriers);
}

/// How often an instruction is made in this way, of 100.
struct Weight {
    unsigned percent;
    uint32_t (*make)(Dice& dice);
};

constexpr Weight kMix[] = {{24, withSyndrome},  {9, unscaled},      {9, indexed},  {10, pair},
                           {10, exceptionCall}, {4, undefined},     {8, daif},     {4, pstateField},
                           {8, readRegister},   {6, writeRegister}, {3, moveWide}, {5, barrier}};
constexpr Weight kHarmless[] = {{30, daif}, {25, barrier}, {25, moveWide}, {20, writeRegister}};

template <size_t N>
constexpr unsigned sumOf(const Weight (&weights)[N]) {
    unsigned sum = 0;
    for (const Weight& weight : weights)
        sum += weight.percent;
    return sum;
}
static_assert(sumOf(kMix) == 100 && sumOf(kHarmless) == 100);

uint32_t make(Dice& dice, std::span<const Weight> weights) {
    uint64_t left = dice.below(100);
    for (const Weight& weight : weights) {
        if (left < weight.percent)
            return weight.make(dice);
        left -= weight.percent;
    }
    return kNop;
}

} // namespace

uint32_t randomInstruction(Dice& dice) {
    return make(dice, kMix);
}

uint32_t randomHarmlessInstruction(Dice& dice) {
    return make(dice, kHarmless);
}

uint32_t loadAddress(unsigned d, uint64_t address) {
    return 0xd2a00000 | static_cast<uint32_t>(address >> 16) << 5 | d;
}

uint32_t storeWord(unsigned t, unsigned n) {
    return 0xb9000000 | n << 5 | t;
}

} // namespace seatape::test
