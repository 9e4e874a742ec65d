// SPDX-License-Identifier: Apache-2.0
#include "explain/words.h"

#include "seatape/core/injection_text.h"

#include <vector>

#include <fmt/ranges.h>

namespace seatape::explain {

EsrContext seaContext(const Scenario& scenario) {
    return EsrContext::forSeaExit(scenario.cpu.ras);
}

std::string counted(uint64_t n, std::string_view noun) {
    return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

std::string exitConstant(const Exit& exit) {
    return fmt::format("KVM_EXIT_{}", exitName(exit));
}

std::string exitText(const Exit& exit) {
    std::string text(exitName(exit));
    for (const NamedValue& field : exitFields(exit))
        text += fmt::format(" {}={}", field.name,
                            field.value < 10 ? fmt::format("{}", field.value)
                                             : fmt::format("{:#x}", field.value));
    if (const auto* error = std::get_if<InternalErrorExit>(&exit); error && !error->detail.empty())
        text += fmt::format(" ({})", error->detail);
    return text;
}

std::string resultText(const InjectionResult& result) {
    std::vector<std::string> parts;
    if (result.memoryErr != 0)
        parts.push_back("memory: " + errnoText(result.memoryErr));
    if (result.registersErr != 0)
        parts.push_back("KVM_SET_ONE_REG: " + errnoText(result.registersErr));
    if (result.eventsErr != 0)
        parts.push_back(errnoText(result.eventsErr));
    return parts.empty() ? "ok" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string hexGroups(std::span<const uint8_t> bytes) {
    std::string text;
    for (size_t i = 0; i < bytes.size(); ++i)
        text += fmt::format("{}{:02x}", i == 0 ? "" : i % 8 == 0 ? "  " : " ", bytes[i]);
    return text;
}

std::string actionText(const MemoryAction& action) {
    return fmt::format("{} {:#x}, {}{}{}", memoryVerb(action.kind), action.gpa,
                       counted(action.size, "byte"), action.bytes.empty() ? "" : ": ",
                       hexGroups(action.bytes));
}

} // namespace seatape::explain
