#include "core/esr/sysreg_names.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "core/bits.h"
#include "core/esr/exception_class.h"
#include "core/esr/sysreg_table.h"

namespace seatape {

namespace {

constexpr bool ascendsStrictly() {
    for (std::size_t i = 1; i < std::size(kSysregNames); ++i)
        if (kSysregNames[i - 1].key >= kSysregNames[i].key)
            return false;
    return true;
}
static_assert(ascendsStrictly(), "the look-up halves the table, so it must be sorted");

/// Where the numbers of the register lie in a trap's ISS; the same in both trap classes.
uint16_t keyOfTrap(uint64_t esr) {
    return sysregKey(
        static_cast<unsigned>(bits(esr, 21, 20)), static_cast<unsigned>(bits(esr, 16, 14)),
        static_cast<unsigned>(bits(esr, 13, 10)), static_cast<unsigned>(bits(esr, 4, 1)),
        static_cast<unsigned>(bits(esr, 19, 17)));
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
    if (bit(esr, 0))
        return fmt::format("MR{} {}, {}", suffix, registers, nameOrNumbers(key));
    return fmt::format("M{} {}, {}", suffix == "S" ? "SR" : "SRR", nameOrNumbers(key), registers);
}

} // namespace

std::string_view sysregName(uint16_t key) noexcept {
    const auto* found =
        std::lower_bound(std::begin(kSysregNames), std::end(kSysregNames), key,
                         [](const SysregName& row, uint16_t wanted) { return row.key < wanted; });
    return found != std::end(kSysregNames) && found->key == key ? found->name : std::string_view{};
}

std::optional<uint16_t> sysregKeyOf(std::string_view name) noexcept {
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
    if (esrClass(esr) == ExceptionClass::SYS64)
        return trapText(esr, "S", xRegister(bits(esr, 9, 5)));
    if (esrClass(esr) != ExceptionClass::SYS128)
        return "";
    const uint64_t first = bits(esr, 9, 6) * 2;
    return trapText(esr, "RS", fmt::format("{}, {}", xRegister(first), xRegister(first + 1)));
}

} // namespace seatape
