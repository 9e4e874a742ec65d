// SPDX-License-Identifier: Apache-2.0
// Scans eight pages, some of them bad, and retires each page that aborts.
#include "runtime/sea.h"

#define PAGES 8

VICTIM uint64_t first_word = 1;

static unsigned page;
static unsigned retired;

void on_exception(struct frame* frame, unsigned vector) {
    (void)vector;
    ++retired;
    SAY(TEXT("guest: page "), DEC(page), TEXT(" is bad (ESR_EL1 "), HEX(frame->esr),
        TEXT("), retired\n"));
    skip_access(frame);
}

void guest_main(uint64_t cpu) {
    (void)cpu;
    SAY(TEXT("guest: scanning "), DEC(PAGES), TEXT(" pages\n"));
    for (page = 0; page < PAGES; ++page)
        probe_read((uint64_t)victim + page * 4096 + 64);
    SAY(TEXT("guest: "), DEC(retired), TEXT(" pages retired, "), DEC(PAGES - retired),
        TEXT(" in use\n"));
}
