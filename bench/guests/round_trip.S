// SPDX-License-Identifier: Apache-2.0
// Touches poisoned memory for ever; the handler skips the instruction. One SEA round trip an iteration:
// access, exit, injection, vector, handler, ERET.
        .text
        .global _start
_start:
        ldr     x1, =victim
1:      ldr     x0, [x1]
        b       1b

        .balign 0x800
        .global vectors
vectors:
        .skip   0x200
        mrs     x2, esr_el1
        mrs     x3, far_el1
        mrs     x4, elr_el1
        add     x4, x4, #4
        msr     elr_el1, x4
        eret

        .data
        .balign 4096
        .global victim
victim: .quad   0
