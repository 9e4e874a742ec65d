// SPDX-License-Identifier: Apache-2.0
/// Executes the vectors of vectors/integer.txt, whose results come from another implementation,
/// and compares registers, flags, PC and memory.
///
/// A line is "insn[,insn...] nzcv x0 … x7 x30 sp > pc nzcv [xN=…] [x30=…] [sp=…] [mOFFSET=BYTE…]",
/// all hex.
#include "simbackend/a64/tables.h"
#include "simbackend/pe/pe.h"

#include "tests/support/catch.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

using namespace seatape;
using namespace seatape::sim;

namespace {

// As in run_vectors.c; the page below the code holds the translation table.
constexpr uint64_t kTable = 0x40000000;
constexpr uint64_t kEntry = 0x40018000;
constexpr uint64_t kBuffer = 0x40028000;
constexpr uint64_t kSlotSize = 0x40000;
constexpr size_t kBufferSize = 64;

using Buffer = std::array<uint8_t, kBufferSize>;

Buffer pattern() {
    Buffer bytes{};
    for (size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<uint8_t>(i * 0x9d + 0x35);
    return bytes;
}

/// The part of the machine that a vector sees, before or after.
struct Machine {
    uint64_t pc = kEntry;
    uint64_t nzcv = 0;
    std::map<std::string, uint64_t> registers;
    Buffer buffer = pattern();
    bool operator==(const Machine&) const = default;
};

struct Vector {
    std::vector<uint32_t> insns;
    Machine before;
    Machine after;
};

uint64_t hex(std::string_view text) {
    uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return value;
}

std::vector<uint32_t> parseWords(const std::string& list) {
    std::vector<uint32_t> words;
    for (size_t at = 0; at < list.size(); at += 9)
        words.push_back(static_cast<uint32_t>(hex(std::string_view(list).substr(at, 8))));
    return words;
}

void parseChange(Machine& machine, const std::string& change) {
    const size_t equals = change.find('=');
    const std::string name = change.substr(0, equals);
    const uint64_t value = hex(std::string_view(change).substr(equals + 1));
    if (name[0] == 'm')
        machine.buffer.at(hex(std::string_view(name).substr(1))) = static_cast<uint8_t>(value);
    else
        machine.registers[name] = value;
}

Vector parse(const std::string& line) {
    std::istringstream in(line);
    std::string word;
    Vector vector;
    in >> word;
    vector.insns = parseWords(word);
    in >> word;
    vector.before.nzcv = hex(word);
    for (const char* name : {"x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x30", "sp"}) {
        in >> word;
        vector.before.registers[name] = hex(word);
    }
    vector.after = vector.before;
    std::string pc;
    in >> word >> pc >> word; // word was ">", then NZCV
    vector.after.pc = hex(pc);
    vector.after.nzcv = hex(word);
    while (in >> word)
        parseChange(vector.after, word);
    return vector;
}

Reg regOf(const std::string& name) {
    return name == "sp" ? Reg::SP_EL0 : xReg(static_cast<unsigned>(std::stoul(name.substr(1))));
}

/// A PE at EL0 whose memory is one slot, mapped to itself by one 1 GiB block of Normal memory.
class Bench {
public:
    Bench() : m_memory(makeMemory()), m_pe(m_memory, CpuFeatures{}) {
        // Entry 1 of a level-1 table: AF, inner shareable, readable and writable at EL0, AttrIndx
        // 0.
        const uint64_t block =
            littleEndian<uint64_t>(0x40000000 | 1u << 10 | 3u << 8 | 1u << 6 | 1);
        write(kTable + 8, &block, sizeof(block));
        m_pe.state[Reg::TTBR0_EL1] = kTable;
        m_pe.state[Reg::TCR_EL1] = 25 | 1u << 23; // T0SZ, EPD1
        m_pe.state[Reg::MAIR_EL1] = 0xff;
        m_pe.state[Reg::SCTLR_EL1] = 1; // M
    }

    Machine run(const Vector& vector) {
        setUp(vector);
        const PeStop stop = m_pe.run(vector.insns.size());
        Machine result = vector.before;
        result.pc = stop.why == PeStop::Why::Budget ? m_pe.state[Reg::PC] : 0;
        result.nzcv = m_pe.nzcv() >> pstate::V;
        for (auto& [name, value] : result.registers)
            value = m_pe.state[regOf(name)];
        REQUIRE(m_memory.read(kBuffer, result.buffer));
        return result;
    }

private:
    static GuestMemory makeMemory() {
        Scenario scenario;
        scenario.slots = {{kTable, kSlotSize, false}};
        GuestMemory memory = GuestMemory::create(scenario).value();
        for (uint64_t page = 0; page < kSlotSize; page += kPageSize)
            memory.find(kTable + page)->mapped = true; // stage 2 is not what is tested
        return memory;
    }
    void write(uint64_t gpa, const void* bytes, size_t size) {
        REQUIRE(m_memory.write(gpa, {static_cast<const uint8_t*>(bytes), size}));
    }
    void setUp(const Vector& vector) {
        std::fill_n(m_pe.state.words.begin(), 31, 0);
        for (const auto& [name, value] : vector.before.registers)
            m_pe.state[regOf(name)] = value;
        m_pe.state[Reg::PC] = kEntry;
        m_pe.state[Reg::PSTATE] = vector.before.nzcv << pstate::V; // EL0t
        std::vector<uint32_t> code = vector.insns;
        std::transform(code.begin(), code.end(), code.begin(), littleEndian<uint32_t>);
        write(kEntry, code.data(), code.size() * sizeof(uint32_t));
        write(kBuffer, vector.before.buffer.data(), kBufferSize);
        m_pe.clearExclusive();
        m_pe.stateChanged();
    }

    GuestMemory m_memory;
    Pe m_pe;
};

/// Says what differs, a register a line.
std::string differences(const Machine& expected, const Machine& observed) {
    std::ostringstream out;
    out << std::hex;
    if (expected.pc != observed.pc)
        out << "\n  pc " << observed.pc;
    if (expected.nzcv != observed.nzcv)
        out << "\n  nzcv " << observed.nzcv;
    for (const auto& [name, value] : expected.registers)
        if (observed.registers.at(name) != value)
            out << "\n  " << name << " " << observed.registers.at(name);
    for (size_t i = 0; i < kBufferSize; ++i)
        if (expected.buffer[i] != observed.buffer[i])
            out << "\n  m" << i << " " << unsigned{observed.buffer[i]};
    return out.str();
}

std::vector<DecodeRow> integerRows() {
    std::vector<DecodeRow> rows;
    for (const auto part : {branchRows(), systemRows(), immediateRows(), registerRows(),
                            loadStoreRows(), exclusiveAtomicRows()})
        rows.insert(rows.end(), part.begin(), part.end());
    return rows;
}

/// Exceptions, waiting, and instructions of which EL0 can execute only some.
bool hasNoVectors(std::string_view name) {
    for (const std::string_view other :
         {"UDF", "SVC", "HVC", "SMC", "BRK", "HLT", "DCPS1", "DCPS2", "DCPS3", "ERET", "DRPS",
          "WFE", "WFI", "YIELD", "MSR (immediate)", "SYS", "SYSL"})
        if (name == other)
            return true;
    return false;
}

} // namespace

TEST_CASE("instructions do what another implementation of A64 does") {
    std::ifstream file(SEATAPE_SOURCE_DIR "/tests/simbackend/a64/vectors/integer.txt");
    REQUIRE(file.is_open());
    Bench bench;
    std::map<std::string_view, int> covered;
    for (std::string line; std::getline(file, line);) {
        const Vector vector = parse(line);
        const DecodeRow* row = decode(vector.insns.back());
        REQUIRE(row != nullptr);
        ++covered[row->pattern];
        const Machine observed = bench.run(vector);
        if (!(observed == vector.after))
            FAIL_CHECK(row->name << ": " << line << "\nobserved"
                                 << differences(vector.after, observed));
    }
    CHECK(covered.size() > 400);
    for (const DecodeRow& row : integerRows())
        if (!hasNoVectors(row.name) && !covered.contains(row.pattern))
            FAIL_CHECK(row.name << " " << row.pattern << " has no vector");
}
