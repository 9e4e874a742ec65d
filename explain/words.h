// SPDX-License-Identifier: Apache-2.0
/// Exits, answers and bytes in the words that the command line and the window share.
#pragma once

#include "seatape/core/exit.h"
#include "seatape/core/injection.h"
#include "seatape/core/scenario.h"
#include "seatape/esr/syndrome.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace seatape::explain {

/// Returns what is known about the ESR of an ARM_SEA exit in this scenario.
EsrContext seaContext(const Scenario& scenario);
/// Returns "1 frame", "2 frames".
std::string counted(uint64_t n, std::string_view noun);
/// Returns "KVM_EXIT_ARM_SEA", "KVM_EXIT_INTERNAL_ERROR".
std::string exitConstant(const Exit& exit);
/// Returns the exit and its members: "ARM_SEA flags=0x1 esr=0x92000010 …".
std::string exitText(const Exit& exit);
/// Returns how the ioctls of an answer returned: "ok", "EINVAL".
std::string resultText(const InjectionResult& result);
/// Returns bytes as hexadecimal pairs, in groups of eight.
std::string hexGroups(std::span<const uint8_t> bytes);
/// Returns one memory action: "unmap 0x40100000, 4096 bytes".
std::string actionText(const MemoryAction& action);

} // namespace seatape::explain
