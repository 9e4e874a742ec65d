// SPDX-License-Identifier: Apache-2.0
// A plain loop with stage 1 on: loads, stores, arithmetic, a call and branches over a 4 KiB array.
// The number of rounds is at 0x400a0000, 20000 if that is 0; ends with PSCI SYSTEM_OFF. The same image runs under QEMU for comparison.
        .text
        .global _start
_start:
        // One level-1 table with 1 GiB blocks: device memory below 1 GiB, normal memory at 1 to 2 GiB.
        adrp    x0, table
        mov     x1, #0x401              // AF, block, AttrIndx 0
        str     x1, [x0]
        mov     x1, #0x40000000
        orr     x1, x1, #0x700          // AF, inner shareable
        add     x1, x1, #0x5            // AttrIndx 1, block
        str     x1, [x0, #8]
        msr     ttbr0_el1, x0
        mov     x1, #0xff00             // attribute 1: Normal, write-back
        msr     mair_el1, x1
        ldr     x1, =0x500803519        // T0SZ 25, 4 KiB, WB, IS, EPD1, IPS 48
        msr     tcr_el1, x1
        isb
        mrs     x1, sctlr_el1
        mov     x2, #0x1005             // M, C, I
        orr     x1, x1, x2
        msr     sctlr_el1, x1
        isb
        adrp    x0, array
        mov     x9, #0x400a0000         // outside the image, so that QEMU's -device loader can set it
        ldr     x9, [x9]
        cbnz    x9, 2f
        mov     x9, #20000
2:      mov     x1, #0
        mov     x2, #0
3:      ldr     x3, [x0, x1, lsl #3]
        add     x2, x2, x3
        eor     x3, x3, x2, lsr #7
        str     x3, [x0, x1, lsl #3]
        bl      5f
        add     x1, x1, #1
        cmp     x1, #512
        b.ne    3b
        subs    x9, x9, #1
        b.ne    2b
        mov     w0, #0x0008
        movk    w0, #0x8400, lsl #16    // PSCI SYSTEM_OFF
        hvc     #0
4:      b       4b
5:      ubfx    x4, x2, #3, #9
        csel    x5, x4, x1, hi
        madd    x2, x4, x5, x2
        ret

        .data
        .balign 4096
table:  .skip   4096
array:  .skip   4096
