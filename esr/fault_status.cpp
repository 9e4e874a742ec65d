// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/fault_status.h"

#include "seatape/esr/fault_status_table.h"

#include <array>

namespace seatape {

namespace {

consteval std::array<const FaultStatus*, 64> indexByCode() {
    std::array<const FaultStatus*, 64> index{};
    for (const FaultStatus& status : kFaultStatusTable)
        index[status.code] = &status;
    return index;
}

constexpr std::array<const FaultStatus*, 64> kByCode = indexByCode();

} // namespace

const FaultStatus* faultStatus(uint8_t code) {
    return code < kByCode.size() ? kByCode[code] : nullptr;
}

std::optional<uint8_t> fscWithLevel(FaultType type, int level) {
    for (const FaultStatus& status : kFaultStatusTable)
        if (status.type == type && status.level == level)
            return status.code;
    return std::nullopt;
}

std::string_view fscName(uint8_t code) {
    const FaultStatus* status = faultStatus(code);
    return status ? status->symbol : "RESERVED";
}

std::string_view fscText(uint8_t code) {
    const FaultStatus* status = faultStatus(code);
    return status ? status->text : "Reserved fault status code";
}

std::optional<int> fscLevel(uint8_t code) {
    const FaultStatus* status = faultStatus(code);
    if (!status || !status->level)
        return std::nullopt;
    return *status->level;
}

} // namespace seatape
