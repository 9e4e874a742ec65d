// SPDX-License-Identifier: Apache-2.0
#include "traces/export/html_abort.h"
#include "traces/export/html_markup.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/core/injection_text.h"

#include <fmt/format.h>

namespace seatape::trace::html {
namespace {

// The lanes, from the least privileged down to user space of the host, which is beside them all.
constexpr int kEl0 = 46;
constexpr int kEl1 = 106;
constexpr int kEl2 = 162;
constexpr int kUser = 220;
constexpr int kLeft = 130;
constexpr int kRight = 930;

int laneOf(uint64_t state) {
    return pstate::isEl0(state) ? kEl0 : kEl1;
}

std::string lane(int y, std::string_view name, std::string_view what) {
    return fmt::format("<line class=\"lane\" x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\"/>"
                       "<text class=\"name\" x=\"0\" y=\"{3}\">{4}</text>"
                       "<text class=\"small\" x=\"0\" y=\"{5}\">{6}</text>\n",
                       kLeft, kRight, y, y, name, y + 15, what);
}

std::string arrow(std::string_view style, int x1, int y1, int x2, int y2) {
    return fmt::format("<path class=\"{}\" d=\"M{} {} L{} {}\" marker-end=\"url(#tip)\"/>\n", style,
                       x1, y1, x2, y2);
}

std::string run(std::string_view style, int x1, int x2, int y) {
    return fmt::format("<path class=\"{}\" d=\"M{} {} H{}\"/>\n", style, x1, y, x2);
}

std::string label(int x, int y, std::string_view text, std::string_view style = {}) {
    return fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", style, x, y,
                       escape(text));
}

std::string shortLabel(std::string text) {
    constexpr size_t kMost = 34;
    return text.size() <= kMost ? text : text.substr(0, kMost) + "…";
}

/// Where the guest goes on, in words.
std::string landing(const Abort& abort) {
    if (isExceptionEntry(abort.before, abort.after))
        return fmt::format("vector {}",
                           vectorText(abort.after[Reg::PC] - abort.after[Reg::VBAR_EL1]));
    return abort.before[Reg::PC] == abort.after[Reg::PC] ? "the same instruction again"
                                                         : "another instruction";
}

std::string wayBack(const Abort& abort) {
    if (abort.frame.injection.verdict == Verdict::Kill)
        return label(650, kUser - 8, "the VM is ended");
    const int lane = laneOf(abort.after[Reg::PSTATE]);
    const bool isEntry = isExceptionEntry(abort.before, abort.after);
    return arrow("user", 610, kUser, 660, kEl2 + 4) + label(646, kEl2 + 36, "KVM_RUN", "small") +
           run("host", 660, 720, kEl2) + arrow("host", 720, kEl2, 770, lane + 4) +
           run("guest", 770, kRight, lane) +
           label(786, lane - 10, fmt::format("{:#x}", abort.after[Reg::PC])) +
           label(kRight, lane - 28, landing(abort), isEntry ? "bad end" : "small end");
}

} // namespace

std::string flowDrawing(const Abort& abort) {
    const int from = laneOf(abort.before[Reg::PSTATE]);
    const std::string answer =
        shortLabel(summarizeInjection(abort.frame.injection, abort.scenario.dialect));
    std::string svg = "<svg viewBox=\"0 0 960 250\" role=\"img\" aria-label=\"the way of the "
                      "exception\">\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"6\" "
                      "refY=\"4\" markerWidth=\"5\" markerHeight=\"5\" orient=\"auto\">"
                      "<path d=\"M0 0 L8 4 L0 8 z\"/></marker></defs>\n";
    svg += lane(kEl0, "EL0", "guest process") + lane(kEl1, "EL1", "guest kernel") +
           lane(kEl2, "EL2", "KVM") + lane(kUser, "user space", "VMM");
    svg += run("guest", kLeft, 230, from) +
           label(kLeft + 4, from - 10, fmt::format("{:#x}", abort.before[Reg::PC])) +
           fmt::format("<circle class=\"bad\" cx=\"230\" cy=\"{}\" r=\"5\"/>\n", from) +
           arrow("guest", 230, from, 280, kEl2 - 4) +
           label(246, from - 4, "external abort", "bad") + run("host", 280, 350, kEl2) +
           arrow("host", 350, kEl2, 400, kUser - 4) +
           label(388, kEl2 + 26, "KVM_EXIT_ARM_SEA", "small") + run("user", 400, 610, kUser) +
           label(412, kUser + 18, answer);
    return svg + wayBack(abort) + "</svg>\n";
}

} // namespace seatape::trace::html
