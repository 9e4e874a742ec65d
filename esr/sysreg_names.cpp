// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/sysreg_names.h"

#include "seatape/base/bits.h"
#include "seatape/esr/coproc_table.h"
#include "seatape/esr/exception_class.h"
#include "seatape/esr/sysreg_table.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace seatape {

namespace {

template <class Row, size_t N>
constexpr bool ascendsStrictly(const Row (&rows)[N]) {
    for (size_t i = 1; i < N; ++i)
        if (rows[i - 1].key >= rows[i].key)
            return false;
    return true;
}
static_assert(ascendsStrictly(kSysregNames), "the look-up halves the table, so it must be sorted");
static_assert(ascendsStrictly(kCoprocNames), "likewise");
static_assert(ascendsStrictly(kCoprocPairNames), "likewise");

/// Returns the name of a key, empty if the table has none.
template <class Row, size_t N>
std::string_view find(const Row (&rows)[N], uint16_t key) {
    const Row* found =
        std::lower_bound(std::begin(rows), std::end(rows), key,
                         [](const Row& row, uint16_t wanted) { return row.key < wanted; });
    return found != std::end(rows) && found->key == key ? found->name : std::string_view{};
}

unsigned numberAt(uint64_t esr, BitField field) {
    return static_cast<unsigned>(field.get(esr));
}

/// The numbers of the register are at the same places in both trap classes.
uint16_t keyOfTrap(uint64_t esr) {
    return sysregKey(numberAt(esr, trap_iss::Op0), numberAt(esr, trap_iss::Op1),
                     numberAt(esr, trap_iss::CRn), numberAt(esr, trap_iss::CRm),
                     numberAt(esr, trap_iss::Op2));
}

std::string xRegister(uint64_t number) {
    return number == 31 ? "XZR" : fmt::format("X{}", number);
}

std::string nameOrNumbers(uint16_t key) {
    const std::string_view name = sysregName(key);
    return name.empty() ? sysregGenericName(key) : std::string(name);
}

std::string trapText(uint64_t esr, std::string_view suffix, const std::string& registers) {
    const uint16_t key = keyOfTrap(esr);
    const bool isInstruction = (key >> 14) == 1;
    if (isInstruction)
        return fmt::format("{}, {}", nameOrNumbers(key), registers);
    if (trap_iss::Direction.isSet(esr))
        return fmt::format("MR{} {}, {}", suffix, registers, nameOrNumbers(key));
    return fmt::format("M{} {}, {}", suffix == "S" ? "SR" : "SRR", nameOrNumbers(key), registers);
}

/// "MRC X3, SCTLR", or with the numbers of the instruction if they have no name.
std::string coprocTrap(uint64_t esr, unsigned coproc) {
    const unsigned opc2 = numberAt(esr, trap_iss::Op2), opc1 = numberAt(esr, trap_iss::Op1);
    const unsigned crn = numberAt(esr, trap_iss::CRn), crm = numberAt(esr, trap_iss::CRm);
    const std::string_view name = find(kCoprocNames, coprocKey(coproc, opc1, crn, crm, opc2));
    return fmt::format("{} {}, {}", trap_iss::Direction.isSet(esr) ? "MRC" : "MCR",
                       xRegister(trap_iss::Rt.get(esr)),
                       name.empty()
                           ? fmt::format("p{}, {}, c{}, c{}, {}", coproc, opc1, crn, crm, opc2)
                           : std::string(name));
}

/// The same for a pair of registers.
std::string coprocPairTrap(uint64_t esr, unsigned coproc) {
    const unsigned opc1 = numberAt(esr, trap_iss::PairOpc1), crm = numberAt(esr, trap_iss::CRm);
    const std::string_view name = find(kCoprocPairNames, coprocPairKey(coproc, opc1, crm));
    return fmt::format("{} {}, {}, {}", trap_iss::Direction.isSet(esr) ? "MRRC" : "MCRR",
                       xRegister(trap_iss::Rt.get(esr)), xRegister(trap_iss::PairRt2.get(esr)),
                       name.empty() ? fmt::format("p{}, {}, c{}", coproc, opc1, crm)
                                    : std::string(name));
}

/// "VMRS X3, MVFR0". Only the ID registers are trapped with this class.
std::string vmrsTrap(uint64_t esr) {
    constexpr std::string_view kIdNames[16] = {"FPSID", "", "", "", "", "MVFR2", "MVFR1", "MVFR0"};
    const unsigned reg = numberAt(esr, trap_iss::CRn);
    return fmt::format("VMRS {}, {}", xRegister(trap_iss::Rt.get(esr)),
                       kIdNames[reg].empty() ? fmt::format("spec_reg {}", reg)
                                             : std::string(kIdNames[reg]));
}

std::string trapOf128(uint64_t esr) {
    const uint64_t first = trap_iss::RtPair.get(esr) * 2;
    return trapText(esr, "RS", fmt::format("{}, {}", xRegister(first), xRegister(first + 1)));
}

} // namespace

std::string_view sysregName(uint16_t key) {
    return find(kSysregNames, key);
}

std::optional<uint16_t> sysregKeyOf(std::string_view name) {
    for (const SysregName& row : kSysregNames)
        if (row.name == name)
            return row.key;
    return std::nullopt;
}

std::string sysregGenericName(uint16_t key) {
    return fmt::format("S{}_{}_C{}_C{}_{}", key >> 14, (key >> 11) & 7, (key >> 7) & 15,
                       (key >> 3) & 15, key & 7);
}

std::string trappedRegister(uint64_t esr) {
    switch (esrClass(esr)) {
    case ExceptionClass::SYS64:
        return trapText(esr, "S", xRegister(trap_iss::Rt.get(esr)));
    case ExceptionClass::SYS128:
        return trapOf128(esr);
    case ExceptionClass::CP15_32:
        return coprocTrap(esr, 15);
    case ExceptionClass::CP14_MR:
        return coprocTrap(esr, 14);
    case ExceptionClass::CP15_64:
        return coprocPairTrap(esr, 15);
    case ExceptionClass::CP14_64:
        return coprocPairTrap(esr, 14);
    case ExceptionClass::CP10_ID:
        return vmrsTrap(esr);
    default:
        return "";
    }
}

} // namespace seatape
