// SPDX-License-Identifier: Apache-2.0
#include "sea.h"

#define CONSOLE ((volatile uint8_t*)0x09000000)

void put_char(char c) {
    *CONSOLE = (uint8_t)c;
}

void put(const char* text) {
    while (*text)
        put_char(*text++);
}

void put_hex(uint64_t value) {
    int shift = 60;
    put("0x");
    while (shift > 0 && (value >> shift) == 0)
        shift -= 4;
    for (; shift >= 0; shift -= 4)
        put_char("0123456789abcdef"[(value >> shift) & 0xf]);
}

void put_decimal(uint64_t value) {
    if (value >= 10)
        put_decimal(value / 10);
    put_char((char)('0' + value % 10));
}

void say_parts(const struct part* parts, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
        if (parts[i].kind == 't')
            put(parts[i].text);
        else if (parts[i].kind == 'h')
            put_hex(parts[i].number);
        else
            put_decimal(parts[i].number);
    }
}

int is_serror(unsigned vector) {
    return vector % 4 == SERROR;
}

const char* class_name(uint64_t esr) {
    switch (esr >> 26 & 0x3f) {
    case 0x00:
        return "undefined instruction";
    case 0x07:
        return "SIMD access trap";
    case 0x15:
        return "SVC";
    case 0x20:
        return "instruction abort from EL0";
    case 0x21:
        return "instruction abort from EL1";
    case 0x24:
        return "data abort from EL0";
    case 0x25:
        return "data abort from EL1";
    case 0x2f:
        return "SError";
    default:
        return "another exception";
    }
}

const char* fault_name(uint64_t esr) {
    switch (esr & 0x3f) {
    case 0x04:
    case 0x05:
    case 0x06:
    case 0x07:
        return "translation fault";
    case 0x0d:
    case 0x0e:
    case 0x0f:
        return "permission fault";
    case 0x10:
        return "external abort on the access itself";
    case 0x14:
        return "external abort on the walk, level 0";
    case 0x15:
        return "external abort on the walk, level 1";
    case 0x16:
        return "external abort on the walk, level 2";
    case 0x17:
        return "external abort on the walk, level 3";
    case 0x21:
        return "alignment fault";
    default:
        return "another fault";
    }
}

void report(const struct frame* frame, unsigned vector) {
    SAY(TEXT("guest: "), TEXT(class_name(frame->esr)),
        TEXT(is_serror(vector) ? " at the SError vector\n" : " at the synchronous vector\n"));
    SAY(TEXT("guest:   ESR_EL1 "), HEX(frame->esr));
    if ((frame->esr >> 26 & 0x3f) >= 0x20 && (frame->esr >> 26 & 0x3f) <= 0x25)
        SAY(TEXT(" ("), TEXT(fault_name(frame->esr)), TEXT("), FAR_EL1 "), HEX(frame->far));
    put("\n");
}

void skip_access(struct frame* frame) {
    const int is_serror_class = (frame->esr >> 26 & 0x3f) == 0x2f;
    if (is_serror_class && frame->elr != (uint64_t)probe_read)
        return; // it came between two instructions: there is nothing to skip
    const int is_fetch = !is_serror_class && frame->elr == frame->far;
    frame->elr = is_fetch ? frame->x[30] : frame->elr + 4;
    frame->x[0] = 0;
}

__attribute__((weak)) void on_exception(struct frame* frame, unsigned vector) {
    report(frame, vector);
    skip_access(frame);
}

// A freestanding compiler still calls these two.
void* memcpy(void* to, const void* from, __SIZE_TYPE__ size) {
    for (__SIZE_TYPE__ i = 0; i < size; ++i)
        ((uint8_t*)to)[i] = ((const uint8_t*)from)[i];
    return to;
}

void* memset(void* to, int value, __SIZE_TYPE__ size) {
    for (__SIZE_TYPE__ i = 0; i < size; ++i)
        ((uint8_t*)to)[i] = (uint8_t)value;
    return to;
}
