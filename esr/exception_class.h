// SPDX-License-Identifier: Apache-2.0
/// The exception class (ESR_ELx.EC) and the three parts every syndrome has: EC, IL, ISS.
/// Depends on nothing but base/bits.h and esr/fields.h, so that a backend can build a syndrome
/// without the tables.
#pragma once

#include "seatape/base/bits.h"
#include "seatape/esr/fields.h"

#include <cstdint>
#include <string_view>

namespace seatape {

/// Why an exception was taken; the enumerators are spelled as in Linux
/// arch/arm64/include/asm/esr.h, which names 43 of them, and after the instruction or feature for
/// the rest. Source: Arm ARM, ESR_EL1, field EC. A code outside the list is a legal value of this
/// type.
enum class ExceptionClass : uint8_t {
    UNKNOWN = 0x00,
    WFx = 0x01,
    CP15_32 = 0x03,
    CP15_64 = 0x04,
    CP14_MR = 0x05,
    CP14_LS = 0x06,
    FP_ASIMD = 0x07,
    CP10_ID = 0x08,
    PAC = 0x09,
    OTHER = 0x0a,
    CP14_64 = 0x0c,
    BTI = 0x0d,
    ILL = 0x0e,
    SVC32 = 0x11,
    HVC32 = 0x12,
    SMC32 = 0x13,
    SYS128 = 0x14,
    SVC64 = 0x15,
    HVC64 = 0x16,
    SMC64 = 0x17,
    SYS64 = 0x18,
    SVE = 0x19,
    ERET = 0x1a,
    TSTART = 0x1b,
    FPAC = 0x1c,
    SME = 0x1d,
    GPC = 0x1e,
    IMP_DEF = 0x1f,
    IABT_LOW = 0x20,
    IABT_CUR = 0x21,
    PC_ALIGN = 0x22,
    DABT_LOW = 0x24,
    DABT_CUR = 0x25,
    SP_ALIGN = 0x26,
    MOPS = 0x27,
    FP_EXC32 = 0x28,
    FP_EXC64 = 0x2c,
    GCS = 0x2d,
    SERROR = 0x2f,
    BREAKPT_LOW = 0x30,
    BREAKPT_CUR = 0x31,
    SOFTSTP_LOW = 0x32,
    SOFTSTP_CUR = 0x33,
    WATCHPT_LOW = 0x34,
    WATCHPT_CUR = 0x35,
    BKPT32 = 0x38,
    VECTOR32 = 0x3a,
    BRK64 = 0x3c,
    PROFILING = 0x3d,
};

/// Builds a syndrome from its class, its ISS (bits above 24 are dropped) and the instruction length
/// bit.
constexpr uint64_t makeEsr(ExceptionClass ec, uint64_t iss, bool il = true) {
    return esr::IL.set(esr::EC.set(iss & esr::ISS.mask(), static_cast<uint64_t>(ec)), il ? 1 : 0);
}

/// Returns ESR_ELx.EC.
constexpr ExceptionClass esrClass(uint64_t esr) {
    return static_cast<ExceptionClass>(esr::EC.get(esr));
}

/// Returns ESR_ELx.IL: true for a 32-bit instruction.
constexpr bool esrIl(uint64_t esr) {
    return esr::IL.isSet(esr);
}

/// Returns ESR_ELx.ISS, bits [24:0].
constexpr uint32_t esrIss(uint64_t esr) {
    return static_cast<uint32_t>(esr::ISS.get(esr));
}

/// Returns ESR_ELx.ISS2, bits [55:32], right-aligned.
constexpr uint32_t esrIss2(uint64_t esr) {
    return static_cast<uint32_t>(esr::ISS2.get(esr));
}

/// Returns ISS bits [5:0]: the fault status code of an abort, a watchpoint or an SError.
constexpr uint8_t esrFsc(uint64_t esr) {
    return static_cast<uint8_t>(abort_iss::FSC.get(esr));
}

constexpr bool isInstructionAbort(ExceptionClass ec) {
    return ec == ExceptionClass::IABT_LOW || ec == ExceptionClass::IABT_CUR;
}
constexpr bool isDataAbort(ExceptionClass ec) {
    return ec == ExceptionClass::DABT_LOW || ec == ExceptionClass::DABT_CUR;
}
constexpr bool isAbort(ExceptionClass ec) {
    return isInstructionAbort(ec) || isDataAbort(ec);
}

/// Returns the name in words, e.g. "Data Abort, same EL"; "unallocated" for a code without a
/// meaning.
std::string_view className(ExceptionClass ec);

/// Returns the enumerator's spelling, e.g. "DABT_CUR"; empty for a code without a meaning.
std::string_view classSymbol(ExceptionClass ec);

} // namespace seatape
