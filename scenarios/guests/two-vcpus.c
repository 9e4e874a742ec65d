// SPDX-License-Identifier: Apache-2.0
// Two vCPUs consume the same poison; vCPU 1 waits with its story until vCPU 0 has told its own.
#include "runtime/sea.h"

VICTIM uint64_t words[2] = {1, 2};

static struct frame seen[2];
static uint64_t finished;

void on_exception(struct frame* frame, unsigned vector) {
    (void)vector;
    seen[READ_REG("mpidr_el1") & 1] = *frame;
    skip_access(frame);
}

static void tell(uint64_t cpu) {
    SAY(TEXT("vCPU "), DEC(cpu), TEXT(": ESR_EL1 "), HEX(seen[cpu].esr), TEXT(", FAR_EL1 "),
        HEX(seen[cpu].far), TEXT(", ELR_EL1 is "),
        TEXT(seen[cpu].elr == (uint64_t)probe_read ? "the load\n" : "elsewhere\n"));
}

static void wait_until_finished(uint64_t count) {
    while (__atomic_load_n(&finished, __ATOMIC_ACQUIRE) < count)
        __asm__ volatile("yield");
}

void guest_main(uint64_t cpu) {
    probe_read((uint64_t)&words[1]);
    wait_until_finished(cpu);
    tell(cpu);
    __atomic_fetch_add(&finished, 1, __ATOMIC_RELEASE);
    wait_until_finished(2);
    while (cpu != 0)
        __asm__ volatile("wfi");
    put("vCPU 0: both went on\n");
}
