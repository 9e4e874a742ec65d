// SPDX-License-Identifier: Apache-2.0
// Gets an SEA and an SError that user space pended in one call, and compares their syndromes with
// what user space meant: ISS 0x600 (FnV, EA) for the SEA, ISS 0x101d1ed for the SError.
#include "runtime/sea.h"

VICTIM uint64_t words[2] = {1, 2};

static void compare(const char* what, uint64_t got, uint64_t meant) {
    SAY(TEXT("guest: "), TEXT(what), TEXT(" ESR_EL1 "), HEX(got), TEXT(", meant "), HEX(meant),
        TEXT(got == meant ? ": right\n" : ": WRONG\n"));
}

void on_exception(struct frame* frame, unsigned vector) {
    if (is_serror(vector))
        compare("SError", frame->esr, 0xbf01d1ed);
    else
        compare("SEA   ", frame->esr, 0x96000610);
    skip_access(frame);
}

void guest_main(uint64_t cpu) {
    (void)cpu;
    UNMASK_SERROR();
    put("guest: loading 8 bytes at 0x40100000\n");
    probe_read((uint64_t)&words[0]);
    put("guest: going on\n");
}
