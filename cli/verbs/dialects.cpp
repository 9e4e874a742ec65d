// SPDX-License-Identifier: Apache-2.0
// seatape dialects: the five layouts of kvm_vcpu_events side by side, their rules, and who
// understands whom.

#include "cli/json.h"
#include "cli/text.h"
#include "cli/verbs/verbs.h"

#include "seatape/core/compatibility.h"

#include <algorithm>
#include <array>

namespace seatape::cli {
namespace {

struct DialectOptions {
    bool json = false;
};

/// Names the member, padding or reserved words at a byte; empty inside of what began before.
std::string labelAt(Dialect dialect, size_t offset) {
    const EventsLayout& layout = eventsLayout(dialect);
    std::string label;
    bool isInside = false;
    size_t firstFree = 0, nextMember = kVcpuEventsSize;
    for (const EventsMember& member : layout.members) {
        const size_t end = size_t{member.offset} + member.size();
        if (member.offset == offset)
            label += fmt::format("{}{}", label.empty() ? "" : " | ", member.name);
        isInside |= offset >= member.offset && offset < end;
        firstFree = offset >= end ? std::max(firstFree, end) : firstFree;
        nextMember =
            member.offset > offset ? std::min<size_t>(nextMember, member.offset) : nextMember;
    }
    if (isInside)
        return label;
    if (offset == layout.reservedOffset)
        return fmt::format("reserved[{}]", layout.reservedWords);
    const bool startsPad = offset < layout.reservedOffset && offset == firstFree;
    return startsPad ? fmt::format("pad[{}]", nextMember - offset) : "";
}

bool startsRow(size_t offset) {
    return std::ranges::any_of(kDialects,
                               [=](Dialect dialect) { return !labelAt(dialect, offset).empty(); });
}

template <class Cell>
void sayRow(std::string_view head, Cell cell) {
    std::string line = fmt::format("{:<18}", head);
    for (const Dialect dialect : kDialects)
        line += fmt::format(" {:<24}", cell(dialect));
    line.erase(line.find_last_not_of(' ') + 1);
    say("{}\n", line);
}

void sayLayouts() {
    say("{}\n", paint(Style::Title, "struct kvm_vcpu_events of arm64 in five dialects (member at "
                                    "each byte offset)"));
    sayRow("offset", [](Dialect dialect) { return std::string(dialectName(dialect)); });
    for (size_t offset = 0; offset < kVcpuEventsSize; ++offset)
        if (startsRow(offset))
            sayRow(fmt::format("{}", offset),
                   [=](Dialect dialect) { return labelAt(dialect, offset); });
    sayRow("sizeof(exception)", [](Dialect d) { return eventsLayout(d).exceptionSize; });
    sayRow("offsetof(reserved)", [](Dialect d) { return eventsLayout(d).reservedOffset; });
    sayRow("sizeof", [](Dialect) { return kVcpuEventsSize; });
    sayRow("GET ioctl", [](Dialect) { return fmt::format("{:#x}", kGetVcpuEventsIoctl); });
    sayRow("SET ioctl", [](Dialect) { return fmt::format("{:#x}", kSetVcpuEventsIoctl); });
    say("The size is in the ioctl number: as it stays 64, no number changes.\n");
}

void sayRules() {
    say("\n{}\n", paint(Style::Title, "Rules of KVM_SET_VCPU_EVENTS"));
    for (const Dialect dialect : kDialects) {
        say("{}\n", dialectName(dialect));
        for (const std::string& rule : dialectRules(dialect))
            say("  - {}\n", rule);
    }
}

std::string cellText(const Compatibility& result) {
    const std::string text(outcomeName(result.outcome));
    switch (result.outcome) {
    case RequestOutcome::AsIntended:
        return paint(Style::Good, fmt::format("{:<9}", text));
    case RequestOutcome::Different:
        return paint(Style::Bad, fmt::format("{:<9}", text));
    default:
        return fmt::format("{:<9}", text);
    }
}

/// One request: a line for each user space, a column for each kernel, and the reasons below.
void sayRequest(const EventsRequest& request) {
    say("{}\n", paint(Style::Title, request.name));
    for (const Dialect user : kDialects) {
        std::string line = fmt::format("  {:<12}", dialectName(user));
        for (const Dialect kernel : kDialects)
            line += cellText(checkCompatibility(user, kernel, request.events)) + " ";
        say("{}\n", line);
    }
}

using Reasons = std::vector<std::pair<std::string, std::string>>; // detail, where it happens

void collectReasons(const EventsRequest& request, RequestOutcome wanted, Reasons& reasons) {
    for (const Dialect user : kDialects)
        for (const Dialect kernel : kDialects) {
            const Compatibility result = checkCompatibility(user, kernel, request.events);
            if (result.outcome != wanted)
                continue;
            const std::string place =
                fmt::format("{} on {}", dialectName(user), dialectName(kernel));
            const std::string detail = fmt::format("{}: {}", request.name, result.detail);
            const auto known = std::ranges::find(reasons, detail, [](auto& r) { return r.first; });
            if (known == reasons.end())
                reasons.push_back({detail, place});
            else
                known->second += ", " + place;
        }
}

void sayReasons(RequestOutcome wanted, std::string_view title) {
    Reasons reasons;
    for (const EventsRequest& request : canonicalRequests())
        collectReasons(request, wanted, reasons);
    say("\n{}\n", paint(Style::Title, title));
    for (const auto& [detail, places] : reasons)
        say("  {}\n      {}\n", detail, places);
}

void sayMatrix() {
    say("\n{}\n", paint(Style::Title, "Old and new user space (rows) on old and new kernels "
                                      "(columns), computed"));
    say("ok: as intended, EINVAL: refused, WRONG: accepted but something else happens, -: user "
        "space has no member for it\n\n");
    std::string head = fmt::format("  {:<12}", "");
    for (const Dialect kernel : kDialects)
        head += fmt::format("{:<9} ", dialectName(kernel));
    say("{}\n", head);
    for (const EventsRequest& request : canonicalRequests())
        sayRequest(request);
    sayReasons(RequestOutcome::Different, "WRONG, and nobody is told");
    sayReasons(RequestOutcome::Refused, "Refused");
}

Json layoutJson(Dialect dialect) {
    const EventsLayout& layout = eventsLayout(dialect);
    Json json{{"name", dialectName(dialect)}, {"members", Json::array()}};
    for (const EventsMember& member : layout.members)
        json["members"].push_back(
            {{"name", member.name}, {"offset", member.offset}, {"size", member.size()}});
    json["sizeofException"] = layout.exceptionSize;
    json["offsetofReserved"] = layout.reservedOffset;
    json["reservedWords"] = layout.reservedWords;
    json["sizeof"] = kVcpuEventsSize;
    json["getIoctl"] = hexJson(kGetVcpuEventsIoctl);
    json["setIoctl"] = hexJson(kSetVcpuEventsIoctl);
    json["rules"] = dialectRules(dialect);
    return json;
}

void appendMatrixJson(const EventsRequest& request, Json& matrix) {
    for (const Dialect user : kDialects)
        for (const Dialect kernel : kDialects) {
            const Compatibility result = checkCompatibility(user, kernel, request.events);
            matrix.push_back({{"request", request.name},
                              {"user", dialectName(user)},
                              {"kernel", dialectName(kernel)},
                              {"outcome", outcomeName(result.outcome)},
                              {"detail", result.detail}});
        }
}

Result<ExitCode> dialects(const DialectOptions& options) {
    if (!options.json) {
        sayLayouts();
        sayRules();
        sayMatrix();
        return ExitCode::Ok;
    }
    Json json{{"dialects", Json::array()}, {"matrix", Json::array()}};
    for (const Dialect dialect : kDialects)
        json["dialects"].push_back(layoutJson(dialect));
    for (const EventsRequest& request : canonicalRequests())
        appendMatrixJson(request, json["matrix"]);
    sayJson(json);
    return ExitCode::Ok;
}

} // namespace

void addDialects(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<DialectOptions>();
    Verb verb = addVerb(app, outcome,
                        {"dialects",
                         "Compare the proposed forms of kvm_vcpu_events and who understands whom",
                         "seatape dialects"},
                        options, dialects);
    addJson(verb, options->json);
}

} // namespace seatape::cli
