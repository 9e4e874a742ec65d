// SPDX-License-Identifier: Apache-2.0
#include "traces/container/archive.h"

#include <algorithm>

namespace seatape::trace {

void OutArchive::count(size_t n) {
    if (n > UINT32_MAX)
        throw BadPayload("a list of more than 2^32 - 1 elements cannot be stored");
    leb(n);
}

void OutArchive::save(const std::string& text) {
    count(text.size());
    raw(text.data(), text.size());
}

void OutArchive::save(const std::vector<uint8_t>& bytes) {
    count(bytes.size());
    raw(bytes.data(), bytes.size());
}

void InArchive::load_binary(void* data, size_t size) {
    const auto bytes = take(size);
    std::copy(bytes.begin(), bytes.end(), static_cast<uint8_t*>(data));
}

size_t InArchive::count(size_t elementSize) {
    const auto n = static_cast<size_t>(leb(UINT32_MAX));
    if (n > left())
        throw BadPayload("a list claims more elements than bytes are left");
    if (n > m_budget / elementSize)
        throw BadPayload("the lists would take more than 64 MiB of memory");
    m_budget -= n * elementSize;
    return n;
}

void InArchive::load(int32_t& value) {
    uint64_t wide = 0;
    load(wide);
    value = static_cast<int32_t>(static_cast<uint32_t>(wide));
    if (static_cast<uint64_t>(int64_t{value}) != wide)
        throw BadPayload("a number does not fit its field");
}

void InArchive::load(std::string& text) {
    const auto bytes = take(static_cast<size_t>(leb(UINT32_MAX)));
    text.assign(bytes.begin(), bytes.end());
}

void InArchive::load(std::vector<uint8_t>& bytes) {
    const auto taken = take(static_cast<size_t>(leb(UINT32_MAX)));
    bytes.assign(taken.begin(), taken.end());
}

} // namespace seatape::trace
