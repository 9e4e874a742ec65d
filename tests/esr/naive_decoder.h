// SPDX-License-Identifier: Apache-2.0
/// A second decoder, written as plain shifts from the specification and sharing nothing with the
/// tables of esr. The tests compare the two.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace naive {

struct Field {
    std::string_view name;
    uint64_t value;
};

/// The named fields of an ISS, most significant first, and whether anything about it is odd.
struct Iss {
    std::array<Field, 24> fields;
    size_t size = 0;
    bool odd = false;

    void add(std::string_view name, uint64_t value) { fields[size++] = {name, value}; }
    void reserved(uint64_t value) { odd = odd || value != 0; }
};

inline bool isSea(uint64_t code) {
    return code == 0x10 || code == 0x12 || code == 0x13 || code == 0x14 || code == 0x15 ||
           code == 0x16 || code == 0x17;
}

inline bool isReservedFault(uint64_t code, bool data) {
    switch (code) {
    case 0x19:
    case 0x1a:
    case 0x20:
    case 0x2d:
    case 0x2e:
    case 0x2f:
    case 0x33:
    case 0x36:
    case 0x37:
    case 0x38:
    case 0x39:
    case 0x3a:
    case 0x3b:
    case 0x3c:
    case 0x3d:
    case 0x3e:
    case 0x3f:
        return true;
    case 0x11:
    case 0x21:
    case 0x34:
    case 0x35:
        return !data;
    default:
        return false;
    }
}

inline void addSet(Iss& iss, uint64_t esr) {
    iss.add("SET", (esr >> 11) & 3);
    iss.odd = iss.odd || ((esr >> 11) & 3) == 1;
}

/// A stage 1 walk, and a code that says the fault was on the access itself.
inline bool walkContradicts(uint64_t esr) {
    const uint64_t code = esr & 0x3f;
    return (esr & 0x80) != 0 && (code == 0x10 || code == 0x11 || code == 0x18 || code == 0x21);
}

/// EA, and a code that is neither an external abort nor a parity error.
inline bool eaContradicts(uint64_t esr) {
    const uint64_t code = esr & 0x3f;
    return (esr & 0x200) != 0 && !isSea(code) && code != 0x18 && (code < 0x1b || code > 0x1f);
}

inline bool dataAbortContradicts(uint64_t esr) {
    const bool isv = (esr >> 24 & 1) != 0, sse = (esr >> 21 & 1) != 0, sf = (esr >> 15 & 1) != 0;
    const bool vncr = (esr >> 13 & 1) != 0, cm = (esr >> 8 & 1) != 0, wnr = (esr >> 6 & 1) != 0;
    return walkContradicts(esr) || eaContradicts(esr) || (isv && cm) || (cm && !wnr) ||
           (isv && sse && wnr) || (isv && (esr >> 22 & 3) == 3 && !sf) ||
           (vncr && (esr >> 26 & 63) == 0x24);
}

inline Iss dataAbort(uint64_t esr) {
    Iss iss;
    const uint64_t code = esr & 0x3f;
    iss.add("ISV", (esr >> 24) & 1);
    if ((esr >> 24) & 1) {
        iss.add("SAS", (esr >> 22) & 3);
        iss.add("SSE", (esr >> 21) & 1);
        iss.add("SRT", (esr >> 16) & 0x1f);
        iss.add("SF", (esr >> 15) & 1);
        iss.add("AR", (esr >> 14) & 1);
    } else {
        iss.reserved((esr >> 18) & 0x3f);
        if (isSea(code)) {
            iss.add("WU", (esr >> 16) & 3);
            iss.odd = iss.odd || ((esr >> 16) & 3) == 1;
        } else
            iss.reserved((esr >> 16) & 3);
        if ((esr >> 10) & 1)
            iss.reserved((esr >> 15) & 1);
        else
            iss.add("FnP", (esr >> 15) & 1);
        if (isSea(code))
            iss.add("PFV", (esr >> 14) & 1);
        else
            iss.reserved((esr >> 14) & 1);
    }
    iss.add("VNCR", (esr >> 13) & 1);
    if ((code >= 4 && code < 16) || code == 0x2a || code == 0x2b)
        iss.add("LST", (esr >> 11) & 3);
    else if (isSea(code))
        addSet(iss, esr);
    else
        iss.reserved((esr >> 11) & 3);
    if (code == 0x10)
        iss.add("FnV", (esr >> 10) & 1);
    else
        iss.reserved((esr >> 10) & 1);
    iss.add("EA", (esr >> 9) & 1);
    iss.add("CM", (esr >> 8) & 1);
    iss.add("S1PTW", (esr >> 7) & 1);
    iss.add("WnR", (esr >> 6) & 1);
    iss.add("DFSC", code);
    iss.odd = iss.odd || isReservedFault(code, true) || dataAbortContradicts(esr);
    return iss;
}

inline Iss instructionAbort(uint64_t esr) {
    Iss iss;
    const uint64_t code = esr & 0x3f;
    iss.reserved((esr >> 22) & 7);
    iss.add("TopLevel", (esr >> 21) & 1);
    iss.reserved((esr >> 15) & 0x3f);
    if (isSea(code))
        iss.add("PFV", (esr >> 14) & 1);
    else
        iss.reserved((esr >> 14) & 1);
    iss.reserved((esr >> 13) & 1);
    if (isSea(code))
        addSet(iss, esr);
    else
        iss.reserved((esr >> 11) & 3);
    if (code == 0x10)
        iss.add("FnV", (esr >> 10) & 1);
    else
        iss.reserved((esr >> 10) & 1);
    iss.add("EA", (esr >> 9) & 1);
    iss.reserved((esr >> 8) & 1);
    iss.add("S1PTW", (esr >> 7) & 1);
    iss.reserved((esr >> 6) & 1);
    iss.add("IFSC", code);
    iss.odd = iss.odd || isReservedFault(code, false) || walkContradicts(esr) || eaContradicts(esr);
    return iss;
}

/// A permission fault, level 0 to 3.
inline bool isPermission(uint64_t code) {
    return code >= 0x0c && code <= 0x0f;
}

/// ESR_EL2, HDBSSF: what it lists, and "for any other fault, this field is RES0".
inline void addHdbssf(Iss& iss, uint64_t esr) {
    const uint64_t code = esr & 0x3f;
    if (isPermission(code) || (code >= 0x12 && code <= 0x17) || (code >= 0x22 && code <= 0x27))
        iss.add("HDBSSF", (esr >> 43) & 1);
    else
        iss.reserved((esr >> 43) & 1);
}

inline void addAssuredOnlyAndOverlay(Iss& iss, uint64_t esr) {
    if (isPermission(esr & 0x3f)) {
        iss.add("AssuredOnly", (esr >> 39) & 1);
        iss.add("Overlay", (esr >> 38) & 1);
    } else {
        iss.reserved((esr >> 38) & 3);
    }
}

/// Bits [63:32] of a data abort.
inline Iss dataAbortIss2(uint64_t esr) {
    Iss iss;
    const uint64_t code = esr & 0x3f;
    iss.reserved(esr >> 44);
    addHdbssf(iss, esr);
    if (isPermission(code)) {
        iss.add("TnD", (esr >> 42) & 1);
        iss.add("TagAccess", (esr >> 41) & 1);
    } else {
        iss.reserved((esr >> 41) & 3);
    }
    iss.add("GCS", (esr >> 40) & 1);
    addAssuredOnlyAndOverlay(iss, esr);
    if (isPermission(code) && ((esr >> 6) & 1))
        iss.add("DirtyBit", (esr >> 37) & 1);
    else
        iss.reserved((esr >> 37) & 1);
    if ((code >= 4 && code < 16) || code == 0x2a || code == 0x2b)
        iss.add("Xs", (esr >> 32) & 31);
    else
        iss.reserved((esr >> 32) & 31);
    return iss;
}

/// Bits [63:32] of an instruction abort.
inline Iss instructionAbortIss2(uint64_t esr) {
    Iss iss;
    iss.reserved(esr >> 44);
    addHdbssf(iss, esr);
    iss.reserved((esr >> 40) & 7);
    addAssuredOnlyAndOverlay(iss, esr);
    iss.reserved((esr >> 32) & 0x3f);
    return iss;
}

inline Iss sError(uint64_t esr) {
    Iss iss;
    iss.add("IDS", (esr >> 24) & 1);
    if ((esr >> 24) & 1) {
        iss.add("IMPDEF", esr & 0xffffff);
        return iss;
    }
    const uint64_t code = esr & 0x3f;
    const uint64_t aet = (esr >> 10) & 7;
    if (code != 0x11) {
        iss.reserved((esr >> 6) & 0x3ffff);
        iss.add("DFSC", code);
        iss.odd = iss.odd || code != 0;
        return iss;
    }
    iss.reserved((esr >> 19) & 0x1f);
    iss.add("ELS", (esr >> 18) & 1);
    iss.add("WU", (esr >> 16) & 3);
    iss.odd = iss.odd || ((esr >> 16) & 3) == 1;
    iss.add("VFV", (esr >> 15) & 1);
    iss.add("PFV", (esr >> 14) & 1);
    iss.add("IESB", (esr >> 13) & 1);
    iss.add("AET", aet);
    iss.odd = iss.odd || aet == 4 || aet == 5 || aet == 7;
    iss.add("EA", (esr >> 9) & 1);
    iss.reserved((esr >> 8) & 1);
    iss.add("WnRV", (esr >> 7) & 1);
    if ((esr >> 7) & 1)
        iss.add("WnR", (esr >> 6) & 1);
    else
        iss.reserved((esr >> 6) & 1);
    iss.add("DFSC", code);
    return iss;
}

inline Iss sys64(uint64_t esr) {
    Iss iss;
    iss.reserved((esr >> 22) & 7);
    iss.add("Op0", (esr >> 20) & 3);
    iss.add("Op2", (esr >> 17) & 7);
    iss.add("Op1", (esr >> 14) & 7);
    iss.add("CRn", (esr >> 10) & 15);
    iss.add("Rt", (esr >> 5) & 31);
    iss.add("CRm", (esr >> 1) & 15);
    iss.add("Direction", esr & 1);
    return iss;
}

inline Iss immediate16(uint64_t esr) {
    Iss iss;
    iss.reserved((esr >> 16) & 0x1ff);
    iss.add("imm16", esr & 0xffff);
    return iss;
}

inline Iss breakpointInstruction(uint64_t esr) {
    Iss iss = immediate16(esr);
    iss.fields[0].name = "Comment";
    return iss;
}

inline Iss softwareStep(uint64_t esr) {
    Iss iss;
    iss.add("ISV", (esr >> 24) & 1);
    iss.reserved((esr >> 7) & 0x1ffff);
    if ((esr >> 24) & 1)
        iss.add("EX", (esr >> 6) & 1);
    else
        iss.reserved((esr >> 6) & 1);
    iss.add("IFSC", esr & 0x3f);
    iss.odd = iss.odd || (esr & 0x3f) != 0x22;
    return iss;
}

inline Iss fpException(uint64_t esr) {
    Iss iss;
    iss.reserved((esr >> 24) & 1);
    iss.add("TFV", (esr >> 23) & 1);
    iss.reserved((esr >> 11) & 0xfff);
    iss.add("VECITR", (esr >> 8) & 7);
    iss.add("IDF", (esr >> 7) & 1);
    iss.reserved((esr >> 5) & 3);
    iss.add("IXF", (esr >> 4) & 1);
    iss.add("UFF", (esr >> 3) & 1);
    iss.add("OFF", (esr >> 2) & 1);
    iss.add("DZF", (esr >> 1) & 1);
    iss.add("IOF", esr & 1);
    return iss;
}

inline Iss watchpoint(uint64_t esr) {
    Iss iss;
    const bool fnp = (esr >> 15 & 1) != 0, fnv = (esr >> 10 & 1) != 0;
    const bool cm = (esr >> 8 & 1) != 0, wnr = (esr >> 6 & 1) != 0;
    iss.reserved(esr >> 24 & 1);
    if ((esr >> 17) & 1)
        iss.add("WPT", esr >> 18 & 0x3f);
    else
        iss.reserved(esr >> 18 & 0x3f);
    iss.add("WPTV", esr >> 17 & 1);
    iss.add("WPF", esr >> 16 & 1);
    iss.add("FnP", fnp);
    iss.reserved(esr >> 14 & 1);
    iss.add("VNCR", esr >> 13 & 1);
    iss.reserved(esr >> 11 & 3);
    iss.add("FnV", fnv);
    iss.reserved(esr >> 9 & 1);
    iss.add("CM", cm);
    iss.reserved(esr >> 7 & 1);
    iss.add("WnR", wnr);
    iss.add("DFSC", esr & 0x3f);
    iss.odd = iss.odd || (fnp && fnv) || (cm && !wnr) || (esr & 0x3f) != 0x22;
    return iss;
}

inline Iss profiling(uint64_t esr) {
    Iss iss;
    iss.reserved(esr >> 6 & 0x7ffff);
    iss.add("FSC", esr >> 1 & 0x1f);
    iss.odd = iss.odd || (esr >> 1 & 0x1f) > 2;
    iss.add("SYNC", esr & 1);
    return iss;
}

inline Iss gcs(uint64_t esr) {
    Iss iss;
    const uint64_t type = esr >> 20 & 15, it = esr & 31;
    iss.reserved((esr >> 24 & 1) | (esr >> 15 & 31));
    iss.add("ExType", type);
    iss.odd = iss.odd || type > 2;
    if (type == 2)
        iss.add("Raddr", esr >> 10 & 31);
    else
        iss.reserved(esr >> 10 & 31);
    if (type == 0 || type == 2)
        iss.add(type == 0 ? "Rn" : "Rvalue", esr >> 5 & 31);
    else
        iss.reserved(esr >> 5 & 31);
    if (type == 0)
        iss.add("IT", it);
    else
        iss.reserved(it);
    iss.odd = iss.odd || (type == 0 && (it > 9 || it == 6 || it == 7));
    return iss;
}

inline Iss none(uint64_t esr) {
    Iss iss;
    iss.reserved(esr & 0x1ffffff);
    return iss;
}

} // namespace naive
