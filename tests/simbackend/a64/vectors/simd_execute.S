// SPDX-License-Identifier: Apache-2.0
/* void simdExecute(struct SimdState* state, void (*code)(void)) for simd_record.c: X0..X3, V0..V31
 * and FPSR are what `state` says while the code runs, and are stored back into it.
 */
    .text
    .global simdExecute
    .type simdExecute, %function
simdExecute:
    stp x29, x30, [sp, #-96]!
    stp x28, x17, [sp, #16]
    stp d8, d9, [sp, #32]
    stp d10, d11, [sp, #48]
    stp d12, d13, [sp, #64]
    stp d14, d15, [sp, #80]
    mov x28, x0
    mov x17, x1
    ldr x9, [x28, #544]
    msr fpsr, x9
    msr fpcr, xzr
    ldp q0, q1, [x28, #0]
    ldp q2, q3, [x28, #32]
    ldp q4, q5, [x28, #64]
    ldp q6, q7, [x28, #96]
    ldp q8, q9, [x28, #128]
    ldp q10, q11, [x28, #160]
    ldp q12, q13, [x28, #192]
    ldp q14, q15, [x28, #224]
    ldp q16, q17, [x28, #256]
    ldp q18, q19, [x28, #288]
    ldp q20, q21, [x28, #320]
    ldp q22, q23, [x28, #352]
    ldp q24, q25, [x28, #384]
    ldp q26, q27, [x28, #416]
    ldp q28, q29, [x28, #448]
    ldp q30, q31, [x28, #480]
    ldr x0, [x28, #512]
    ldr x1, [x28, #520]
    ldr x2, [x28, #528]
    ldr x3, [x28, #536]
    blr x17
    str x0, [x28, #512]
    str x1, [x28, #520]
    str x2, [x28, #528]
    str x3, [x28, #536]
    stp q0, q1, [x28, #0]
    stp q2, q3, [x28, #32]
    stp q4, q5, [x28, #64]
    stp q6, q7, [x28, #96]
    stp q8, q9, [x28, #128]
    stp q10, q11, [x28, #160]
    stp q12, q13, [x28, #192]
    stp q14, q15, [x28, #224]
    stp q16, q17, [x28, #256]
    stp q18, q19, [x28, #288]
    stp q20, q21, [x28, #320]
    stp q22, q23, [x28, #352]
    stp q24, q25, [x28, #384]
    stp q26, q27, [x28, #416]
    stp q28, q29, [x28, #448]
    stp q30, q31, [x28, #480]
    mrs x9, fpsr
    str x9, [x28, #544]
    ldp d14, d15, [sp, #80]
    ldp d12, d13, [sp, #64]
    ldp d10, d11, [sp, #48]
    ldp d8, d9, [sp, #32]
    ldp x28, x17, [sp, #16]
    ldp x29, x30, [sp], #96
    ret
    .size simdExecute, . - simdExecute
    .section .note.GNU-stack, "", %progbits
