// SPDX-License-Identifier: Apache-2.0
// What every guest uses: the console, the frame of an exception, and the meaning of ESR_EL1.
#pragma once

#include <stdint.h>

#define READ_REG(name)                                                                             \
    ({                                                                                             \
        uint64_t value_;                                                                           \
        __asm__ volatile("mrs %0, " name : "=r"(value_)::"memory");                                \
        value_;                                                                                    \
    })
#define WRITE_REG(name, value)                                                                     \
    __asm__ volatile("msr " name ", %0\n\tisb" ::"r"((uint64_t)(value)) : "memory")
#define UNMASK_SERROR() __asm__ volatile("msr daifclr, #4\n\tisb" ::: "memory")
#define MASK_SERROR() __asm__ volatile("msr daifset, #4" ::: "memory")

#define SCTLR2_EL1 "s3_0_c1_c0_3"
#define SCTLR2_NMEA (1u << 2)
#define SCTLR2_EASE (1u << 5)

#define USER_TEXT __attribute__((section(".user.text"), noinline))
#define VICTIM __attribute__((section(".victim")))

// The registers at an exception, as start.S saves them.
struct frame {
    uint64_t x[31];
    uint64_t elr, spsr, esr, far, sp_el0;
    uint64_t unused[2];
};

// The 16 vectors of VBAR_EL1: 4 * source + type.
enum { FROM_EL1T = 0, FROM_EL1H = 4, FROM_EL0 = 8 };
enum { SYNCHRONOUS = 0, SERROR = 3 };

// sea.c
void put_char(char c);
void put(const char* text);
void put_hex(uint64_t value);
void put_decimal(uint64_t value);
// Prints texts and numbers in turn: say("x is ", HEX(x), "\n", END).
struct part {
    const char* text;
    uint64_t number;
    char kind;
};
#define TEXT(t) ((struct part){(t), 0, 't'})
#define HEX(n) ((struct part){0, (n), 'h'})
#define DEC(n) ((struct part){0, (n), 'd'})
void say_parts(const struct part* parts, unsigned count);
#define SAY(...)                                                                                   \
    say_parts((const struct part[]){__VA_ARGS__},                                                  \
              sizeof((const struct part[]){__VA_ARGS__}) / sizeof(struct part))

// Prints one exception: what it is, the registers, and the level of the vector.
void report(const struct frame* frame, unsigned vector);
int is_serror(unsigned vector);
const char* class_name(uint64_t esr);
const char* fault_name(uint64_t esr);

// Called by start.S; sea.c has a default that reports and goes on after the access.
void on_exception(struct frame* frame, unsigned vector);
void skip_access(struct frame* frame);

// The guest itself.
void guest_main(uint64_t cpu);

// mmu.c
void guest_mmu(void); // default: identity map with the 4 KiB granule, no EL0
void mmu_identity_4k(void);
void mmu_with_el0(void); // the same with pages of EL0 for .user and .victim
void mmu_on(const void* root, uint64_t tg0);

// start.S
extern char vectors[], victim[];
uint64_t probe_read(uint64_t address);
void probe_write(uint64_t address, uint64_t value);
void call_el1(uint64_t function);
void enter_el0(struct frame* frame) __attribute__((noreturn));
void system_off(void) __attribute__((noreturn));
