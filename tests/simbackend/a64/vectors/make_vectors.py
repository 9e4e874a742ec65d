#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the inputs of the A64 vectors: some for every row of the decode table that runs at EL0.

Usage: make_vectors.py SIMBACKEND_DIR | run_vectors > integer.txt (see `make`). The rows are read from
the sources of the simulator, so a new row gets vectors by itself; the results come from another CPU.
"""
import random
import re
import sys

ENTRY, BUFFER, BUFFER_SIZE = 0x40018000, 0x40028000, 64
SOURCES = ["branch", "system", "immediate", "register", "load_store", "atomic"]
PER_ROW = 8
MASK = 2**64 - 1
REGISTERS = [0, 1, 2, 3, 4, 5, 6, 7]
# Rows that leave EL0, wait, or whose result depends on the system.
SKIPPED = {"UDF", "SVC", "HVC", "SMC", "BRK", "HLT", "DCPS1", "DCPS2", "DCPS3", "ERET", "DRPS", "WFE",
           "WFI", "YIELD", "MSR (immediate)", "SYS", "SYSL", "MSR (register)", "MRS"}
SPECIAL = [0, 1, 2, MASK, MASK - 1, 2**63, 2**63 - 1, 2**31, 2**31 - 1, 2**32, 2**32 - 1,
           0xffffffff80000000, 0x80, 0x7f, 0x8000, 0xff00ff00ff00ff00]


class Row:
    def __init__(self, name, pattern):
        self.name, self.pattern = name, pattern

    def fields(self):
        """Maps each letter to its bit positions, highest first."""
        places = {}
        for i, letter in enumerate(self.pattern):
            if letter not in "01":
                places.setdefault(letter, []).append(31 - i)
        return places

    def encode(self, values):
        word = int("".join(c if c == "1" else "0" for c in self.pattern), 2)
        for letter, places in self.fields().items():
            for k, place in enumerate(reversed(places)):
                word |= (values[letter] >> k & 1) << place
        return word

    def fixed(self, high, low):
        """Returns bits of the pattern, free ones as 0."""
        return self.encode({f: 0 for f in self.fields()}) >> low & ((1 << (high - low + 1)) - 1)


class Vector:
    """Operands of one instruction: field values and the registers before it."""

    def __init__(self, rng, row):
        self.rng, self.row = rng, row
        self.x = [self.operand() for _ in range(8)]
        self.x30, self.sp = self.operand(), self.operand()
        self.nzcv = rng.randrange(16)
        self.f = {}
        for letter, places in row.fields().items():
            if letter in "dnmatus" and len(places) in (4, 5):
                self.f[letter] = self.register(len(places))
            else:
                self.f[letter] = rng.getrandbits(len(places))

    def operand(self):
        choice = self.rng.randrange(4)
        if choice == 0:
            return self.rng.choice(SPECIAL)
        if choice == 1:
            return self.rng.randrange(200)
        return self.rng.getrandbits(64 if choice == 2 else 33)

    def register(self, width):
        if width == 4:  # an even register
            return self.rng.randrange(4)
        return 31 if self.rng.randrange(12) == 0 else self.rng.choice(REGISTERS)

    def set(self, n, value, sp=False):
        if n == 31 and sp:
            self.sp = value & MASK
        elif n < 8:
            self.x[n] = value & MASK

    def line(self, words):
        numbers = [self.nzcv, *self.x, self.x30, self.sp]
        return ",".join(f"{w:08x}" for w in words) + "".join(f" {v:x}" for v in numbers)


def signed(value, width):
    return value - (1 << width) if value >> (width - 1) else value


def valid_bitmask(word):
    imms, n = word >> 10 & 63, word >> 22 & 1
    code = n << 6 | (~imms & 63)
    if code < 2:
        return False
    size = 1 << (code.bit_length() - 1)
    return imms & (size - 1) != size - 1


def data_processing(rng, row):
    while True:
        v = Vector(rng, row)
        word = row.encode(v.f)
        if re.fullmatch(r"(AND|ORR|EOR|ANDS) \(immediate\)", row.name) and not valid_bitmask(word):
            continue
        return v.line([word])


def branch(rng, row):
    """Targets stay within the page of BRKs; a register target may be X30."""
    v = Vector(rng, row)
    if "n" in v.f:
        v.f["n"] = rng.choice(REGISTERS + [30])
        target = ENTRY + 4 * rng.randrange(-0x1000, 0x1000)
        v.set(v.f["n"], target)
        v.x30 = target if v.f["n"] == 30 else v.x30
    else:
        width = len(row.fields()["i"])
        v.f["i"] = rng.randrange(-0x1000, 0x1000) & ((1 << width) - 1)
    if "t" in v.f and v.f["t"] < 8 and rng.randrange(2):
        v.x[v.f["t"]] &= ~0xffffffff  # half of the tests for zero succeed
    return v.line([row.encode(v.f)])


def extend(value, option):
    if option & 3 == 3:
        return value
    return signed(value & 0xffffffff, 32) if option & 4 else value & 0xffffffff


def plain_transfer(rng, row):
    """Loads and stores whose address is a base and an offset from the encoding."""
    v = Vector(rng, row)
    pair = row.fixed(29, 27) == 5
    opc = row.fixed(31, 30)
    size = (8 if opc == 2 else 4) if pair else 1 << opc
    place = rng.randrange(0, BUFFER_SIZE - size * (2 if pair else 1) + 1)
    if "LDAPUR" in row.name or "STLUR" in row.name:
        place -= place % size
    address = BUFFER + place
    writeback = "post" in row.name or "pre" in row.name
    n = v.f["n"]
    if writeback and n != 31 and n in (v.f["t"], v.f.get("u")):
        return None
    if pair and row.fixed(22, 22) and v.f["t"] == v.f["u"]:
        return None
    if "m" in v.f:
        if v.f["m"] == n:
            return None
        value = extend(v.x[v.f["m"]] if v.f["m"] < 8 else 0, v.f["o"] << 1 & 4 | 2 | v.f["o"] & 1)
        offset = value * (size if v.f["S"] else 1)
    elif pair:
        offset = signed(v.f["i"], 7) * size
    elif row.fixed(24, 24) and row.fixed(29, 27) == 7:
        offset = v.f["i"] * size
    else:
        offset = signed(v.f["i"], 9)
    base = address if "post" in row.name else address - offset
    if n == 31 and base % 16:
        return None
    v.set(n, base, sp=True)
    return v.line([row.encode(v.f)])


def literal(rng, row):
    v = Vector(rng, row)
    v.f["i"] = (BUFFER + 4 * rng.randrange(BUFFER_SIZE // 4 - 1) - ENTRY) // 4
    return v.line([row.encode(v.f)])


def based(rng, row, size):
    """A vector whose base register points to an aligned place in the buffer, and that place."""
    v = Vector(rng, row)
    place = size * rng.randrange(BUFFER_SIZE // size)
    if v.f["n"] == 31:
        place -= place % 16
    v.set(v.f["n"], BUFFER + place, sp=True)
    return v, place


def atomic(rng, row):
    pair = row.name.startswith("CASP") or row.name.endswith("XP")
    size = 1 << row.fixed(31, 30)
    if row.name.startswith("CASP"):
        size = 8 << row.fixed(30, 30)
    elif pair:
        size *= 2
    v, place = based(rng, row, size)
    compares = row.name.startswith("CAS")
    if row.name.startswith("LD") and pair and v.f["t"] == v.f["u"]:
        return None
    if compares and rng.randrange(2):  # half of the comparisons succeed
        half = size // 2 if pair else size
        old = [pattern(place + i) for i in range(size)]
        s = v.f["s"] * 2 if pair else v.f["s"]
        if (v.f["n"] in (s, s + 1) if pair else v.f["n"] == s):
            return None
        v.set(s, int.from_bytes(bytes(old[:half]), "little"))
        if pair:
            v.set(s + 1, int.from_bytes(bytes(old[half:]), "little"))
    return v.line([row.encode(v.f)])


def store_exclusive(rng, row):
    """Alone it fails; after a load-exclusive of the same place it stores, after CLREX it does not."""
    size = 1 << row.fixed(31, 30)
    pair = row.fixed(21, 21)
    v, _ = based(rng, row, size * 2 if pair else size)
    if v.f["s"] in (v.f["t"], v.f.get("u"), v.f["n"]):
        return None
    word = row.encode(v.f)
    load = word & ~(0x1f << 16) | 1 << 22 | 0x1f << 16 & (0 if pair else MASK)
    others = [r for r in REGISTERS if r not in (v.f["n"], v.f["t"], v.f.get("u"))]
    load = load & ~(31 | 31 << 10) | others[0] | others[1] << 10
    load |= 0 if pair else 31 << 10
    load |= 31 << 16
    return v.line(rng.choice([[word], [load, word], [load, word], [load, 0xd503305f | 15 << 8, word]]))


def pattern(i):
    return (i * 0x9d + 0x35) & 0xff


def maker(source, row):
    if source == "branch":
        return branch
    if source == "load_store":
        if row.name.startswith("PRF"):
            return data_processing
        return literal if "literal" in row.name else plain_transfer
    if source == "atomic":
        return store_exclusive if re.match("STL?X", row.name) else atomic
    return data_processing


def rows_of(path):
    text = re.sub(r'"\s*\n\s*"', "", open(path).read())
    for name, bits in re.findall(r'row\("([^"]+)",\s*"([^"]{32})"', text):
        yield Row(name, bits)


def count_for(row):
    return 64 if row.name == "B.cond" else PER_ROW


def system_registers(rng):
    """MRS and MSR of NZCV, which every EL0 can."""
    row = Row("NZCV", "1101010100L110110100001000" + "0ttttt")
    for _ in range(32):
        v = Vector(rng, row)
        yield v.line([row.encode(v.f)])


def main():
    rng = random.Random(1)
    for source in SOURCES:
        for row in rows_of(f"{sys.argv[1]}/a64_{source}.cpp"):
            if row.name in SKIPPED:
                continue
            made = 0
            while made < count_for(row):
                line = maker(source, row)(rng, row)
                if line:
                    print(line)
                    made += 1
    for line in system_registers(rng):
        print(line)


main()
