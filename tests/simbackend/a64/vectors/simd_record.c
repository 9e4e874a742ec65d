// SPDX-License-Identifier: Apache-2.0
/* Executes SIMD instructions on the CPU it runs on, which is qemu-aarch64's: reads lines of
 * "instruction seed" and writes lines of the vector file. Built and run by make_simd.py.
 */
#include "simd_state.h"

#include <stdlib.h>
#include <sys/mman.h>

/* simd_execute.S: loads the registers, calls the code, stores the registers. */
void simdExecute(struct SimdState* state, void (*code)(void));

static void* mapAt(uint64_t address, int protection) {
    void* const page =
        mmap((void*)address, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (page == MAP_FAILED) {
        perror("mmap");
        exit(2);
    }
    return page;
}

static void putCode(uint32_t insn) {
    uint32_t* const code = (uint32_t*)(uintptr_t)kSimdCode;
    code[0] = insn;
    code[1] = 0xd65f03c0; /* RET */
    __builtin___clear_cache((char*)code, (char*)(code + 2));
}

int main(void) {
    static struct SimdState before, after;
    static char line[kSimdLineSize];
    unsigned insn, seed;
    mapAt(kSimdCode & ~4095, PROT_READ | PROT_WRITE | PROT_EXEC);
    void* const memory = mapAt(kSimdMemory, PROT_READ | PROT_WRITE);
    while (scanf("%x %x", &insn, &seed) == 2) {
        simdInputs(insn, seed, &before);
        after = before;
        putCode(insn);
        memcpy(memory, before.memory, kSimdMemorySize);
        simdExecute(&after, (void (*)(void))(uintptr_t)kSimdCode);
        memcpy(after.memory, memory, kSimdMemorySize);
        simdDescribe(insn, seed, &before, &after, line);
        puts(line);
    }
    return 0;
}
