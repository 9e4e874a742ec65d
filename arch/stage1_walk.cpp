// SPDX-License-Identifier: Apache-2.0
#include "seatape/arch/stage1_walk.h"

#include "seatape/base/bits.h"
#include "seatape/esr/fault_status.h"

#include <algorithm>

namespace seatape {
namespace {

// SCTLR_EL1
constexpr unsigned kM = 0, kWxn = 19;

// TCR_EL1.IPS and ID_AA64MMFR0_EL1.PARange; addresses in tables have no more than 48 bits here.
constexpr unsigned kMaxOutputBits[8] = {32, 36, 40, 42, 44, 48, 48, 48};

unsigned granuleOfTg0(uint64_t tg) {
    return tg == 1 ? 16 : tg == 2 ? 14 : 12;
}
unsigned granuleOfTg1(uint64_t tg) {
    return tg == 1 ? 14 : tg == 3 ? 16 : 12;
}

unsigned implementedBits(const VcpuState& state) {
    return kMaxOutputBits[bits(state[Reg::ID_AA64MMFR0_EL1], 2, 0)];
}

} // namespace

Stage1Walk::Stage1Walk(const VcpuState& state, uint64_t va, Access access, Privilege privilege)
    : m_state(state), m_va(va), m_access(access), m_privilege(privilege),
      m_region(regionOf(state, bit(va, 55))) {
    if (bit(state[Reg::SCTLR_EL1], kM))
        start();
    else
        startFlat();
}

Stage1Walk::Region Stage1Walk::regionOf(const VcpuState& state, bool upper) {
    const uint64_t tcr = state[Reg::TCR_EL1];
    const uint64_t ttbr = state[upper ? Reg::TTBR1_EL1 : Reg::TTBR0_EL1];
    // TnSZ outside 16..39 is CONSTRAINED UNPREDICTABLE; clamping is one of the permitted results.
    const auto tsz = static_cast<unsigned>(upper ? bits(tcr, 21, 16) : bits(tcr, 5, 0));
    Region region;
    region.table = bits(ttbr, 47, 1) << 1;
    region.inputBits = 64 - std::clamp(tsz, 16u, 39u);
    region.granuleBits = upper ? granuleOfTg1(bits(tcr, 31, 30)) : granuleOfTg0(bits(tcr, 15, 14));
    region.walksDisabled = bit(tcr, upper ? 23 : 7);
    region.topByteIgnored = bit(tcr, upper ? 38 : 37);
    return region;
}

void Stage1Walk::start() {
    if (!isInRegion() || m_region.walksDisabled)
        return fault(fsc::Translation0, 0);
    m_outputBits =
        std::min(implementedBits(m_state), kMaxOutputBits[bits(m_state[Reg::TCR_EL1], 34, 32)]);
    const unsigned stride = m_region.granuleBits - 3;
    m_level = 3 - static_cast<int>((m_region.inputBits - 1 - m_region.granuleBits) / stride);
    m_topBit = m_region.inputBits - 1;
    m_table = alignedTable();
    if (m_table >> m_outputBits != 0)
        fault(fsc::AddressSize0, 0);
}

/// Stage 1 off: the address is its own translation, data is Device-nGnRnE (Arm ARM D8.2.10).
void Stage1Walk::startFlat() {
    uint64_t va = m_va;
    if (m_region.topByteIgnored)
        va = bit(va, 55) ? signExtend(va, 56) : va & lowMask(56);
    if (va >> implementedBits(m_state) != 0)
        return fault(fsc::AddressSize0, 0);
    m_result = Translation{va, m_access != Access::Fetch, 0, 2};
}

void Stage1Walk::fault(uint8_t base, int level) {
    m_result = Stage1Fault{static_cast<uint8_t>(base + level)};
}

bool Stage1Walk::isInRegion() const {
    // Bits from 55 (or 63) down to the input size must all equal bit 55.
    const unsigned top = m_region.topByteIgnored ? 55 : 63;
    const uint64_t upper = bits(m_va, top, m_region.inputBits);
    return upper == (bit(m_va, 55) ? lowMask(top - m_region.inputBits + 1) : 0);
}

/// Returns the lowest bit of the VA that indexes the table: what a block or page here maps.
unsigned Stage1Walk::lowestBit() const {
    return m_region.granuleBits + (m_region.granuleBits - 3) * static_cast<unsigned>(3 - m_level);
}

uint64_t Stage1Walk::alignedTable() const {
    const unsigned align = std::max(6u, m_region.inputBits - lowestBit() + 3);
    return m_region.table & ~lowMask(align);
}

uint64_t Stage1Walk::descriptorAddress() const {
    return m_table + bits(m_va, m_topBit, lowestBit()) * 8;
}

void Stage1Walk::take(uint64_t descriptor) {
    if (!bit(descriptor, 0))
        fault(fsc::Translation0, m_level);
    else if (m_level < 3 && bit(descriptor, 1))
        takeTable(descriptor);
    else
        takeLeaf(descriptor);
}

void Stage1Walk::takeTable(uint64_t descriptor) {
    const uint64_t output = descriptor & lowMask(48) & ~lowMask(m_region.granuleBits);
    if (output >> m_outputBits != 0)
        return fault(fsc::AddressSize0, m_level);
    m_above.noEl0 |= bit(descriptor, 61);
    m_above.readOnly |= bit(descriptor, 62);
    m_above.uxn |= bit(descriptor, 60);
    m_above.pxn |= bit(descriptor, 59);
    m_table = output;
    m_topBit = lowestBit() - 1;
    ++m_level;
}

void Stage1Walk::takeLeaf(uint64_t descriptor) {
    const bool isPage = m_level == 3 && bit(descriptor, 1);
    const int firstBlockLevel = m_region.granuleBits == 12 ? 1 : 2;
    const bool isBlock = m_level < 3 && m_level >= firstBlockLevel;
    if (!isPage && !isBlock)
        return fault(fsc::Translation0, m_level);
    const uint64_t output = descriptor & lowMask(48) & ~lowMask(lowestBit());
    if (output >> m_outputBits != 0)
        return fault(fsc::AddressSize0, m_level);
    if (!bit(descriptor, 10))
        return fault(fsc::AccessFlag0, m_level);
    if (!isPermitted(descriptor))
        return fault(fsc::Permission0, m_level);
    const auto index = static_cast<unsigned>(bits(descriptor, 4, 2));
    const auto attributes = static_cast<uint8_t>(m_state[Reg::MAIR_EL1] >> (8 * index));
    const bool device = (attributes & 0xf0) == 0;
    constexpr uint8_t kNonCacheable = 0x44,
                      kOuterShareable = 2; // PAR_EL1.SH, Arm ARM D19.2.102
    const auto shareability = device || attributes == kNonCacheable
                                  ? kOuterShareable
                                  : static_cast<uint8_t>(bits(descriptor, 9, 8));
    m_result =
        Translation{output | (m_va & lowMask(lowestBit())), device, attributes, shareability};
}

bool Stage1Walk::isPermitted(uint64_t descriptor) const {
    const bool el0Access = bit(descriptor, 6) && !m_above.noEl0;
    const bool writable = !bit(descriptor, 7) && !m_above.readOnly;
    const bool wxn = bit(m_state[Reg::SCTLR_EL1], kWxn);
    if (m_privilege == Privilege::El0) {
        if (m_access == Access::Fetch)
            return !bit(descriptor, 54) && !m_above.uxn && !(wxn && el0Access && writable);
        return el0Access && (m_access == Access::Read || writable);
    }
    if (m_access == Access::Fetch) // what EL0 can write, EL1 never executes (Arm ARM D8.4)
        return !bit(descriptor, 53) && !m_above.pxn && !(el0Access && writable) &&
               !(wxn && writable);
    if (m_privilege == Privilege::El1Pan && el0Access)
        return false;
    return m_access == Access::Read || writable;
}

} // namespace seatape
