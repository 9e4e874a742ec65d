// SPDX-License-Identifier: Apache-2.0
// Touches poisoned memory for ever, another word of 256 KiB each time, after another while, and with one of four
// instructions; the handler skips it. The scenario gives each vCPU the rule by which the next word follows from the
// last: W20 = W20 * W22 + W24.
        .text
        .global _start
_start:
        movz    x21, #0x4010, lsl #16
        adr     x23, sites
1:      madd    w20, w20, w22, w24
        lsr     w10, w20, #9
        and     x10, x10, #0x3fff8
        add     x1, x21, x10
        lsr     w11, w20, #27
2:      subs    w11, w11, #1
        b.pl    2b
        lsr     w12, w20, #7
        and     x12, x12, #0x18
        add     x12, x23, x12
        br      x12
sites:  ldr     x0, [x1]
        b       1b
        ldr     w0, [x1]
        b       1b
        ldrb    w0, [x1]
        b       1b
        ldp     x0, x3, [x1]
        b       1b

        .balign 0x800
        .global vectors
vectors:
        .skip   0x200
        mrs     x4, esr_el1
        mrs     x5, far_el1
        mrs     x6, elr_el1
        add     x6, x6, #4
        add     x7, x7, #1
        msr     elr_el1, x6
        eret
