// SPDX-License-Identifier: Apache-2.0
#include "seatape/arch/external_abort.h"

#include "seatape/esr/fault_status.h"
#include "seatape/esr/fields.h"

namespace seatape {

uint32_t accessIss(AbortedAccess access) {
    uint64_t iss = abort_iss::CM.set(0, access.maintains);
    iss = abort_iss::WnR.set(iss, access.writes || access.maintains);
    return static_cast<uint32_t>(iss);
}

uint32_t externalAbortIss(const PoisonRange& poison, uint8_t fsc, AbortedAccess access,
                          bool cpuHasRas) {
    uint64_t iss = fsc | accessIss(access);
    iss = abort_iss::EA.set(iss, poison.EA);
    iss = abort_iss::FnV.set(iss, poison.FnV && fsc == fsc::SyncExternal);
    if (cpuHasRas)
        iss = abort_iss::SET.set(iss, poison.SET);
    return static_cast<uint32_t>(iss);
}

} // namespace seatape
