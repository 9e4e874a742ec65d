// SPDX-License-Identifier: Apache-2.0
// Calls a function whose instructions are in poisoned memory.
#include "runtime/sea.h"

__asm__(".pushsection .victim, \"awx\"\n"
        "    .global bad_code\n"
        "bad_code:\n"
        "    mov x0, #42\n"
        "    ret\n"
        "    .popsection\n");
extern char bad_code[];

void guest_main(uint64_t cpu) {
    (void)cpu;
    put("guest: calling the function at 0x40100000\n");
    call_el1((uint64_t)bad_code);
    put("guest: back behind the call\n");
}
