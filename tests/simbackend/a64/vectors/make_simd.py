#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes simd.txt: what a CPU does with random instructions of every implemented SIMD row.

    make_simd.py BUILD_DIR/tests/simbackend/simbackend_test

The argument is the test program, which lists the rows (its hidden case [.simd-rows]). Needs
aarch64-linux-gnu-gcc and qemu-aarch64. The outcome depends on the rows only: instructions, seeds
and registers come from a fixed random sequence.
"""
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
VECTORS_PER_ROW = 8
CODE, MEMORY = 0x40000100, 0x40001000


def rows(test_program):
    """Yields (pattern, name) of each implemented row."""
    listing = subprocess.run([test_program, "[.simd-rows]"], check=True, capture_output=True,
                             text=True).stdout
    for line in listing.splitlines():
        if line.startswith("row "):
            yield line[4:36], line[37:]


def register(rng, letter, is_memory):
    """Chooses a register number; only X0..X3 and 31 are known to the recorder."""
    if letter in "dnmat":
        return rng.choice([rng.randrange(8), rng.randrange(32)])
    if not is_memory:
        return rng.choice([0, 1, 2, 3, 31])
    return rng.choice([0, 1]) if letter == "N" else rng.choice([2, 3, 31])


def immediate(rng, letter, width):
    """Chooses the value of a field; addresses must stay inside the recorder's memory."""
    if letter == "i" and width == 12:
        return rng.randrange(64)
    if letter == "i" and width == 19:
        return (MEMORY + 4 * rng.randrange(1000) - CODE) // 4
    return rng.randrange(1 << width)


def instruction(rng, pattern):
    """Fills the letters of a pattern with random legal values."""
    is_memory = pattern[4] == "1" and pattern[6] == "0"
    bits, at = "", 0
    while at < 32:
        letter, end = pattern[at], at + 1
        if letter in "01":
            bits, at = bits + letter, end
            continue
        while end < 32 and pattern[end] == letter:
            end += 1
        is_register = end - at == 5 and letter in "dnmatDNM"
        value = (register(rng, letter, is_memory) if is_register
                 else immediate(rng, letter, end - at))
        bits, at = bits + format(value, f"0{end - at}b"), end
    return int(bits, 2)


def is_unpredictable(pattern, insn):
    """A load of a pair into one register."""
    return "aaaaa" in pattern and (insn & 31) == (insn >> 10 & 31)


def requests(test_program):
    """Returns the recorder's input."""
    rng = random.Random(41)
    lines = []
    for pattern, _ in rows(test_program):
        wanted = len(lines) + VECTORS_PER_ROW
        while len(lines) < wanted:
            insn = instruction(rng, pattern)
            if not is_unpredictable(pattern, insn):
                lines.append(f"{insn:08x} {rng.randrange(1 << 16):x}\n")
    return "".join(lines)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        recorder = pathlib.Path(folder) / "simd_record"
        subprocess.run(["aarch64-linux-gnu-gcc", "-static", "-O1", "-Wall", "-o", recorder,
                        HERE / "simd_record.c", HERE / "simd_execute.S"], check=True)
        outcome = subprocess.run(["qemu-aarch64", recorder], input=requests(sys.argv[1]),
                                 check=True, capture_output=True, text=True).stdout
    (HERE / "simd.txt").write_text(outcome)
    print(f"{outcome.count(chr(10))} vectors, {len(outcome)} bytes")


if __name__ == "__main__":
    main()
