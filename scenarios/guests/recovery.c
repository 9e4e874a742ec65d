// SPDX-License-Identifier: Apache-2.0
// A small kernel with three processes at EL0. One consumes poison: it is killed, the others go on.
#include "runtime/user.h"

#define PROCESSES 3
#define ROUNDS 3
#define WORDS 16 // per round

// Page n belongs to process n; each of the three rounds sums 16 words of it.
VICTIM struct {
    uint64_t web[512], db[512], log[48];
} pages = {
    .web = {[0] = 3, 1, 4, [16] = 1, 5, 9, [32] = 2, 6, 5},
    .db = {[0] = 20, 7, 1, [16] = 8, 2, 8, [32] = 1, 8, 2},
    .log = {[0] = 1, 4, 1, [16] = 4, 2, 1, [32] = 3, 5, 6},
};
#define PAGE_OF(n) ((const uint64_t*)(0x40100000ull + (n)*0x1000ull))

static const char* const names[PROCESSES] = {"web", "db", "log"};

struct process {
    struct frame frame;
    int alive;
};
static struct process processes[PROCESSES];
static unsigned current;
static unsigned killed;

// ---- EL0
// --------------------------------------------------------------------------------------------

USER_TEXT static uint64_t sum_of(const volatile uint64_t* words) {
    uint64_t sum = 0;
    for (unsigned i = 0; i < WORDS; ++i)
        sum += words[i];
    return sum;
}

USER_TEXT void process_main(const uint64_t* page) {
    for (unsigned round = 0; round < ROUNDS; ++round) {
        const uint64_t sum = sum_of(page + round * WORDS);
        USER_PUT("round ");
        svc(SYS_DECIMAL, round + 1);
        USER_PUT(": sum ");
        svc(SYS_DECIMAL, sum);
        USER_PUT("\n");
        svc(SYS_YIELD, 0);
    }
    svc(SYS_EXIT, 0);
}

// ---- EL1
// --------------------------------------------------------------------------------------------

static void say_summary(void) {
    SAY(TEXT("kernel: all done, "), DEC(PROCESSES - killed), TEXT(" finished, "), DEC(killed),
        TEXT(" killed\n"));
}

// Puts the next living process into the frame that the vector will return to.
static void schedule(struct frame* frame) {
    for (unsigned i = 1; i <= PROCESSES; ++i) {
        const unsigned next = (current + i) % PROCESSES;
        if (processes[next].alive) {
            current = next;
            *frame = processes[next].frame;
            return;
        }
    }
    say_summary();
    system_off();
}

static void end_process(struct frame* frame, const char* how) {
    SAY(TEXT("kernel: "), TEXT(names[current]), TEXT(how));
    processes[current].alive = 0;
    schedule(frame);
}

static void handle_call(struct frame* frame) {
    static int at_line_start = 1;
    if (frame->x[8] == SYS_YIELD) {
        processes[current].frame = *frame;
        schedule(frame);
    } else if (frame->x[8] == SYS_EXIT) {
        end_process(frame, " has finished\n");
    } else {
        const char* text = (const char*)frame->x[0];
        if (at_line_start)
            SAY(TEXT("   "), TEXT(names[current]), TEXT(": "));
        print_call(frame);
        at_line_start = frame->x[8] == SYS_PUT && text[0] == '\n';
    }
}

static const char* severity(uint64_t esr) {
    switch (esr >> 11 & 3) {
    case 0:
        return "recoverable (SET 0)";
    case 2:
        return "uncontainable (SET 2)";
    case 3:
        return "restartable (SET 3)";
    default:
        return "of reserved severity";
    }
}

static int is_external_abort(uint64_t esr) {
    const uint64_t class = esr >> 26 & 0x3f;
    return (class == 0x20 || class == 0x24) && (esr & 0x3f) == 0x10;
}

static void handle_abort(struct frame* frame) {
    SAY(TEXT("kernel: synchronous external abort in "), TEXT(names[current]), TEXT("\n"));
    SAY(TEXT("kernel:   ESR_EL1 "), HEX(frame->esr), TEXT(": "), TEXT(class_name(frame->esr)),
        TEXT("\n"));
    SAY(TEXT("kernel:   "), TEXT(fault_name(frame->esr)), TEXT(", "), TEXT(severity(frame->esr)),
        TEXT("\n"));
    SAY(TEXT("kernel:   FAR_EL1 "), HEX(frame->far), TEXT(" is word "),
        DEC((frame->far & 0xfff) / 8), TEXT(" of its page\n"));
    ++killed;
    end_process(frame, " is killed; its page is never used again\n");
}

void on_exception(struct frame* frame, unsigned vector) {
    if (vector == FROM_EL0 + SYNCHRONOUS && is_svc(frame)) {
        handle_call(frame);
    } else if (vector == FROM_EL0 + SYNCHRONOUS && is_external_abort(frame->esr)) {
        handle_abort(frame);
    } else {
        report(frame, vector);
        put("kernel: panic\n");
        system_off();
    }
}

void guest_mmu(void) {
    mmu_with_el0();
}

static void create_process(unsigned n) {
    struct process* process = &processes[n];
    process->alive = 1;
    process->frame.x[0] = (uint64_t)PAGE_OF(n);
    process->frame.elr = (uint64_t)process_main;
    process->frame.sp_el0 = USER_STACK_TOP(n);
}

void guest_main(uint64_t cpu) {
    (void)cpu;
    put("kernel: starting three processes at EL0\n");
    for (unsigned n = 0; n < PROCESSES; ++n)
        create_process(n);
    enter_el0(&processes[0].frame);
}
