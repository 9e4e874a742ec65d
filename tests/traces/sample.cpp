// SPDX-License-Identifier: Apache-2.0
#include "tests/traces/sample.h"

#include "traces/container/trace_format.h"

namespace seatape::test {

uint64_t Sampler::bits() {
    uint64_t z = (m_state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t Sampler::word() {
    const uint64_t value = bits() >> below(64);
    switch (below(4)) {
    case 0:
        return ~value;
    case 1:
        return value & ~uint64_t{0xfff};
    default:
        return value;
    }
}

std::string Sampler::text() {
    const auto raw = bytes(20);
    return {raw.begin(), raw.end()};
}

std::vector<uint8_t> Sampler::bytes(size_t most) {
    std::vector<uint8_t> out(static_cast<size_t>(below(most + 1)));
    for (uint8_t& byte : out)
        byte = static_cast<uint8_t>(bits());
    return out;
}

Exit Sampler::exit(size_t alternative) {
    switch (alternative) {
    case 0:
        return MmioExit{word(), word32(), coin(), word()};
    case 1:
        return ArmNisvExit{word(), word()};
    case 2: {
        SeaExit sea{word(), {}, {}};
        if (coin())
            sea.gva = word();
        if (coin())
            sea.gpa = word();
        return sea;
    }
    case 3:
        return LdSt64BExit{word(), word()};
    case 4:
        return SystemEventExit{word32(), word32(), word()};
    case 5:
        return HypercallExit{word(), word()};
    case 6:
        return DebugExit{word32(), word32(), word()};
    case 7:
        return MemoryFaultExit{word(), word(), word(), err()};
    case 8:
        return FailEntryExit{word(), word32()};
    case 9:
        return InternalErrorExit{word32(), word(), text()};
    case 10:
        return InterruptedExit{};
    default:
        return UnknownExit{word32(), err()};
    }
}

std::vector<RegChange> Sampler::registers(size_t most) {
    std::vector<RegChange> out(static_cast<size_t>(below(most + 1)));
    for (RegChange& change : out)
        change = {static_cast<Reg>(below(kRegCount)), word()};
    return out;
}

Injection Sampler::injection() {
    Injection injection;
    for (uint64_t n = below(4); n > 0; --n) {
        MemoryAction action{static_cast<MemoryAction::Kind>(below(4)), word(), word(), bytes(40)};
        injection.memory.push_back(action);
    }
    injection.registers = registers(4);
    if (coin())
        for (uint8_t& byte : injection.events.emplace())
            byte = coin() ? 0 : static_cast<uint8_t>(bits());
    if (coin())
        injection.mmioData = word();
    injection.verdict = static_cast<Verdict>(below(2));
    return injection;
}

Frame Sampler::frame(uint64_t index) {
    Frame frame;
    frame.index = index;
    frame.vcpu = static_cast<uint32_t>(below(trace::kMaxVcpus));
    frame.instructions = word();
    frame.exit = exit(static_cast<size_t>(index % std::variant_size_v<Exit>));
    frame.ran = registers(40);
    frame.injection = injection();
    frame.result = {err(), err(), err()};
    frame.injected = registers(10);
    frame.digest = bits();
    return frame;
}

Scenario Sampler::scenario() {
    Scenario s;
    s.name = text();
    s.title = text();
    s.description = text();
    s.dialect = kDialects[static_cast<size_t>(below(kDialects.size()))];
    s.cpu = {coin(), coin(), coin(), coin()};
    s.host = {coin(), static_cast<Apei>(below(2)), word32(), word32()};
    s.caps = {coin(), coin()};
    s.vcpus.clear();
    for (uint64_t n = 1 + below(3); n > 0; --n) {
        VcpuEntry entry{registers(5), {}, coin()};
        if (coin())
            entry.events = VcpuEvents{1, 2, 3, 4, 5, word(), word()};
        s.vcpus.push_back(entry);
    }
    s.quantum = word();
    for (uint64_t n = below(4); n > 0; --n) {
        s.slots.push_back({word(), word(), coin()});
        s.images.push_back({text(), word(), bytes(300)});
        s.poison.push_back({word(), word(), coin(), coin(), static_cast<uint8_t>(below(4))});
        s.policy.script.push_back({injection()});
        s.expect.frames.push_back({word(), text(), {{text(), word()}, {text(), word()}}});
    }
    if (coin())
        s.console = word();
    s.policy.name = text();
    s.policy.limit = word();
    s.limits = {word(), word()};
    if (coin())
        s.expect.end = static_cast<RunEnd>(below(6));
    if (coin())
        s.expect.aborts = word();
    if (coin())
        s.expect.console = text();
    s.expect.registers = registers(5);
    return s;
}

trace::TraceHeader Sampler::header() {
    trace::TraceHeader made{text(), text(), scenario(), text(), coin()};
    made.scenario.idRegisters = registers(5);
    return made;
}

Frame typicalSeaFrame(uint64_t index, uint64_t base) {
    Frame frame;
    frame.index = index;
    frame.instructions = 5000 + 37 * index;
    frame.exit = SeaExit{0x92000010, base + 0x10008, 0x80010000};
    frame.ran = {{xReg(0), base + 0x10008},    {xReg(1), index},
                 {xReg(2), 0x92000010},        {xReg(3), 0x10},
                 {Reg::SP_EL0, base + 0x8fe0}, {Reg::PC, base + 0x1c4},
                 {Reg::PSTATE, 0x60000000}};
    auto& raw = frame.injection.events.emplace();
    raw[2] = 1; // ext_dabt_pending
    frame.injected = {{Reg::PC, base + 0x800 + 0x400}, {Reg::PSTATE, 0x3c5},
                      {Reg::ELR_EL1, base + 0x1c4},    {Reg::SPSR_EL1, 0x60000000},
                      {Reg::ESR_EL1, 0x92000010},      {Reg::FAR_EL1, base + 0x10008}};
    frame.digest = 0x9e3779b97f4a7c15u * (index + 1);
    return frame;
}

trace::TraceHeader smallHeader() {
    trace::TraceHeader header;
    header.toolVersion = "0.1.0";
    header.backend = "sim";
    header.scenario.name = "sea-read";
    header.scenario.slots = {{0x40000000, 0x200000, false}};
    header.scenario.poison = {{0x40010008, 8, false, true, 3}};
    return header;
}

} // namespace seatape::test
