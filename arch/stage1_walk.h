// SPDX-License-Identifier: Apache-2.0
/// The stage-1 translation walk of EL1&0 as a function of the translation registers and the
/// descriptors that it asks for.
///
/// Reads no memory: whoever walks reads each descriptor and hands it in, so that the simulator and
/// a real KVM's user space walk alike.
#pragma once

#include "seatape/arch/vcpu_state.h"

#include <cstdint>
#include <optional>
#include <variant>

namespace seatape {

/// What an access does.
enum class Access : uint8_t { Read, Write, Fetch };

/// On whose behalf it is done; Pan is EL1 with PSTATE.PAN set.
enum class Privilege : uint8_t { El0, El1, El1Pan };

/// Where an access ends up, and what else AT reports in PAR_EL1.
struct Translation {
    uint64_t ipa = 0;
    bool device = false;    ///< Device memory: an unaligned access is an Alignment fault
    uint8_t attributes = 0; ///< the byte of MAIR_EL1
    uint8_t shareability = 0;
};

/// A fault that stage 1 reports to EL1.
struct Stage1Fault {
    uint8_t fsc = 0; ///< with the level
};

/// A walk in progress (Arm ARM D8.2, D8.3, D8.4): while it is not done, it wants a descriptor.
///
///     Stage1Walk walk(state, va, Access::Read, Privilege::El1);
///     while (!walk.isDone())
///         walk.take(descriptorAt(walk.descriptorAddress()));
///
/// 4, 16 and 64 KiB granules, 48-bit addresses; no LPA2, no hardware update of the access flag. If
/// stage 1 is off, the walk is done at once. `state` must outlive the walk.
class Stage1Walk {
public:
    Stage1Walk(const VcpuState& state, uint64_t va, Access access, Privilege privilege);

    bool isDone() const { return m_result.has_value(); }
    /// Returns the intermediate physical address of the 8 bytes that are wanted next.
    uint64_t descriptorAddress() const;
    /// Returns the level of that descriptor, 0 to 3.
    int level() const { return m_level; }
    /// Goes on with the descriptor, in the host's byte order.
    void take(uint64_t descriptor);

    using Result = std::variant<Translation, Stage1Fault>;
    /// Returns how the walk ended; it is done.
    const Result& result() const { return *m_result; }

private:
    /// One of the two halves of the address space, as TCR_EL1 describes it.
    struct Region {
        uint64_t table = 0; // TTBRn_EL1 without ASID and CnP
        unsigned inputBits = 0;
        unsigned granuleBits = 0;
        bool walksDisabled = false; // EPDn
        bool topByteIgnored = false;
    };
    /// The attributes that table descriptors impose on everything below them.
    struct Hierarchy {
        bool noEl0 = false, readOnly = false, uxn = false, pxn = false;
    };

    static Region regionOf(const VcpuState& state, bool upper);
    void start();
    void startFlat();
    void fault(uint8_t base, int level);
    bool isInRegion() const;
    unsigned lowestBit() const;
    uint64_t alignedTable() const;
    void takeTable(uint64_t descriptor);
    void takeLeaf(uint64_t descriptor);
    bool isPermitted(uint64_t descriptor) const;

    const VcpuState& m_state;
    uint64_t m_va;
    Access m_access;
    Privilege m_privilege;
    Region m_region;
    unsigned m_outputBits = 0;
    int m_level = 0;
    unsigned m_topBit = 0; // of the VA's bits that index the table
    uint64_t m_table = 0;
    Hierarchy m_above;
    std::optional<Result> m_result;
};

} // namespace seatape
