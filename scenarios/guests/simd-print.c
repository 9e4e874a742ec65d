// SPDX-License-Identifier: Apache-2.0
// Varargs save Q registers, and a 16-byte load of Q0 touches the last byte, which is poisoned.
#include "runtime/sea.h"

#include <stdarg.h>

VICTIM uint64_t words[2] = {0x1111, 0x2222};

void guest_mmu(void) {
    WRITE_REG("cpacr_el1", 3u << 20); // FPEN: SIMD at EL0 and EL1
    mmu_identity_4k();
}

// %d and %x of 64-bit numbers, and %s.
static void print(const char* format, ...) {
    va_list list, numbers;
    va_start(list, format);
    va_copy(numbers, list);
    for (; *format; ++format) {
        if (*format != '%')
            put_char(*format);
        else if (*++format == 'd')
            put_decimal(va_arg(numbers, uint64_t));
        else if (*format == 'x')
            put_hex(va_arg(numbers, uint64_t));
        else
            put(va_arg(numbers, const char*));
    }
    va_end(numbers);
    va_end(list);
}

__attribute__((noinline, noclone)) static void load_q(const uint64_t* address, uint64_t halves[2]) {
    __asm__ volatile("movi v0.2d, #0\n"
                     "mov x0, %0\n"
                     ".global q_load\n"
                     "q_load: ldr q0, [x0]\n"
                     "str q0, [%1]" ::"r"(address),
                     "r"(halves)
                     : "x0", "v0", "memory");
}

void guest_main(uint64_t cpu) {
    uint64_t halves[2];
    print("guest: vCPU %d, %s at %x\n", cpu, "loading Q0", (uint64_t)words);
    load_q(words, halves);
    print("guest: going on, V0 is %x and %x\n", halves[0], halves[1]);
}
