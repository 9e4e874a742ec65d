// SPDX-License-Identifier: Apache-2.0
/// Where the fields of ESR_ELx are, for whoever reads or makes a syndrome without the tables. The
/// rows of the layouts are made of these, so that a position is written once; a field that only its
/// row knows has its position there. Source: Arm ARM, ESR_EL1 and ESR_EL2.
#pragma once

#include "seatape/base/bits.h"

#include <cstdint>

namespace seatape {

/// Bits [msb:lsb] of a register.
struct BitField {
    uint8_t msb = 0;
    uint8_t lsb = 0;

    constexpr unsigned width() const { return msb - lsb + 1u; }
    constexpr uint64_t mask() const { return lowMask(width()) << lsb; }
    constexpr bool operator==(const BitField&) const = default;

    /// Returns the field of a register value, right-aligned.
    constexpr uint64_t get(uint64_t word) const { return bits(word, msb, lsb); }
    /// Returns whether the field of a register value is not 0.
    constexpr bool isSet(uint64_t word) const { return get(word) != 0; }
    /// Returns the register value with the low bits of `value` in the field.
    constexpr uint64_t set(uint64_t word, uint64_t value) const {
        return withBits(word, msb, lsb, value);
    }
};

/// The parts of every syndrome.
namespace esr {
inline constexpr BitField ISS2{55, 32};
inline constexpr BitField EC{31, 26}; ///< exception class
inline constexpr BitField IL{25, 25}; ///< instruction length: 1 for 32 bits
inline constexpr BitField ISS{24, 0};
} // namespace esr

/// ISS of data and instruction aborts; some fields have a meaning under a condition only, see
/// esr/abort_layouts.cpp. Watchpoints have those that their layout names at the same places.
namespace abort_iss {
inline constexpr BitField ISV{24, 24};      ///< bits [23:14] describe the access
inline constexpr BitField SAS{23, 22};      ///< size of the access, log2 of the bytes
inline constexpr BitField SSE{21, 21};      ///< the load sign-extends
inline constexpr BitField TopLevel{21, 21}; ///< of an instruction abort
inline constexpr BitField SRT{20, 16};      ///< number of Wt or Xt
inline constexpr BitField SF{15, 15};       ///< the register is 64 bits wide
inline constexpr BitField AR{14, 14};       ///< acquire or release
inline constexpr BitField WU{17, 16};       ///< write update, ISV=0
inline constexpr BitField FnP{15, 15};      ///< FAR not precise, ISV=0
inline constexpr BitField PFV{14, 14};      ///< PFAR valid, ISV=0
inline constexpr BitField VNCR{13, 13};     ///< the access was made through VNCR_EL2
inline constexpr BitField SET{12, 11};      ///< synchronous error type, of an SEA
inline constexpr BitField LST{12, 11};      ///< load/store type, of an MMU fault
inline constexpr BitField FnV{10, 10};      ///< FAR not valid
inline constexpr BitField EA{9, 9};         ///< external abort type
inline constexpr BitField CM{8, 8};         ///< cache maintenance or address translation
inline constexpr BitField S1PTW{7, 7};      ///< stage 2 fault on a stage 1 walk
inline constexpr BitField WnR{6, 6};        ///< write not read
inline constexpr BitField FSC{5, 0};        ///< fault status: DFSC, IFSC
} // namespace abort_iss

/// ISS2 of data and instruction aborts, as bits of the whole register.
namespace abort_iss2 {
inline constexpr BitField HDBSSF{43, 43};
inline constexpr BitField TnD{42, 42};
inline constexpr BitField TagAccess{41, 41};
inline constexpr BitField GCS{40, 40};
inline constexpr BitField AssuredOnly{39, 39};
inline constexpr BitField Overlay{38, 38};
inline constexpr BitField DirtyBit{37, 37};
inline constexpr BitField Xs{36, 32};
} // namespace abort_iss2

/// ISS of an SError.
namespace serror_iss {
inline constexpr BitField IDS{24, 24};   ///< the rest is implementation defined
inline constexpr BitField IMPDEF{23, 0}; ///< the rest
inline constexpr BitField ELS{18, 18};   ///< ELR synchronous
inline constexpr BitField WU{17, 16};    ///< write update
inline constexpr BitField VFV{15, 15};   ///< FAR valid
inline constexpr BitField PFV{14, 14};   ///< PFAR valid
inline constexpr BitField IESB{13, 13};  ///< at an implicit error synchronization event
inline constexpr BitField AET{12, 10};   ///< asynchronous error type
inline constexpr BitField EA{9, 9};      ///< external abort type
inline constexpr BitField WnRV{7, 7};    ///< WnR valid
inline constexpr BitField WnR{6, 6};     ///< write not read
inline constexpr BitField DFSC{5, 0};
} // namespace serror_iss

/// ISS of a watchpoint, beside what it shares with data aborts.
namespace watchpoint_iss {
inline constexpr BitField WPT{23, 18};  ///< number of the watchpoint
inline constexpr BitField WPTV{17, 17}; ///< WPT valid
} // namespace watchpoint_iss

/// ISS of a guarded control stack exception.
namespace gcs_iss {
inline constexpr BitField ExType{23, 20}; ///< what the rest means
} // namespace gcs_iss

/// ISS of trapped instructions: WF*, MCR and MRC, MSR and MRS, SVC.
namespace trap_iss {
inline constexpr BitField CV{24, 24};       ///< condition code valid
inline constexpr BitField COND{23, 20};     ///< condition code
inline constexpr BitField RV{2, 2};         ///< of WF*: RN is valid
inline constexpr BitField TI{1, 0};         ///< of WF*: which instruction
inline constexpr BitField WFE{0, 0};        ///< of WF*: WFE or WFET
inline constexpr BitField Op0{21, 20};      ///< of MSR, MRS and System instructions
inline constexpr BitField Op2{19, 17};      ///< likewise, and of MCR and MRC
inline constexpr BitField Op1{16, 14};      ///< likewise
inline constexpr BitField CRn{13, 10};      ///< likewise
inline constexpr BitField Rt{9, 5};         ///< likewise, and of MCRR and MRRC
inline constexpr BitField RtPair{9, 6};     ///< of MSRR and MRRS: the first of the pair, halved
inline constexpr BitField CRm{4, 1};        ///< of all of these
inline constexpr BitField Direction{0, 0};  ///< of all of these: 1 for a read
inline constexpr BitField PairOpc1{19, 16}; ///< of MCRR and MRRC
inline constexpr BitField PairRt2{14, 10};  ///< likewise
inline constexpr BitField imm16{15, 0};     ///< of SVC, HVC and SMC

/// The ISS of an instruction without a condition: CV=1, COND=AL.
inline constexpr uint32_t kUnconditional = static_cast<uint32_t>(COND.set(CV.mask(), 0xe));
} // namespace trap_iss

} // namespace seatape
