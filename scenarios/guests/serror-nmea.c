// SPDX-License-Identifier: Apache-2.0
// SCTLR2_EL1.NMEA makes SErrors non-maskable: one arrives although PSTATE.A is set.
#include "runtime/sea.h"

VICTIM uint64_t words[2] = {1, 2};

void on_exception(struct frame* frame, unsigned vector) {
    report(frame, vector);
    SAY(TEXT("guest:   SPSR_EL1.A is "), DEC(frame->spsr >> 8 & 1), TEXT("\n"));
    skip_access(frame);
}

void guest_main(uint64_t cpu) {
    (void)cpu;
    WRITE_REG(SCTLR2_EL1, SCTLR2_NMEA);
    put("guest: loading 8 bytes at 0x40100000 with SError masked and NMEA set\n");
    probe_read((uint64_t)&words[0]);
    put("guest: going on\n");
}
