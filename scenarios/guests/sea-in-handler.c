// SPDX-License-Identifier: Apache-2.0
// The SEA handler consults a log that is in bad memory too.
#include "runtime/sea.h"

VICTIM struct { uint64_t words[8], error_log[2]; } bad = {{1, 2}, {3, 4}};

static int depth;

static const char* place(const struct frame* frame) {
    return frame->elr == (uint64_t)probe_read ? "the load" : "elsewhere";
}

void on_exception(struct frame* frame, unsigned vector) {
    ++depth;
    SAY(TEXT("guest: handler at depth "), DEC(depth), TEXT("\n"));
    report(frame, vector);
    if (depth == 1) {
        put("guest:   reading the error log\n");
        probe_read((uint64_t)&bad.error_log[0]);
        SAY(TEXT("guest:   back at depth 1; ELR_EL1 was overwritten, the frame still says "),
            TEXT(place(frame)), TEXT("\n"));
    }
    skip_access(frame);
    --depth;
}

void guest_main(uint64_t cpu) {
    (void)cpu;
    put("guest: loading 8 bytes at 0x40100000\n");
    probe_read((uint64_t)&bad.words[0]);
    put("guest: going on\n");
}
