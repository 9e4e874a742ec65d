// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/compatibility.h"

#include "seatape/esr/kvm_sea.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <vector>

using namespace seatape;

namespace {

/// Every combination of the flags with every pair of a few ESRs: valid requests and odd ones.
std::vector<VcpuEvents> wholeSpace() {
    constexpr uint64_t kEsrs[] = {0, 0x10, 0x1ffffff, 0x2000000};
    std::vector<VcpuEvents> all;
    for (unsigned flags = 0; flags < 32; ++flags)
        for (const uint64_t serror : kEsrs)
            for (const uint64_t abort : kEsrs)
                all.push_back(
                    {static_cast<uint8_t>(flags & 1), static_cast<uint8_t>(flags >> 1 & 1),
                     static_cast<uint8_t>(flags >> 2 & 1), static_cast<uint8_t>(flags >> 3 & 1),
                     static_cast<uint8_t>(flags >> 4 & 1), serror, abort});
    return all;
}

const VcpuEvents& requestCalled(std::string_view name) {
    const auto requests = canonicalRequests();
    const auto found = std::ranges::find(requests, name, &EventsRequest::name);
    REQUIRE(found != requests.end());
    return found->events;
}

RequestOutcome outcome(Dialect user, Dialect kernel, std::string_view request) {
    return checkCompatibility(user, kernel, requestCalled(request)).outcome;
}

} // namespace

TEST_CASE("the outcome is what encoding and planning give, over the whole space") {
    for (const VcpuEvents& request : wholeSpace())
        for (const Dialect user : kDialects)
            for (const Dialect kernel : kDialects) {
                const Compatibility result = checkCompatibility(user, kernel, request);
                const auto raw = encodeEvents(user, request);
                REQUIRE((result.outcome == RequestOutcome::NotExpressible) == !raw);
                if (!raw)
                    continue;
                const EventsPlan plan = planEvents(kernel, *raw, true);
                REQUIRE((result.outcome == RequestOutcome::Refused) == (plan.err != 0));
                REQUIRE((result.outcome == RequestOutcome::AsIntended) == result.detail.empty());
            }
}

TEST_CASE(
    "a kernel never does something else for user space of its own dialect, but for the union") {
    for (const VcpuEvents& request : wholeSpace())
        for (const Dialect dialect : kDialects)
            if (dialect != Dialect::Union)
                REQUIRE(checkCompatibility(dialect, dialect, request).outcome !=
                        RequestOutcome::Different);
}

TEST_CASE("old user space works on every kernel, new user space never fools an old one") {
    for (const EventsRequest& request : canonicalRequests())
        for (const Dialect other : kDialects) {
            const auto old = checkCompatibility(Dialect::Mainline, other, request.events).outcome;
            CHECK((old == RequestOutcome::AsIntended || old == RequestOutcome::NotExpressible));
            CHECK(checkCompatibility(other, Dialect::Mainline, request.events).outcome !=
                  RequestOutcome::Different);
        }
}

TEST_CASE("the union cannot carry two different ESRs; both layouts can") {
    constexpr std::string_view kBoth = "SError+ESR and SEA dabt+ESR";
    CHECK(outcome(Dialect::Union, Dialect::Union, kBoth) == RequestOutcome::Different);
    CHECK(outcome(Dialect::LayoutA, Dialect::LayoutA, kBoth) == RequestOutcome::AsIntended);
    CHECK(outcome(Dialect::LayoutB, Dialect::LayoutB, kBoth) == RequestOutcome::AsIntended);
    CHECK(outcome(Dialect::LayoutA, Dialect::LayoutB, kBoth) == RequestOutcome::Refused);
    CHECK(outcome(Dialect::Iabt, Dialect::Mainline, "SEA iabt") == RequestOutcome::Refused);
    CHECK(outcome(Dialect::Mainline, Dialect::Iabt, "SEA iabt") == RequestOutcome::NotExpressible);
}

TEST_CASE("the ioctl numbers follow from the size") {
    CHECK(kGetVcpuEventsIoctl == 0x8040ae9f);
    CHECK(kSetVcpuEventsIoctl == 0x4040aea0);
    CHECK(ioctlNumber(true, true, 0xe0, 12) == 0xc00caee0); // KVM_CREATE_DEVICE
}

TEST_CASE("plans read as sentences, and every dialect has rules") {
    CHECK(planText({}) == "nothing");
    CHECK(planText({true, false, 0x100, true, 0x42, 0, {}}) ==
          "SEA dabt ESR|=0x100, SError ISS=0x42");
    for (const Dialect dialect : kDialects)
        CHECK(dialectRules(dialect).size() >= 6);
    const auto rules = dialectRules(Dialect::Union);
    CHECK(std::ranges::any_of(
        rules, [](const std::string& rule) { return rule.find("shares storage") != rule.npos; }));
}
