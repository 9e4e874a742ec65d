// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/scenario.h"

#include "seatape/base/bits.h"
#include "seatape/base/page.h"
#include "seatape/core/cpu_identification.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace seatape {
namespace {

constexpr uint64_t kMaxGuestMemory = uint64_t{2} << 30; // what a desktop can hold beside a trace
constexpr size_t kMaxVcpus = 8;

using EndRow = std::pair<RunEnd, std::string_view>;
constexpr std::array kEnds{
    EndRow{RunEnd::SystemOff, "system-off"}, EndRow{RunEnd::Reset, "reset"},
    EndRow{RunEnd::Killed, "killed"},        EndRow{RunEnd::Stopped, "stopped"},
    EndRow{RunEnd::ExitLimit, "exit-limit"}, EndRow{RunEnd::Interrupted, "interrupted"},
};

std::string textOf(const AddressRange& range) {
    const uint64_t last = range.start + (range.size == 0 ? 0 : range.size - 1);
    return fmt::format("{:#x}..{:#x}", range.start, last);
}

std::string slotList(const Scenario& s) {
    std::string list;
    for (const MemorySlot& slot : s.slots)
        list += (list.empty() ? "the slots are " : ", ") + textOf(slot.range());
    return list;
}

bool isInOneSlot(const Scenario& s, const AddressRange& range) {
    return std::ranges::any_of(s.slots,
                               [&](const MemorySlot& slot) { return slot.range().covers(range); });
}

Result<void> checkSlot(const MemorySlot& slot, size_t n, uint32_t ipaBits) {
    const std::string where = fmt::format("slot {}", n);
    if (slot.gpa % kPageSize != 0 || slot.size % kPageSize != 0 || slot.size == 0)
        return failure(
            fmt::format("gpa {:#x} and size {:#x} are not whole pages", slot.gpa, slot.size), where,
            "make both multiples of 4096, the size at least 4096");
    if (!AddressRange{0, uint64_t{1} << ipaBits}.covers(slot.range()))
        return failure(
            fmt::format("{} is outside the IPA space of {} bits", textOf(slot.range()), ipaBits),
            where, "move the slot or raise host.ipa-bits (at most 52)");
    return {};
}

template <class T>
Result<void> checkDisjoint(const std::vector<T>& items, std::string_view what) {
    for (size_t i = 0; i < items.size(); ++i)
        for (size_t j = 0; j < i; ++j)
            if (items[i].range().overlaps(items[j].range()))
                return failure(fmt::format("{} overlaps {} {} ({})", textOf(items[i].range()), what,
                                           j, textOf(items[j].range())),
                               fmt::format("{} {}", what, i), "move or shrink one of them");
    return {};
}

Result<void> checkSlots(const Scenario& s) {
    if (s.slots.empty())
        return failure("there is no memory slot", {}, "add a [[slot]] with gpa and size");
    uint64_t total = 0;
    for (size_t i = 0; i < s.slots.size(); ++i) {
        if (auto ok = checkSlot(s.slots[i], i, s.host.ipaBits); !ok)
            return ok;
        total += std::min(s.slots[i].size, kMaxGuestMemory + 1);
        if (total > kMaxGuestMemory)
            return failure("the slots together are larger than 2 GiB", fmt::format("slot {}", i),
                           "make the slots smaller");
    }
    return checkDisjoint(s.slots, "slot");
}

Result<void> checkImages(const Scenario& s) {
    for (const GuestImage& image : s.images)
        if (!isInOneSlot(s, image.range()))
            return failure(
                fmt::format("the image at {} is not inside one memory slot", textOf(image.range())),
                image.name, slotList(s));
    return checkDisjoint(s.images, "image");
}

Result<void> checkPoison(const Scenario& s) {
    for (size_t i = 0; i < s.poison.size(); ++i) {
        const PoisonRange& p = s.poison[i];
        const std::string where = fmt::format("poison {}", i);
        if (p.size == 0)
            return failure("the size is 0", where, "poison at least one byte");
        if (!isInOneSlot(s, p.range()))
            return failure(fmt::format("{} is not inside one memory slot", textOf(p.range())),
                           where, slotList(s));
        if (p.SET != 0 && p.SET != 2 && p.SET != 3)
            return failure(
                fmt::format("SET is {}, which is reserved", p.SET), where,
                "use 0 (UER, recoverable), 2 (UC, uncontainable) or 3 (UEO, restartable)");
    }
    return checkDisjoint(s.poison, "poison");
}

Result<void> checkConsole(const Scenario& s) {
    if (!s.console)
        return {};
    if (isInOneSlot(s, {*s.console, 1}))
        return failure(fmt::format("{:#x} is inside a memory slot, so that stores to it never exit",
                                   *s.console),
                       "console", slotList(s));
    if (*s.console >> s.host.ipaBits != 0)
        return failure(
            fmt::format("{:#x} is outside the IPA space of {} bits", *s.console, s.host.ipaBits),
            "console", "choose a lower address");
    return {};
}

Result<void> checkVcpu(const VcpuEntry& vcpu, size_t n, Dialect dialect) {
    const std::string where = fmt::format("vcpu {}", n);
    for (const RegChange& change : vcpu.registers)
        if (change.reg == Reg::PSTATE && !pstate::isModeOfGuest(change.value))
            return failure(
                fmt::format("PSTATE {:#x} has a mode that this guest cannot be in", change.value),
                where, "use M[4:0] = 0x0 (EL0t), 0x4 (EL1t) or 0x5 (EL1h)");
    if (!vcpu.events)
        return {};
    if (auto raw = encodeEvents(dialect, *vcpu.events); !raw)
        return failure(raw.error().what, where, raw.error().remedy);
    return {};
}

Result<void> checkVcpus(const Scenario& s) {
    if (s.vcpus.empty() || s.vcpus.size() > kMaxVcpus)
        return failure(fmt::format("there are {} vCPUs", s.vcpus.size()), "vcpu",
                       fmt::format("use 1 to {}", kMaxVcpus));
    if (std::ranges::all_of(s.vcpus, &VcpuEntry::powerOff))
        return failure("every vCPU starts powered off", "vcpu", "let one of them start running");
    for (size_t i = 0; i < s.vcpus.size(); ++i)
        if (auto ok = checkVcpu(s.vcpus[i], i, s.dialect); !ok)
            return ok;
    return {};
}

Result<void> checkMachine(const Scenario& s) {
    if (s.host.ipaBits < 32 || s.host.ipaBits > 52)
        return failure(fmt::format("an IPA space of {} bits does not exist", s.host.ipaBits),
                       "host.ipa-bits", "use 32 to 52");
    if (s.host.apeiClaims == 0)
        return failure("APEI claims no abort at all", "host.apei-claims",
                       "use at least 1, or apei = \"absent\"");
    if (s.cpu.doubleFault2 && !s.cpu.ras)
        return failure("FEAT_DoubleFault2 needs the RAS extension", "cpu.double-fault2",
                       "set cpu.ras = true");
    if (s.quantum == 0)
        return failure("a vCPU would never run", "schedule.quantum", "use at least 1");
    return checkIdentification(s);
}

Result<void> checkPolicy(const Scenario& s) {
    const bool isScript = s.policy.name == "script";
    if (isScript && s.policy.script.empty())
        return failure("the script is empty", "policy", "add a [[policy.script]] for each abort");
    if (!isScript && !s.policy.script.empty())
        return failure(fmt::format("the policy {} takes no script", s.policy.name), "policy",
                       "set name = \"script\" or remove [[policy.script]]");
    if (s.limits.instructions == 0 || s.limits.exits == 0)
        return failure("a limit of 0 stops the guest before it starts", "limits",
                       "use at least 1, or leave the key out");
    return {};
}

} // namespace

std::string_view runEndName(RunEnd end) {
    return kEnds[static_cast<size_t>(end)].second;
}

std::optional<RunEnd> runEndByName(std::string_view name) {
    const auto* row = std::ranges::find(kEnds, name, &EndRow::second);
    return row == kEnds.end() ? std::nullopt : std::optional(row->first);
}

Result<void> validate(const Scenario& scenario) {
    constexpr std::array checks{checkMachine, checkSlots, checkImages, checkPoison,
                                checkConsole, checkVcpus, checkPolicy};
    for (const auto check : checks)
        if (auto ok = check(scenario); !ok)
            return ok;
    return {};
}

} // namespace seatape
