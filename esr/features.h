// SPDX-License-Identifier: Apache-2.0
/// Which optional parts of the Arm architecture a CPU has, as far as they change what a syndrome
/// means. Depends on nothing but the language.
#pragma once

#include <cstdint>

namespace seatape {

/// A FEAT_… of the Arm ARM (section A2). Only those that allocate a bit or a code of some syndrome.
enum class Feature : uint8_t {
    AA32,     ///< AArch32 at any Exception level
    RAS,      ///< ID_AA64PFR0_EL1.RAS >= 1
    RASv2,    ///< ID_AA64PFR0_EL1.RAS >= 3
    PFAR,     ///< physical fault address registers
    LPA2,     ///< 52-bit addresses with 4K and 16K granules: level -1 and level 0 leaves
    D128,     ///< 128-bit descriptors: level -2
    RME,      ///< realm management: granule protection faults
    MTE2,     ///< synchronous and asynchronous tag checks
    NV2,      ///< nested virtualisation through memory (VNCR_EL2)
    HAFDBS,   ///< hardware update of access flag and dirty state
    LS64,     ///< 64-byte single-copy atomic loads and stores
    GCS,      ///< guarded control stack
    THE,      ///< translation hardening (AssuredOnly)
    S1POE,    ///< stage 1 permission overlays
    S1PIE,    ///< stage 1 permission indirection (dirty bit faults)
    HDBSS,    ///< hardware dirty state tracking structure
    MTE4,     ///< canonical tag checking, NoTagAccess memory
    MOPS,     ///< memory copy and set instructions
    SVE,      ///< scalable vectors
    SME,      ///< scalable matrices
    SME2,     ///< ZT0
    BTI,      ///< branch target identification
    PAuth,    ///< pointer authentication
    FPAC,     ///< faulting pointer authentication
    WFxT,     ///< WFET, WFIT
    TME,      ///< transactional memory
    EBEP,     ///< exception-based event profiling
    SYSREG128 ///< 128-bit system registers
};

/// A set of features, cheap to copy and to test.
struct FeatureSet {
    uint64_t bits = 0;

    constexpr FeatureSet() = default;
    /// Makes the set with one element; implicit, so that `Feature::RAS | Feature::PFAR` reads well.
    constexpr FeatureSet(Feature feature) : bits(uint64_t{1} << static_cast<unsigned>(feature)) {}

    /// Returns whether the two sets share an element.
    constexpr bool intersects(FeatureSet other) const { return (bits & other.bits) != 0; }
    constexpr bool operator==(const FeatureSet&) const = default;
};

/// Returns the union of two sets.
constexpr FeatureSet operator|(FeatureSet a, FeatureSet b) {
    a.bits |= b.bits;
    return a;
}

/// The same for two enumerators: the language ignores an overload that converts both operands.
constexpr FeatureSet operator|(Feature a, Feature b) {
    return FeatureSet(a) | FeatureSet(b);
}

/// Returns the features that are not in `set`.
constexpr FeatureSet operator~(FeatureSet set) {
    set.bits = ~set.bits;
    return set;
}

} // namespace seatape
