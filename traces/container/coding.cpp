// SPDX-License-Identifier: Apache-2.0
#include "traces/container/coding.h"

#include "seatape/base/bits.h"

#include <algorithm>
#include <array>
#include <bit>

namespace seatape::trace {
namespace {

constexpr unsigned kFarStep = 15; // the register's number follows
constexpr unsigned kEventWords = kVcpuEventsSize / 8;

// How a word is stored (docs/trace-format.md, "Predicted words"). Forms 1..8 hold as many of the
// word's lowest bytes, the others being 0.
enum Form : unsigned {
    Same = 0,
    Delta1 = 9,
    Delta2 = 10,
    Delta4 = 11,
    Earlier = 12,
    Ones2 = 13,
    Ones4 = 14,
    Ones6 = 15
};
constexpr std::array<unsigned, 16> kFormSize{0, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 4, 1, 2, 4, 6};

struct CodedWord {
    unsigned form = Same;
    uint64_t bytes = 0; ///< the lowest kFormSize[form] count
};

unsigned significantBytes(uint64_t value) {
    return (71 - static_cast<unsigned>(std::countl_zero(value))) / 8;
}

/// Returns how many bytes hold a number in two's complement.
unsigned signedBytes(uint64_t value) {
    return std::max(significantBytes((value ^ (0 - (value >> 63))) << 1), 1u);
}

/// Chooses the shortest form; the forms of one length in a fixed order.
CodedWord codeWord(const Prediction& prediction, size_t slot, uint64_t value) {
    const uint64_t delta = value - prediction[slot];
    if (delta == 0)
        return {};
    const unsigned deltaBytes = signedBytes(delta);
    if (deltaBytes == 1)
        return {Delta1, delta};
    const unsigned bytes = std::max(significantBytes(value), 1u);
    if (bytes == 1)
        return {1, value};
    if (const auto place = prediction.find(value))
        return {Earlier, *place};
    const unsigned ones = significantBytes(~value);
    if (std::min({deltaBytes, bytes, ones}) <= 2)
        return deltaBytes <= 2 ? CodedWord{Delta2, delta}
                               : CodedWord{bytes == 2 ? 2 : unsigned{Ones2}, value};
    if (bytes > 3 && std::min({deltaBytes, bytes, ones}) <= 4)
        return deltaBytes <= 4 ? CodedWord{Delta4, delta}
                               : CodedWord{bytes == 4 ? 4 : unsigned{Ones4}, value};
    return {bytes > 6 && ones <= 6 ? unsigned{Ones6} : bytes, value};
}

uint64_t readWord(InArchive& ar, unsigned form, size_t slot) {
    const unsigned size = kFormSize[form];
    const uint64_t bytes = ar.fixed(size);
    switch (form) {
    case Same:
        return ar.prediction()[slot];
    case Delta1:
    case Delta2:
    case Delta4:
        return ar.prediction()[slot] + signExtend(bytes, 8 * size);
    case Ones2:
    case Ones4:
    case Ones6:
        return bytes | ~lowMask(8 * size);
    case Earlier:
        if (const auto value = ar.prediction().earlier(static_cast<uint8_t>(bytes)))
            return *value;
        throw BadPayload("a word refers to one that has not been");
    default:
        return bytes;
    }
}

Reg readReg(InArchive& ar, unsigned step, unsigned next) {
    const uint64_t number = step == kFarStep ? ar.leb(UINT16_MAX) : next + step;
    if (number >= kRegCount)
        throw BadPayload("unknown register number");
    return static_cast<Reg>(number);
}

} // namespace

void codeShort(OutArchive& ar, uint64_t& value, size_t slot) {
    const CodedWord word = codeWord(ar.prediction(), slot, value);
    ar.fixed(word.form, 1);
    ar.fixed(word.bytes, kFormSize[word.form]);
    ar.prediction().learn(slot, value);
}

void codeShort(InArchive& ar, uint64_t& value, size_t slot) {
    const unsigned form = ar.byte();
    if (form >= kFormSize.size())
        throw BadPayload("unknown form of a word");
    value = readWord(ar, form, slot);
    ar.prediction().learn(slot, value);
}

void codeShort(OutArchive& ar, std::vector<RegChange>& list, Slot slots) {
    ar.count(list.size());
    unsigned next = 0;
    for (const RegChange& change : list) {
        const auto number = static_cast<unsigned>(change.reg);
        const size_t slot = slotOf(slots, change.reg);
        const CodedWord word = codeWord(ar.prediction(), slot, change.value);
        const bool isNear = number >= next && number - next < kFarStep;
        const unsigned step = isNear ? number - next : kFarStep;
        ar.fixed(step * 16 + word.form, 1);
        if (!isNear)
            ar.leb(number);
        ar.fixed(word.bytes, kFormSize[word.form]);
        ar.prediction().learn(slot, change.value);
        next = number + 1;
    }
}

void codeShort(InArchive& ar, std::vector<RegChange>& list, Slot slots) {
    const size_t n = ar.count(sizeof(RegChange));
    list.clear();
    list.reserve(n);
    unsigned next = 0;
    for (size_t i = 0; i < n; ++i) {
        const unsigned head = ar.byte();
        const Reg reg = readReg(ar, head / 16, next);
        const uint64_t value = readWord(ar, head % 16, slotOf(slots, reg));
        ar.prediction().learn(slotOf(slots, reg), value);
        list.push_back({reg, value});
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
