// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/random_shrink.h"

#include "tests/conformance/random_code.h"
#include "tests/conformance/random_guest.h"

#include <algorithm>
#include <array>
#include <bit>

namespace seatape::test {
namespace {

/// A scenario file has to say where the vCPU starts.
bool hasEntry(const Scenario& scenario) {
    const auto& registers = scenario.vcpus[0].registers;
    return std::ranges::find(registers, Reg::PC, &RegChange::reg) != registers.end();
}

class Shrinker {
public:
    Shrinker(Scenario scenario, const StillShows& shows)
        : m_best(std::move(scenario)), m_shows(shows) {}

    Scenario run() {
        Scenario before;
        do {
            before = m_best;
            shrinkScript();
            shrinkList([](Scenario & s) -> auto& { return s.images; });
            shrinkList([](Scenario & s) -> auto& { return s.poison; });
            shrinkList([](Scenario & s) -> auto& { return s.vcpus[0].registers; });
            shrinkAnswers();
            shrinkBits([](Scenario & s) -> auto& { return s.vcpus[0].registers; });
            shrinkImages();
        } while (m_best != before);
        return m_best;
    }

private:
    /// Changes the scenario if it is still valid then, and shows what is looked for.
    template <class Change>
    bool tryTo(Change change) {
        Scenario candidate = m_best;
        change(candidate);
        if (candidate == m_best || !hasEntry(candidate) || !validate(candidate) ||
            !m_shows(candidate))
            return false;
        m_best = std::move(candidate);
        return true;
    }

    /// Takes away runs of items, the long ones first.
    template <class List>
    void shrinkList(List list) {
        for (size_t length = std::bit_ceil(list(m_best).size()); length != 0; length /= 2)
            for (size_t at = 0; at < list(m_best).size();)
                if (!tryTo([&](Scenario& s) { erase(list(s), at, length); }))
                    at += length;
    }

    template <class Items>
    static void erase(Items& items, size_t at, size_t length) {
        const auto start = items.begin() + static_cast<std::ptrdiff_t>(at);
        items.erase(start,
                    start + static_cast<std::ptrdiff_t>(std::min(length, items.size() - at)));
    }

    /// A script is mostly too long: its end goes first.
    void shrinkScript() {
        for (size_t keep = 1; keep < m_best.policy.script.size(); keep *= 2)
            if (tryTo([&](Scenario& s) { s.policy.script.resize(keep); }))
                break;
        shrinkList([](Scenario & s) -> auto& { return s.policy.script; });
    }

    void shrinkAnswers() {
        for (size_t n = 0; n < m_best.policy.script.size(); ++n) {
            const auto answer = [n](Scenario& s) -> Injection& {
                return s.policy.script[n].injection;
            };
            shrinkList([&](Scenario & s) -> auto& { return answer(s).registers; });
            tryTo([&](Scenario& s) { answer(s).mmioData.reset(); });
            tryTo([&](Scenario& s) { answer(s).events.reset(); });
            for (size_t i = 0; i < kVcpuEventsSize && answer(m_best).events; ++i)
                tryTo([&](Scenario& s) { (*answer(s).events)[i] = 0; });
        }
    }

    /// Clears bits of the registers that are made of single bits.
    template <class List>
    void shrinkBits(List list) {
        constexpr std::array kOfBits{Reg::PSTATE, Reg::SCTLR_EL1, Reg::SCTLR2_EL1};
        for (size_t n = 0; n < list(m_best).size(); ++n)
            if (std::ranges::find(kOfBits, list(m_best)[n].reg) != kOfBits.end())
                for (unsigned i = 0; i < 64; ++i)
                    tryTo([&](Scenario& s) {
                        list(s)[n].value = withBit(list(s)[n].value, i, false);
                    });
    }

    void shrinkImages() {
        for (size_t n = 0; n < m_best.images.size(); ++n) {
            const auto bytes = [n](Scenario & s) -> auto& {
                return s.images[n].bytes;
            };
            while (bytes(m_best).size() > 8 &&
                   tryTo([&](Scenario& s) { bytes(s).resize(bytes(s).size() / 2 / 4 * 4); })) {
            }
            if (m_best.images[n].gpa < guest_map::page(guest_map::kVectors))
                continue;
            putNops(n);
            for (size_t length = std::bit_floor(bytes(m_best).size()); length >= 4; length /= 2)
                tryTo([&](Scenario& s) { dropFront(s, n, length); });
        }
    }

    /// Takes away the first bytes of an image; a guest that started there starts after them.
    static void dropFront(Scenario& s, size_t image, size_t length) {
        GuestImage& code = s.images[image];
        if (length >= code.bytes.size())
            return;
        for (RegChange& change : s.vcpus[0].registers)
            if (change.reg == Reg::PC && change.value - code.gpa < length)
                change.value = code.gpa + length;
        code.gpa += length;
        erase(code.bytes, 0, length);
    }

    /// Puts NOPs in the place of runs of instructions, the long ones first.
    void putNops(size_t image) {
        const size_t words = m_best.images[image].bytes.size() / 4;
        for (size_t length = std::bit_ceil(words); length != 0; length /= 2)
            for (size_t at = 0; at < words; at += length)
                tryTo([&](Scenario& s) {
                    for (size_t i = at; i < std::min(at + length, words); ++i)
                        for (unsigned k = 0; k < 4; ++k)
                            s.images[image].bytes[4 * i + k] = static_cast<uint8_t>(kNop >> 8 * k);
                });
    }

    Scenario m_best;
    const StillShows& m_shows;
};

} // namespace

Scenario shrink(Scenario scenario, const StillShows& shows) {
    return Shrinker(std::move(scenario), shows).run();
}

} // namespace seatape::test
