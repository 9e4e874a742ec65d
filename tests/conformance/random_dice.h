// SPDX-License-Identifier: Apache-2.0
/// Random numbers that are the same on every machine and with every library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace seatape::test {

/// SplitMix64 (Steele, Lea, Flood 2014): every seed is a good one, 0 too.
class Dice {
public:
    explicit Dice(uint64_t seed) : m_state(seed) {}

    /// Returns 64 random bits.
    uint64_t word() {
        m_state += 0x9e3779b97f4a7c15u;
        uint64_t z = m_state;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        return z ^ z >> 31;
    }
    /// Returns a number of 0..n-1; the bias of the remainder does not matter for small `n`.
    uint64_t below(uint64_t n) { return word() % n; }
    bool chance(unsigned percent) { return below(100) < percent; }

    /// Returns one of the items, each as likely as the others.
    template <class T>
    const T& oneOf(std::span<const T> items) {
        return items[below(items.size())];
    }
    template <class T, size_t N>
    const T& oneOf(const T (&items)[N]) {
        return oneOf(std::span<const T>(items));
    }

private:
    uint64_t m_state;
};

} // namespace seatape::test
