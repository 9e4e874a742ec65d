#include "simbackend/translation.h"

#include "core/bits.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace seatape::sim {
namespace {

// Fault status codes without their level (Arm ARM, ESR_EL1 DFSC; kvm-sea-spec §5.5).
constexpr uint8_t kAddressSize = 0x00, kTranslation = 0x04, kAccessFlag = 0x08, kPermission = 0x0c,
                  kWalkExternalAbort = 0x14;

// SCTLR_EL1
constexpr unsigned kM = 0, kWxn = 19;

constexpr unsigned kMaxOutputBits[8] = {32, 36, 40, 42, 44, 48, 48, 48}; // TCR_EL1.IPS

/// One of the two halves of the address space, as TCR_EL1 describes it.
struct Region {
    uint64_t table = 0; // TTBRn_EL1 without ASID and CnP
    unsigned inputBits = 0;
    unsigned granuleBits = 0;
    bool walksDisabled = false; // EPDn
    bool topByteIgnored = false;
};

unsigned granuleOfTg0(uint64_t tg) {
    return tg == 1 ? 16 : tg == 2 ? 14 : 12;
}
unsigned granuleOfTg1(uint64_t tg) {
    return tg == 1 ? 14 : tg == 3 ? 16 : 12;
}

Region regionOf(const VcpuState& state, bool upper) {
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

unsigned outputBits(const VcpuState& state) {
    const auto implemented = kMaxOutputBits[bits(state[Reg::ID_AA64MMFR0_EL1], 2, 0)];
    return std::min(implemented, kMaxOutputBits[bits(state[Reg::TCR_EL1], 34, 32)]);
}

WalkFault stage1Fault(uint8_t base, int level) {
    return {WalkFault::Kind::Stage1, static_cast<uint8_t>(base + level), 0, nullptr};
}

/// The attributes that table descriptors impose on everything below them.
struct Hierarchy {
    bool noEl0 = false, readOnly = false, uxn = false, pxn = false;

    void add(uint64_t tableDescriptor) {
        noEl0 |= bit(tableDescriptor, 61);
        readOnly |= bit(tableDescriptor, 62);
        uxn |= bit(tableDescriptor, 60);
        pxn |= bit(tableDescriptor, 59);
    }
};

bool isPermitted(uint64_t descriptor, const Hierarchy& above, const VcpuState& state, Access access,
                 Privilege privilege) {
    const bool el0Access = bit(descriptor, 6) && !above.noEl0;
    const bool writable = !bit(descriptor, 7) && !above.readOnly;
    const bool wxn = bit(state[Reg::SCTLR_EL1], kWxn);
    if (privilege == Privilege::El0) {
        if (access == Access::Fetch)
            return !bit(descriptor, 54) && !above.uxn && !(wxn && el0Access && writable);
        return el0Access && (access == Access::Read || writable);
    }
    if (access == Access::Fetch) // what EL0 can write, EL1 never executes (Arm ARM D8.4)
        return !bit(descriptor, 53) && !above.pxn && !(el0Access && writable) && !(wxn && writable);
    if (privilege == Privilege::El1Pan && el0Access)
        return false;
    return access == Access::Read || writable;
}

/// A walk in progress; `Visit` sees (descriptor address, level) before each read and may stop it.
class Walk {
public:
    Walk(const VcpuState& state, GuestMemory& memory, uint64_t va)
        : m_state(state), m_memory(memory), m_va(va), m_region(regionOf(state, bit(va, 55))),
          m_outputBits(outputBits(state)) {}

    template <class Visit>
    WalkResult run(Access access, Privilege privilege, Visit visit) {
        if (!isInRegion() || m_region.walksDisabled)
            return stage1Fault(kTranslation, 0);
        const unsigned stride = m_region.granuleBits - 3;
        int level = 3 - static_cast<int>((m_region.inputBits - 1 - m_region.granuleBits) / stride);
        unsigned topBit = m_region.inputBits - 1;
        uint64_t table = alignedTable(level);
        if (table >> m_outputBits != 0)
            return stage1Fault(kAddressSize, 0);
        Hierarchy above;
        for (;; ++level) {
            const unsigned lsb = m_region.granuleBits + stride * static_cast<unsigned>(3 - level);
            const uint64_t address = table + bits(m_va, topBit, lsb) * 8;
            if (visit(address, level))
                return Translation{address, false, 0, 0};
            uint64_t descriptor = 0;
            if (auto fault = read(address, level, descriptor))
                return *fault;
            if (!bit(descriptor, 0))
                return stage1Fault(kTranslation, level);
            const uint64_t output = descriptor & lowMask(48) & ~lowMask(m_region.granuleBits);
            if (level < 3 && bit(descriptor, 1)) {
                if (output >> m_outputBits != 0)
                    return stage1Fault(kAddressSize, level);
                above.add(descriptor);
                table = output;
                topBit = lsb - 1;
                continue;
            }
            return leaf(descriptor, level, lsb, above, access, privilege);
        }
    }

private:
    bool isInRegion() const {
        // Bits from 55 (or 63) down to the input size must all equal bit 55.
        const unsigned top = m_region.topByteIgnored ? 55 : 63;
        const uint64_t upper = bits(m_va, top, m_region.inputBits);
        return upper == (bit(m_va, 55) ? lowMask(top - m_region.inputBits + 1) : 0);
    }

    uint64_t alignedTable(int level) const {
        const unsigned stride = m_region.granuleBits - 3;
        const unsigned below = m_region.granuleBits + stride * static_cast<unsigned>(3 - level);
        const unsigned align = std::max(6u, m_region.inputBits - below + 3);
        return m_region.table & ~lowMask(align);
    }

    std::optional<WalkFault> read(uint64_t address, int level, uint64_t& descriptor) {
        const auto fsc = static_cast<uint8_t>(kWalkExternalAbort + level);
        Page* page = m_memory.find(address);
        if (page == nullptr || !page->mapped)
            return WalkFault{WalkFault::Kind::Stage2, fsc, address, nullptr};
        if (page->poisoned)
            if (const PoisonRange* poison = m_memory.poisonAt(address, 8))
                return WalkFault{WalkFault::Kind::ExternalAbort, fsc, address, poison};
        if (!page->isTable) {
            page->isTable = true;
            m_memory.noticeWrites();
        }
        uint8_t bytes[8];
        std::memcpy(bytes, page->host + (address & kPageMask), 8);
        descriptor = 0;
        for (unsigned i = 8; i-- > 0;)
            descriptor = descriptor << 8 | bytes[i];
        return std::nullopt;
    }

    WalkResult leaf(uint64_t descriptor, int level, unsigned lsb, const Hierarchy& above,
                    Access access, Privilege privilege) {
        const bool isPage = level == 3 && bit(descriptor, 1);
        const int firstBlockLevel = m_region.granuleBits == 12 ? 1 : 2;
        const bool isBlock = level < 3 && level >= firstBlockLevel;
        if (!isPage && !isBlock)
            return stage1Fault(kTranslation, level);
        const uint64_t output = descriptor & lowMask(48) & ~lowMask(lsb);
        if (output >> m_outputBits != 0)
            return stage1Fault(kAddressSize, level);
        if (!bit(descriptor, 10))
            return stage1Fault(kAccessFlag, level);
        if (!isPermitted(descriptor, above, m_state, access, privilege))
            return stage1Fault(kPermission, level);
        const auto index = static_cast<unsigned>(bits(descriptor, 4, 2));
        const auto attributes = static_cast<uint8_t>(m_state[Reg::MAIR_EL1] >> (8 * index));
        const bool device = (attributes & 0xf0) == 0;
        constexpr uint8_t kNonCacheable = 0x44,
                          kOuterShareable = 2; // PAR_EL1.SH, Arm ARM D19.2.102
        const auto shareability = device || attributes == kNonCacheable
                                      ? kOuterShareable
                                      : static_cast<uint8_t>(bits(descriptor, 9, 8));
        return Translation{output | (m_va & lowMask(lsb)), device, attributes, shareability};
    }

    const VcpuState& m_state;
    GuestMemory& m_memory;
    uint64_t m_va;
    Region m_region;
    unsigned m_outputBits;
};

/// Stage 1 off: the address is its own translation, data is Device-nGnRnE (Arm ARM D8.2.10).
WalkResult flat(const VcpuState& state, uint64_t va, Access access) {
    if (regionOf(state, bit(va, 55)).topByteIgnored)
        va = bit(va, 55) ? signExtend(va, 56) : va & lowMask(56);
    if (va >> kMaxOutputBits[bits(state[Reg::ID_AA64MMFR0_EL1], 2, 0)] != 0)
        return stage1Fault(kAddressSize, 0);
    return Translation{va, access != Access::Fetch, 0, 2};
}

} // namespace

WalkResult translate(const VcpuState& state, GuestMemory& memory, uint64_t va, Access access,
                     Privilege privilege) {
    if (!bit(state[Reg::SCTLR_EL1], kM))
        return flat(state, va, access);
    return Walk(state, memory, va).run(access, privilege, [](uint64_t, int) { return false; });
}

std::optional<int> findDescriptorLevel(const VcpuState& state, GuestMemory& memory, uint64_t va,
                                       uint64_t ipa) {
    if (!bit(state[Reg::SCTLR_EL1], kM))
        return std::nullopt;
    std::optional<int> found;
    const uint64_t page = ipa & ~kPageMask;
    (void)Walk(state, memory, va)
        .run(Access::Read, Privilege::El1, [&](uint64_t address, int level) {
            if ((address & ~kPageMask) == page)
                found = level;
            return found.has_value();
        });
    return found;
}

} // namespace seatape::sim
