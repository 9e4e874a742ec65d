// SPDX-License-Identifier: Apache-2.0
#include "seatape/arch/external_abort.h"

#include "seatape/base/bits.h"
#include "seatape/esr/exception_class.h"
#include "seatape/esr/fault_status.h"

namespace seatape {
namespace {

constexpr unsigned kWnR = 6, kCM = 8, kEA = 9, kSET = 11;

} // namespace

uint32_t accessIss(AbortedAccess access) {
    uint64_t iss = withBit(0, kCM, access.maintains);
    iss = withBit(iss, kWnR, access.writes || access.maintains);
    return static_cast<uint32_t>(iss);
}

uint32_t externalAbortIss(const PoisonRange& poison, uint8_t fsc, AbortedAccess access,
                          bool cpuHasRas) {
    uint64_t iss = fsc | accessIss(access);
    iss = withBit(iss, kEA, poison.EA);
    iss = withBit(iss, kFnV, poison.FnV && fsc == fsc::SyncExternal);
    if (cpuHasRas)
        iss = withBits(iss, kSET + 1, kSET, poison.SET);
    return static_cast<uint32_t>(iss);
}

} // namespace seatape
