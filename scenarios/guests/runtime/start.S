// SPDX-License-Identifier: Apache-2.0
// Entry point and exception vectors of every guest.

    .section .text.start, "ax"
    .global _start
_start:
    msr     daifset, #0xf
    mrs     x19, mpidr_el1
    and     x19, x19, #0xff             // the number of this vCPU
    ldr     x1, =__stack_top
    sub     x1, x1, x19, lsl #14
    mov     sp, x1
    adr     x1, vectors
    msr     vbar_el1, x1
    isb
    bl      guest_mmu
    mov     x0, x19
    bl      guest_main
    bl      system_off

// Each vector keeps x0 and x1 in a new frame and names itself; the rest is common. The frame is
// `struct frame` of sea.h.
    .equ    FRAME_SIZE, 304

    .macro vector number
    .balign 0x80
    sub     sp, sp, #FRAME_SIZE
    stp     x0, x1, [sp]
    mov     x1, #\number
    b       enter
    .endm

    .text
    .balign 0x800
    .global vectors
vectors:
    vector  0
    vector  1
    vector  2
    vector  3
    vector  4
    vector  5
    vector  6
    vector  7
    vector  8
    vector  9
    vector  10
    vector  11
    vector  12
    vector  13
    vector  14
    vector  15

enter:
    stp     x2, x3, [sp, #16]
    stp     x4, x5, [sp, #32]
    stp     x6, x7, [sp, #48]
    stp     x8, x9, [sp, #64]
    stp     x10, x11, [sp, #80]
    stp     x12, x13, [sp, #96]
    stp     x14, x15, [sp, #112]
    stp     x16, x17, [sp, #128]
    stp     x18, x19, [sp, #144]
    stp     x20, x21, [sp, #160]
    stp     x22, x23, [sp, #176]
    stp     x24, x25, [sp, #192]
    stp     x26, x27, [sp, #208]
    stp     x28, x29, [sp, #224]
    mrs     x2, elr_el1
    stp     x30, x2, [sp, #240]
    mrs     x2, spsr_el1
    mrs     x3, esr_el1
    stp     x2, x3, [sp, #256]
    mrs     x2, far_el1
    mrs     x3, sp_el0
    stp     x2, x3, [sp, #272]
    mov     x0, sp
    bl      on_exception

    .global resume_frame
resume_frame:                           // sp is the frame
    ldp     x2, x3, [sp, #272]
    msr     sp_el0, x3
    ldp     x2, x3, [sp, #256]
    msr     spsr_el1, x2
    ldp     x30, x2, [sp, #240]
    msr     elr_el1, x2
    ldp     x28, x29, [sp, #224]
    ldp     x26, x27, [sp, #208]
    ldp     x24, x25, [sp, #192]
    ldp     x22, x23, [sp, #176]
    ldp     x20, x21, [sp, #160]
    ldp     x18, x19, [sp, #144]
    ldp     x16, x17, [sp, #128]
    ldp     x14, x15, [sp, #112]
    ldp     x12, x13, [sp, #96]
    ldp     x10, x11, [sp, #80]
    ldp     x8, x9, [sp, #64]
    ldp     x6, x7, [sp, #48]
    ldp     x4, x5, [sp, #32]
    ldp     x2, x3, [sp, #16]
    ldp     x0, x1, [sp]
    add     sp, sp, #FRAME_SIZE
    eret

// void enter_el0(struct frame *): starts a frame that C has filled in; never returns.
    .global enter_el0
enter_el0:                              // the frame may be anywhere: copy it to the stack
    mrs     x1, mpidr_el1
    and     x1, x1, #0xff
    ldr     x2, =__stack_top
    sub     x2, x2, x1, lsl #14
    sub     sp, x2, #FRAME_SIZE
    mov     x2, sp
    mov     x3, #FRAME_SIZE / 16
1:  ldp     x4, x5, [x0], #16
    stp     x4, x5, [x2], #16
    subs    x3, x3, #1
    b.ne    1b
    b       resume_frame

    .global system_off
system_off:
    ldr     w0, =0x84000008             // PSCI SYSTEM_OFF
    hvc     #0
    b       system_off

// The accesses that scenarios are about: the first instruction of each is the one that aborts.
    .global probe_read
probe_read:
    ldr     x0, [x0]
    ret

    .global probe_write
probe_write:
    str     x1, [x0]
    ret

    .global call_el1
call_el1:                               // a call whose fetch may abort
    br      x0
