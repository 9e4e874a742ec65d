// SPDX-License-Identifier: Apache-2.0
// Loads poisoned memory with SError unmasked.
#include "runtime/sea.h"

VICTIM uint64_t words[2] = {1, 2};

void on_exception(struct frame* frame, unsigned vector) {
    report(frame, vector);
    if (is_serror(vector))
        put(frame->elr == (uint64_t)probe_read ? "guest:   it interrupted the load\n"
                                               : "guest:   it came behind the load\n");
    skip_access(frame);
}

void guest_main(uint64_t cpu) {
    (void)cpu;
    UNMASK_SERROR();
    put("guest: loading 8 bytes at 0x40100000 with SError unmasked\n");
    probe_read((uint64_t)&words[0]);
    put("guest: going on\n");
}
