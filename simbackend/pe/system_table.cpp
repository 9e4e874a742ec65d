// SPDX-License-Identifier: Apache-2.0
#include "simbackend/pe/system_table.h"

#include "seatape/base/bits.h"
#include "seatape/base/seatape_assert.h"
#include "seatape/esr/fields.h"
#include "seatape/esr/sysreg_names.h"
#include "simbackend/pe/pe.h"

#include <array>
#include <vector>

namespace seatape::sim {
namespace {

constexpr unsigned kDze = 14; // SCTLR_EL1.DZE
constexpr El0Control kUma{Reg::SCTLR_EL1, 1u << 9}, kUct{Reg::SCTLR_EL1, 1u << 15},
    kUci{Reg::SCTLR_EL1, 1u << 26}, kMayZero{Reg::SCTLR_EL1, 1u << kDze},
    kEl0PctOrVctEn{Reg::CNTKCTL_EL1, 3}, kEl0PctEn{Reg::CNTKCTL_EL1, 1u << 0},
    kEl0VctEn{Reg::CNTKCTL_EL1, 1u << 1};

uint64_t zero(const Pe&) {
    return 0;
}
void ignore(Pe&, uint64_t) {}

/// The simulated machine's only clock: one tick an instruction.
uint64_t counter(const Pe& pe) {
    return pe.retired();
}

uint64_t zeroBlockSize(const Pe& pe) {
    const bool isProhibited = pe.atEl0() && !bit(pe.state[Reg::SCTLR_EL1], kDze);
    return 4 | (isProhibited ? 1u << 4 : 0); // BS: 64 bytes; DZP
}

template <Access kind, bool asEl0>
void translateAt(Pe& pe, uint64_t va) {
    pe.addressTranslate(va, kind, asEl0 ? Privilege::El0 : Privilege::El1);
}
/// AT S1E1RP and S1E1WP: with the current PSTATE.PAN.
template <Access kind>
void translateAtWithPan(Pe& pe, uint64_t va) {
    pe.addressTranslate(va, kind, pe.privilege());
}

template <Access kind>
void maintain(Pe& pe, uint64_t va) {
    pe.cacheMaintenance(va, kind);
}

/// KVM traps maintenance by set and way (HCR_EL2.TSW).
void trapSetWay(Pe& pe, uint64_t) {
    pe.trapToEl2(ExceptionClass::SYS64, systemIss(pe.currentInsn()), pe.pc());
}

/// A register that is a word of the state.
SystemRow word(Reg reg, WritableFrom writable = WritableFrom::El0) {
    return {regInfo(reg).name, reg, writable};
}
SystemRow readOnly(Reg reg) {
    return word(reg, WritableFrom::Never);
}
SystemRow onlyIf(Reg reg, bool (*isPresent)(const Pe& pe)) {
    SystemRow row = word(reg);
    row.isPresent = isPresent;
    return row;
}
SystemRow simd(Reg reg) {
    SystemRow row = word(reg);
    row.isSimd = true;
    return row;
}

/// A register that user space cannot read (Arm ARM D22), or a SYS instruction.
SystemRow special(std::string_view name, uint64_t (*read)(const Pe&),
                  void (*write)(Pe&, uint64_t) = nullptr, El0Control el0 = {}) {
    return {name, std::nullopt, WritableFrom::El0, el0, read, write};
}
SystemRow instruction(std::string_view name, void (*execute)(Pe&, uint64_t), El0Control el0 = {}) {
    return special(name, nullptr, execute, el0);
}

std::vector<SystemRow> makeRows() {
    return {
        readOnly(Reg::MIDR_EL1),
        readOnly(Reg::MPIDR_EL1),
        readOnly(Reg::ID_AA64PFR0_EL1),
        readOnly(Reg::ID_AA64PFR1_EL1),
        readOnly(Reg::ID_AA64DFR0_EL1),
        readOnly(Reg::ID_AA64ISAR0_EL1),
        readOnly(Reg::ID_AA64ISAR1_EL1),
        readOnly(Reg::ID_AA64ISAR2_EL1),
        readOnly(Reg::ID_AA64MMFR0_EL1),
        readOnly(Reg::ID_AA64MMFR1_EL1),
        readOnly(Reg::ID_AA64MMFR2_EL1),
        readOnly(Reg::ID_AA64MMFR3_EL1),
        readOnly(Reg::ID_AA64MMFR4_EL1),
        special("REVIDR_EL1", zero),
        special("CLIDR_EL1", zero),
        special(
            "CTR_EL0", [](const Pe&) { return uint64_t{0x8444c004}; }, nullptr,
            kUct), // 64-byte lines, PIPT
        special("DCZID_EL0", zeroBlockSize),

        word(Reg::SCTLR_EL1),
        word(Reg::ACTLR_EL1),
        word(Reg::CPACR_EL1),
        onlyIf(Reg::SCTLR2_EL1, [](const Pe& pe) { return pe.features().doubleFault2; }),
        word(Reg::TTBR0_EL1),
        word(Reg::TTBR1_EL1),
        word(Reg::TCR_EL1),
        onlyIf(Reg::TCR2_EL1, [](const Pe&) { return false; }),
        word(Reg::MAIR_EL1),
        word(Reg::AMAIR_EL1),
        word(Reg::CONTEXTIDR_EL1),
        word(Reg::PAR_EL1),

        // EL1 cannot name SP_EL0 while it is the stack pointer in use (Arm ARM C5.2.22).
        onlyIf(Reg::SP_EL0,
               [](const Pe& pe) { return pstate::mode(pe.state[Reg::PSTATE]) == pstate::EL1h; }),
        word(Reg::ELR_EL1),
        word(Reg::SPSR_EL1),
        word(Reg::VBAR_EL1),
        word(Reg::ESR_EL1),
        word(Reg::FAR_EL1),
        word(Reg::AFSR0_EL1),
        word(Reg::AFSR1_EL1),
        onlyIf(Reg::DISR_EL1, [](const Pe& pe) { return pe.hasRas; }),
        special("ISR_EL1", // A: a virtual SError is pending
                [](const Pe& pe) { return pe.vse ? uint64_t{1} << 8 : 0; }),

        special("CurrentEL", [](const Pe&) { return uint64_t{1} << 2; }),
        special(
            "SPSel", [](const Pe& pe) { return pe.state[Reg::PSTATE] & 1; },
            [](Pe& pe, uint64_t value) {
                pe.state[Reg::PSTATE] = withBit(pe.state[Reg::PSTATE], 0, bit(value, 0));
            }),
        special(
            "PAN",
            [](const Pe& pe) { return pe.state[Reg::PSTATE] & (uint64_t{1} << pstate::PAN); },
            [](Pe& pe, uint64_t value) {
                pe.state[Reg::PSTATE] =
                    withBit(pe.state[Reg::PSTATE], pstate::PAN, bit(value, pstate::PAN));
            }),
        special(
            "DAIF", [](const Pe& pe) { return pe.state[Reg::PSTATE] & pstate::kDaif; },
            [](Pe& pe, uint64_t value) {
                uint64_t& ps = pe.state[Reg::PSTATE];
                ps = (ps & ~pstate::kDaif) | (value & pstate::kDaif);
            },
            kUma),
        special(
            "NZCV", [](const Pe& pe) { return pe.nzcv(); },
            [](Pe& pe, uint64_t value) { pe.setNzcv(value); }),
        simd(Reg::FPSR),
        simd(Reg::FPCR),

        word(Reg::TPIDR_EL1),
        word(Reg::TPIDR_EL0),
        word(Reg::TPIDRRO_EL0, WritableFrom::El1),
        word(Reg::CNTKCTL_EL1),
        special(
            "CNTFRQ_EL0", [](const Pe&) { return uint64_t{1'000'000'000}; }, nullptr,
            kEl0PctOrVctEn),
        special("CNTPCT_EL0", counter, nullptr, kEl0PctEn),
        special("CNTVCT_EL0", counter, nullptr, kEl0VctEn),

        // No self-hosted debug: kernels write these once at boot.
        special("MDSCR_EL1", zero, ignore),
        special("OSLAR_EL1", nullptr, ignore),
        special("OSDLR_EL1", nullptr, ignore),

        instruction("AT S1E1R", translateAt<Access::Read, false>),
        instruction("AT S1E1W", translateAt<Access::Write, false>),
        instruction("AT S1E0R", translateAt<Access::Read, true>),
        instruction("AT S1E0W", translateAt<Access::Write, true>),
        instruction("AT S1E1RP", translateAtWithPan<Access::Read>),
        instruction("AT S1E1WP", translateAtWithPan<Access::Write>),
        // Decoded instructions are dropped when their bytes change.
        instruction("IC IALLU", ignore),
        instruction("IC IALLUIS", ignore),
        instruction("IC IVAU", maintain<Access::Read>, kUci),
        instruction("DC IVAC", maintain<Access::Write>),
        instruction("DC CVAC", maintain<Access::Read>, kUci),
        instruction("DC CVAU", maintain<Access::Read>, kUci),
        instruction("DC CIVAC", maintain<Access::Read>, kUci),
        instruction(
            "DC ZVA", [](Pe& pe, uint64_t va) { pe.zeroBlock(va); }, kMayZero),
        instruction("DC ISW", trapSetWay),
        instruction("DC CSW", trapSetWay),
        instruction("DC CISW", trapSetWay),
    };
}

/// The rows with their places by encoding.
struct SystemIndex {
    std::vector<SystemRow> rows = makeRows();
    std::array<uint8_t, size_t{1} << 16> places{}; ///< plus 1; 0: there is none

    SystemIndex() {
        for (size_t i = 0; i < rows.size(); ++i) {
            const auto encoding = sysregKeyOf(rows[i].name);
            SEATAPE_ASSERT(encoding.has_value() && places[*encoding] == 0);
            places[*encoding] = static_cast<uint8_t>(i + 1);
        }
        addForRest(sysregKey(3, 0, 0, 0, 0), special("ID register", zero));
        addForRest(sysregKey(1, 0, 8, 0, 0), instruction("TLBI", ignore));
        SEATAPE_ASSERT(rows.size() < 256);
    }

    /// Adds a row for those encodings with the op0, op1 and CRn of `first` that have none.
    void addForRest(unsigned first, const SystemRow& row) {
        constexpr unsigned kCrmAndOp2 = 1u << 7;
        rows.push_back(row);
        for (unsigned encoding = first; encoding < first + kCrmAndOp2; ++encoding)
            if (places[encoding] == 0)
                places[encoding] = static_cast<uint8_t>(rows.size());
    }
};

} // namespace

const SystemRow* systemRow(uint16_t encoding) {
    static const SystemIndex index;
    const uint8_t place = index.places[encoding];
    return place != 0 ? &index.rows[place - 1u] : nullptr;
}

uint32_t systemIss(uint32_t insn) {
    uint64_t iss = trap_iss::Op0.set(0, bits(insn, 20, 19));
    iss = trap_iss::Op1.set(iss, bits(insn, 18, 16));
    iss = trap_iss::CRn.set(iss, bits(insn, 15, 12));
    iss = trap_iss::CRm.set(iss, bits(insn, 11, 8));
    iss = trap_iss::Op2.set(iss, bits(insn, 7, 5));
    iss = trap_iss::Rt.set(iss, bits(insn, 4, 0));
    iss = trap_iss::Direction.set(iss, bits(insn, 21, 21));
    return static_cast<uint32_t>(iss);
}

} // namespace seatape::sim
