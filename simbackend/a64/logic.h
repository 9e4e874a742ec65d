// SPDX-License-Identifier: Apache-2.0
/// The bitwise operations that the immediate and the register forms share. Internal to simbackend.
#pragma once

#include "simbackend/a64/operands.h"

namespace seatape::sim {

enum class Logic : uint8_t { And, AndNot, Or, OrNot, Xor, XorNot };

/// Computes a bitwise operation; sets N and Z and clears C and V if asked to.
template <class T, Logic L, Flags F>
T logic(Pe& pe, T a, T b) {
    if constexpr (L == Logic::AndNot || L == Logic::OrNot || L == Logic::XorNot)
        b = static_cast<T>(~b);
    T result = a;
    if constexpr (L == Logic::And || L == Logic::AndNot)
        result &= b;
    else if constexpr (L == Logic::Or || L == Logic::OrNot)
        result |= b;
    else
        result ^= b;
    if constexpr (F == Flags::Set)
        pe.setNzcv(nzOf(result));
    return result;
}

} // namespace seatape::sim
