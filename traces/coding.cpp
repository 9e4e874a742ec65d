#include "traces/coding.h"

#include "core/bits.h"

#include <bit>

namespace seatape::trace {
namespace {

constexpr unsigned kFarStep = 15; // the register's number follows
constexpr unsigned kOnes = 8;     // added to the form: the bytes above are ff
constexpr unsigned kEventWords = kVcpuEventsSize / 8;

unsigned significantBytes(uint64_t value) {
    return (71 - static_cast<unsigned>(std::countl_zero(value))) / 8;
}

/// Returns how a value is stored: 0..8 bytes below zeroes, or kOnes + 1..7 bytes below ones.
unsigned formOf(uint64_t value) {
    const unsigned inverted = significantBytes(~value);
    return inverted < 8 && (value >> 63) != 0 ? kOnes + (inverted == 0 ? 1 : inverted)
                                              : significantBytes(value);
}

uint64_t readForm(InArchive& ar, unsigned form) {
    if (form <= kOnes)
        return ar.fixed(form);
    const unsigned size = form - kOnes;
    return ar.fixed(size) | ~lowMask(8 * size);
}

Reg readReg(InArchive& ar, unsigned step, unsigned next) {
    const uint64_t number = step == kFarStep ? ar.leb(UINT16_MAX) : next + step;
    if (number >= kRegCount)
        throw BadPayload("unknown register number");
    return static_cast<Reg>(number);
}

} // namespace

void codeShort(OutArchive& ar, std::vector<RegChange>& list) {
    ar.count(list.size());
    unsigned next = 0;
    for (const RegChange& change : list) {
        const auto number = static_cast<unsigned>(change.reg);
        const unsigned form = formOf(change.value);
        const bool isNear = number >= next && number - next < kFarStep;
        const unsigned step = isNear ? number - next : kFarStep;
        ar.fixed(step * 16 + form, 1);
        if (!isNear)
            ar.leb(number);
        ar.fixed(change.value, form <= kOnes ? form : form - kOnes);
        next = number + 1;
    }
}

void codeShort(InArchive& ar, std::vector<RegChange>& list) {
    const size_t n = ar.count(sizeof(RegChange));
    list.clear();
    list.reserve(n);
    unsigned next = 0;
    for (size_t i = 0; i < n; ++i) {
        const unsigned head = ar.byte();
        const Reg reg = readReg(ar, head / 16, next);
        list.push_back({reg, readForm(ar, head % 16)});
        next = static_cast<unsigned>(reg) + 1;
    }
}

void codeShort(OutArchive& ar, RawVcpuEvents& raw) {
    unsigned mask = 0;
    for (unsigned i = 0; i < kEventWords; ++i)
        mask |= (loadWord(&raw[8 * i]) != 0 ? 1u : 0u) << i;
    ar << static_cast<uint8_t>(mask);
    for (unsigned i = 0; i < kEventWords; ++i)
        if (bit(mask, i))
            ar << loadWord(&raw[8 * i]);
}

void codeShort(InArchive& ar, RawVcpuEvents& raw) {
    uint8_t mask = 0;
    ar >> mask;
    for (unsigned i = 0; i < kEventWords; ++i) {
        uint64_t word = 0;
        if (bit(mask, i))
            ar >> word;
        storeWord(&raw[8 * i], word);
    }
}

} // namespace seatape::trace
