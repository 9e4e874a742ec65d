// SPDX-License-Identifier: Apache-2.0
/// Every implemented SIMD instruction against what a CPU (qemu-aarch64) did with the same inputs.
/// vectors/make_simd.py makes the file.
#include "simbackend/a64/tables.h"
#include "simbackend/pe/pe.h"

#include "tests/simbackend/a64/vectors/simd_state.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <sstream>
#include <string>

using namespace seatape;
using namespace seatape::sim;

namespace {

constexpr uint64_t kSimdRam = 0x40000000;
constexpr uint64_t kRamSize = 0x10000;
constexpr uint64_t kSimdTable = kSimdRam + 0x2000;

/// RAM that stage 2 maps, as it does once KVM has seen an access to each page.
GuestMemory machineMemory() {
    Scenario scenario;
    scenario.slots.push_back({kSimdRam, kRamSize, false});
    GuestMemory memory = GuestMemory::create(scenario).value();
    for (uint64_t gpa = kSimdRam; gpa < kSimdRam + kRamSize; gpa += kPageSize)
        memory.find(gpa)->mapped = true;
    return memory;
}

void setWord(GuestMemory& memory, uint64_t gpa, uint64_t value, unsigned size) {
    uint8_t bytes[8];
    for (unsigned i = 0; i < size; ++i)
        bytes[i] = static_cast<uint8_t>(value >> (8 * i));
    REQUIRE(memory.write(gpa, {bytes, size}));
}

/// A PE at EL1 whose memory is Normal, because Device memory refuses unaligned accesses.
class SimdMachine {
public:
    SimdMachine() : m_memory(machineMemory()), m_pe(std::make_unique<Pe>(m_memory, CpuFeatures{})) {
        // One 1 GiB block at level 1: AF, inner shareable, attributes 0
        setWord(m_memory, kSimdTable + 8, kSimdRam | 0x701, 8);
        VcpuState& state = m_pe->state;
        state[Reg::PSTATE] = pstate::EL1h | pstate::kDaif;
        state[Reg::CPACR_EL1] = 3u << 20;
        state[Reg::TTBR0_EL1] = kSimdTable;
        state[Reg::TCR_EL1] = (1u << 23) | 25; // no TTBR1; 39 bits
        state[Reg::MAIR_EL1] = 0xff;
        state[Reg::SCTLR_EL1] = 1;
    }

    /// Executes one instruction; what stopped it is empty if nothing did.
    std::string execute(uint32_t insn, const SimdState& before, SimdState& after) {
        enter(before);
        setWord(m_memory, kSimdCode, insn, 4);
        m_pe->stateChanged();
        const PeStop stop = m_pe->run(1);
        leave(after);
        if (stop.why != PeStop::Why::Budget || m_pe->state[Reg::PC] != kSimdCode + 4)
            return "stopped with PC " + std::to_string(m_pe->state[Reg::PC]);
        return {};
    }

private:
    void enter(const SimdState& before) {
        VcpuState& state = m_pe->state;
        for (unsigned i = 0; i < 32; ++i) {
            state[vRegLow(i)] = before.v[i][0];
            state[vRegHigh(i)] = before.v[i][1];
        }
        for (unsigned i = 0; i < 4; ++i)
            state[xReg(i)] = before.x[i];
        state[Reg::FPSR] = before.fpsr;
        state[Reg::PC] = kSimdCode;
        REQUIRE(m_memory.write(kSimdMemory, before.memory));
    }

    void leave(SimdState& after) {
        const VcpuState& state = m_pe->state;
        for (unsigned i = 0; i < 32; ++i) {
            after.v[i][0] = state[vRegLow(i)];
            after.v[i][1] = state[vRegHigh(i)];
        }
        for (unsigned i = 0; i < 4; ++i)
            after.x[i] = state[xReg(i)];
        after.fpsr = state[Reg::FPSR];
        REQUIRE(m_memory.read(kSimdMemory, after.memory));
    }

    GuestMemory m_memory;
    std::unique_ptr<Pe> m_pe;
};

struct SimdVector {
    uint32_t insn = 0;
    uint32_t seed = 0;
    std::string line;
};

std::vector<SimdVector> vectors() {
    std::ifstream file(SEATAPE_SOURCE_DIR "/tests/simbackend/a64/vectors/simd.txt");
    std::vector<SimdVector> list;
    for (std::string line; std::getline(file, line);) {
        std::istringstream in(line);
        SimdVector vector;
        in >> std::hex >> vector.insn >> vector.seed;
        vector.line = line;
        list.push_back(vector);
    }
    return list;
}

/// Executes the vector and returns the line it gives.
std::string observe(SimdMachine& machine, const SimdVector& vector) {
    static SimdState before, after; // too large for a stack frame
    simdInputs(vector.insn, vector.seed, &before);
    const std::string stop = machine.execute(vector.insn, before, after);
    if (!stop.empty())
        return stop;
    char line[kSimdLineSize];
    simdDescribe(vector.insn, vector.seed, &before, &after, line);
    return line;
}

std::string_view nameOf(uint32_t insn) {
    const DecodeRow* row = decode(insn);
    return row == nullptr ? "unallocated" : row->name;
}

std::vector<DecodeRow> implementedRows() {
    std::vector<DecodeRow> rows;
    for (const auto part : {simdRows(), simdLongRows(), simdShiftRows(), simdCopyRows(),
                            simdPermuteRows(), simdLoadStoreRows()})
        rows.insert(rows.end(), part.begin(), part.end());
    return rows;
}

/// Returns ones for the pattern's signed offset (imm7 or imm9) and zeros everywhere else.
uint32_t signedOffsetBits(std::string_view pattern) {
    const auto width = std::ranges::count(pattern, 'i');
    uint32_t ones = 0;
    for (unsigned i = 0; i < 32; ++i)
        ones |= pattern[i] == 'i' && width < 10 ? 1u << (31 - i) : 0;
    return ones;
}

} // namespace

TEST_CASE("SIMD instructions do what a CPU does") {
    SimdMachine machine;
    unsigned wrong = 0;
    const std::vector<SimdVector> list = vectors();
    for (const SimdVector& vector : list) {
        const std::string observed = observe(machine, vector);
        if (observed != vector.line && ++wrong <= 20) {
            INFO(nameOf(vector.insn));
            CHECK(observed == vector.line);
        }
    }
    CHECK(wrong == 0);
    CHECK(list.size() > 4000);
}

TEST_CASE("every SIMD row has vectors") {
    std::set<std::string_view> covered;
    for (const SimdVector& vector : vectors())
        if (const DecodeRow* row = decode(vector.insn))
            covered.insert(row->pattern);
    for (const DecodeRow& row : implementedRows()) {
        INFO(row.name << " " << row.pattern);
        CHECK(covered.contains(row.pattern));
    }
}

TEST_CASE("SIMD instructions trap while CPACR_EL1.FPEN forbids them") {
    GuestMemory memory = machineMemory();
    for (const DecodeRow& row : implementedRows()) {
        Pe pe(memory, CpuFeatures{});
        pe.state[Reg::PSTATE] = pstate::EL1h | pstate::kDaif;
        pe.state[Reg::PC] = kSimdCode;
        pe.state[Reg::VBAR_EL1] = kSimdRam + 0x8000;
        setWord(memory, kSimdCode, row.value, 4);
        pe.stateChanged();
        (void)pe.run(1);
        INFO(row.name << " " << row.pattern);
        CHECK(bits(pe.state[Reg::ESR_EL1], 31, 26) == 7);
        CHECK(pe.state[Reg::ELR_EL1] == kSimdCode);
    }
}

TEST_CASE("a SIMD load or store that aborts half way changes no register") {
    unsigned aborts = 0;
    for (const DecodeRow& row : simdLoadStoreRows()) {
        SimdMachine machine;
        SimdState before{}, after{};
        before.x[0] = kSimdRam + kRamSize - 1; // only the first byte exists
        // All registers are number 0; a signed offset of -1 element shows a writeback
        const uint32_t insn = row.value | signedOffsetBits(row.pattern);
        if (machine.execute(insn, before, after).empty())
            continue;
        ++aborts;
        INFO(row.name << " " << row.pattern);
        CHECK(std::ranges::equal(before.x, after.x));
        CHECK(std::memcmp(before.v, after.v, sizeof before.v) == 0);
    }
    CHECK(aborts > 100);
}

// For make_simd.py
TEST_CASE("print the SIMD rows", "[.simd-rows]") {
    for (const DecodeRow& row : implementedRows())
        std::cout << "row " << row.pattern << " " << row.name << "\n";
}
