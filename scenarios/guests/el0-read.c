// SPDX-License-Identifier: Apache-2.0
// A program at EL0 loads poisoned memory; the kernel at EL1 gets the abort.
#include "runtime/user.h"

VICTIM uint64_t words[8] = {1, 2, 3, 4, 5, 6, 7, 8};

USER_TEXT void user_main(void) {
    uint64_t value;
    USER_PUT("EL0: loading 8 bytes at 0x40100008\n");
    __asm__ volatile(".global user_load\n"
                     "mov x0, %1\n"
                     "user_load: ldr x0, [x0]\n\t"
                     "mov %0, x0"
                     : "=r"(value)
                     : "r"(&words[1])
                     : "x0", "memory");
    USER_PUT("EL0: going on, X0 is ");
    svc(SYS_HEX, value);
    USER_PUT("\n");
    svc(SYS_EXIT, 0);
}

void guest_mmu(void) {
    mmu_with_el0();
}

void on_exception(struct frame* frame, unsigned vector) {
    if (is_svc(frame) && print_call(frame))
        return;
    if (is_svc(frame))
        system_off();
    report(frame, vector);
    SAY(TEXT("guest:   from "), TEXT((frame->spsr & 0xf) == 0 ? "EL0\n" : "EL1\n"));
    skip_access(frame);
}

void guest_main(uint64_t cpu) {
    static struct frame start;
    (void)cpu;
    start.elr = (uint64_t)user_main;
    start.sp_el0 = USER_STACK_TOP(0);
    start.spsr = 0; // EL0t, nothing masked
    enter_el0(&start);
}
