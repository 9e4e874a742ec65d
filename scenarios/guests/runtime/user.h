// SPDX-License-Identifier: Apache-2.0
// What code at EL0 uses: it sees only its own pages, and asks the kernel by SVC with a number in
// X8.
#pragma once

#include "sea.h"

enum { SYS_PUT = 1, SYS_DECIMAL = 2, SYS_YIELD = 3, SYS_EXIT = 4, SYS_HEX = 5 };

#define USER_STACK_TOP(n) (0x40100000u - (n)*0x1000u)

static inline __attribute__((always_inline)) void svc(uint64_t number, uint64_t argument) {
    register uint64_t x0 __asm__("x0") = argument;
    register uint64_t x8 __asm__("x8") = number;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8) : "memory");
}

// A string literal in a page of EL0.
#define USER_PUT(literal)                                                                          \
    do {                                                                                           \
        static const char text_[] USER_DATA_CONST = literal;                                       \
        svc(SYS_PUT, (uint64_t)text_);                                                             \
    } while (0)
#define USER_DATA_CONST __attribute__((section(".user.data")))

// The kernel's side: the three calls that print. Returns 0 if the number is none of them.
static inline int print_call(const struct frame* frame) {
    switch (frame->x[8]) {
    case SYS_PUT:
        put((const char*)frame->x[0]);
        return 1;
    case SYS_DECIMAL:
        put_decimal(frame->x[0]);
        return 1;
    case SYS_HEX:
        put_hex(frame->x[0]);
        return 1;
    default:
        return 0;
    }
}

static inline int is_svc(const struct frame* frame) {
    return (frame->esr >> 26 & 0x3f) == 0x15;
}
