// SPDX-License-Identifier: Apache-2.0
#include "simbackend/a64/decode.h"

#include "simbackend/a64/tables.h"

#include <array>
#include <vector>

namespace seatape::sim {

namespace {

std::vector<DecodeRow> allRows() {
    std::vector<DecodeRow> rows;
    for (const auto part :
         {branchRows(), systemRows(), immediateRows(), registerRows(), loadStoreRows(),
          exclusiveAtomicRows(), simdLoadStoreRows(), simdRows(), simdLongRows(), simdShiftRows(),
          simdCopyRows(), simdPermuteRows(), unimplementedRows()})
        rows.insert(rows.end(), part.begin(), part.end());
    return rows;
}

// Bits [28:21] tell nearly all groups and most forms apart, so a bucket holds a handful of rows.
constexpr unsigned kIndexLsb = 21;
constexpr uint32_t kBuckets = 256;
constexpr uint32_t kIndexMask = (kBuckets - 1) << kIndexLsb;

struct Index {
    std::vector<const DecodeRow*> rows;
    std::array<uint32_t, kBuckets + 1> begin{}; // bucket b is rows[begin[b] .. begin[b + 1])
};

Index makeIndex(std::span<const DecodeRow> rows) {
    Index index;
    for (uint32_t bucket = 0; bucket < kBuckets; ++bucket) {
        index.begin[bucket] = static_cast<uint32_t>(index.rows.size());
        for (const DecodeRow& row : rows)
            if ((((bucket << kIndexLsb) ^ row.value) & row.mask & kIndexMask) == 0)
                index.rows.push_back(&row);
    }
    index.begin[kBuckets] = static_cast<uint32_t>(index.rows.size());
    return index;
}

} // namespace

std::span<const DecodeRow> decodeRows() {
    static const std::vector<DecodeRow> rows = allRows();
    return rows;
}

const DecodeRow* decode(uint32_t insn) {
    static const Index index = makeIndex(decodeRows());
    const uint32_t bucket = (insn & kIndexMask) >> kIndexLsb;
    for (uint32_t i = index.begin[bucket]; i < index.begin[bucket + 1]; ++i)
        if ((insn & index.rows[i]->mask) == index.rows[i]->value)
            return index.rows[i];
    return nullptr;
}

} // namespace seatape::sim
