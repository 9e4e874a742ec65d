// SPDX-License-Identifier: Apache-2.0
/* Executes A64 instructions on this (or qemu's) CPU and prints what they did.
 *
 * Reads lines "insn[,insn...] nzcv x0 ... x7 x30 sp" (hex), prints each with " > pc nzcv changes".
 * The code page is full of BRK, so every instruction sequence ends in a SIGTRAP; its handler notes
 * the result, sets up the next vector in the signal frame and returns into it. The layout of memory
 * is in make_vectors.py and a64_vectors_test.cpp too.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#define CODE 0x40010000u   /* 64 KiB of BRK #0 */
#define ENTRY 0x40018000u  /* where each sequence starts */
#define DATA 0x40020000u   /* 64 KiB of zeros around … */
#define BUFFER 0x40028000u /* … 64 bytes with a pattern */
#define BRK 0xd4200000u
#define BUFFER_SIZE 64
#define MAX_INSNS 4

struct vector {
    int count;
    uint32_t insn[MAX_INSNS];
    unsigned nzcv;
    uint64_t x[8], x30, sp;
};

static struct vector current;
static int running;

static uint8_t pattern(unsigned i) {
    return (uint8_t)(i * 0x9d + 0x35);
}

static int read_vector(struct vector* v) {
    char words[64], *next = words;
    if (scanf("%63s %x", words, &v->nzcv) != 2)
        return 0;
    for (v->count = 0; *next && v->count < MAX_INSNS; v->count++) {
        v->insn[v->count] = (uint32_t)strtoul(next, &next, 16);
        next += *next == ',';
    }
    for (int i = 0; i < 8; i++)
        if (scanf("%lx", &v->x[i]) != 1)
            return 0;
    return scanf("%lx %lx", &v->x30, &v->sp) == 2;
}

static void print_input(const struct vector* v) {
    for (int i = 0; i < v->count; i++)
        printf("%s%08x", i ? "," : "", v->insn[i]);
    printf(" %x", v->nzcv);
    for (int i = 0; i < 8; i++)
        printf(" %lx", v->x[i]);
    printf(" %lx %lx", v->x30, v->sp);
}

static void print_memory(void) {
    const uint8_t* buffer = (const uint8_t*)(uintptr_t)BUFFER;
    for (unsigned i = 0; i < BUFFER_SIZE; i++)
        if (buffer[i] != pattern(i))
            printf(" m%x=%x", i, buffer[i]);
}

static void print_output(const struct vector* v, const mcontext_t* m) {
    printf(" > %llx %llx", m->pc, m->pstate >> 28 & 15);
    for (int i = 0; i < 8; i++)
        if (m->regs[i] != v->x[i])
            printf(" x%d=%llx", i, m->regs[i]);
    if (m->regs[30] != v->x30)
        printf(" x30=%llx", m->regs[30]);
    if (m->sp != v->sp)
        printf(" sp=%llx", m->sp);
    print_memory();
    putchar('\n');
}

static void set_up(const struct vector* v, mcontext_t* m) {
    uint32_t* code = (uint32_t*)(uintptr_t)ENTRY;
    for (int i = 0; i < MAX_INSNS; i++)
        code[i] = i < v->count ? v->insn[i] : BRK;
    __builtin___clear_cache((char*)code, (char*)(code + MAX_INSNS));
    for (unsigned i = 0; i < BUFFER_SIZE; i++)
        ((uint8_t*)(uintptr_t)BUFFER)[i] = pattern(i);
    memset(m->regs, 0, sizeof(m->regs));
    memcpy(m->regs, v->x, sizeof(v->x));
    m->regs[30] = v->x30;
    m->sp = v->sp;
    m->pc = ENTRY;
    m->pstate = (uint64_t)v->nzcv << 28;
}

static void on_signal(int number, siginfo_t* info, void* context) {
    mcontext_t* m = &((ucontext_t*)context)->uc_mcontext;
    (void)info;
    if (number != SIGTRAP) {
        fprintf(stderr, "signal %d at %llx for %08x\n", number, m->pc, current.insn[0]);
        exit(1);
    }
    if (running) {
        print_input(&current);
        print_output(&current, m);
    }
    running = 1;
    if (!read_vector(&current)) {
        fflush(stdout);
        exit(0);
    }
    set_up(&current, m);
}

static void map(uint64_t address) {
    void* at = mmap((void*)address, 0x10000, PROT_READ | PROT_WRITE | PROT_EXEC,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (at == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
}

int main(void) {
    static uint8_t handler_stack[65536];
    const stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof(handler_stack)};
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK};
    action.sa_sigaction = on_signal;
    sigaltstack(&stack, NULL);
    sigaction(SIGTRAP, &action, NULL);
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGILL, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    map(CODE);
    map(DATA);
    for (uint32_t i = 0; i < 0x10000 / 4; i++)
        ((uint32_t*)(uintptr_t)CODE)[i] = BRK;
    __asm__ volatile("brk #0");
    return 0;
}
