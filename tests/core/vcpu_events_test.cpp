// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/vcpu_events.h"

#include "seatape/esr/kvm_sea.h"

#include "tests/support/catch.h"

#include <cerrno>

using namespace seatape;

namespace {

/// The offsets of kvm-sea-spec §1.2, written down a second time: name, then one per dialect, -1:
/// none.
struct Offsets {
    const char* name;
    int at[5];
};
constexpr Offsets kOffsets[] = {
    {"serror_pending", {0, 0, 0, 0, 0}},    {"serror_has_esr", {1, 1, 1, 1, 1}},
    {"ext_dabt_pending", {2, 2, 2, 2, 2}},  {"ext_iabt_pending", {-1, 3, 3, 3, 3}},
    {"ext_abt_has_esr", {-1, -1, 4, 4, 4}}, {"serror_esr", {8, 8, 8, 8, 8}},
    {"ext_abt_esr", {-1, -1, 8, 16, 56}},
};

int offsetIn(size_t dialect, std::string_view name) {
    for (const Offsets& row : kOffsets)
        if (row.name == name)
            return row.at[dialect];
    return -1;
}

constexpr uint64_t kEsrs[] = {0, 0x10, 0x1ffffff, 0x2000000, 0x100000000};

/// The rules of kvm-sea-spec §1.3 and §2.5 in one plain function, to hold against the table.
EventsPlan naivePlan(Dialect dialect, const VcpuEvents& e, bool hostRas) {
    const bool badSError = e.serror_has_esr && (!hostRas || e.serror_esr > kUserIssMask);
    const bool badAbort = e.ext_abt_has_esr && (!hostRas || e.ext_abt_esr > kUserIssMask);
    const bool series = dialect >= Dialect::Union;
    EventsPlan plan;
    plan.err = EINVAL;
    if ((e.ext_dabt_pending && e.ext_iabt_pending) || (series && (badSError || badAbort)))
        return plan;
    plan.injectSea = e.ext_dabt_pending || e.ext_iabt_pending;
    plan.seaIsInstructionAbort = e.ext_iabt_pending;
    plan.seaIss = e.ext_abt_has_esr ? e.ext_abt_esr : 0;
    if (e.serror_pending && badSError)
        return plan;
    plan.err = 0;
    plan.injectSError = e.serror_pending;
    if (e.serror_pending)
        plan.serrorIss = e.serror_has_esr ? e.serror_esr : kDefaultSErrorIss;
    return plan;
}

/// Calls visit(events) for every combination of the flags and of interesting syndromes.
template <class Visit>
void forEachRequest(Visit visit) {
    for (unsigned flags = 0; flags < 32; ++flags)
        for (const uint64_t serrorEsr : kEsrs)
            for (const uint64_t abortEsr : kEsrs) {
                const auto flag = [flags](unsigned n) {
                    return static_cast<uint8_t>(flags >> n & 1);
                };
                visit(VcpuEvents{flag(0), flag(1), flag(2), flag(3), flag(4), serrorEsr, abortEsr});
            }
}

} // namespace

TEST_CASE("each dialect's members are where the patches put them") {
    for (size_t d = 0; d < kDialects.size(); ++d) {
        const EventsLayout& layout = eventsLayout(kDialects[d]);
        size_t expected = 0;
        for (const Offsets& row : kOffsets)
            expected += row.at[d] >= 0 ? 1 : 0;
        CHECK(layout.members.size() == expected);
        for (const EventsMember& member : layout.members) {
            INFO(dialectName(kDialects[d]) << " " << member.name);
            CHECK(member.offset == offsetIn(d, member.name));
        }
        CHECK(layout.reservedOffset == (kDialects[d] == Dialect::LayoutA ? 24 : 16));
        CHECK(dialectByName(dialectName(kDialects[d])) == kDialects[d]);
    }
    CHECK_FALSE(dialectByName("layout-c"));
}

TEST_CASE("decode is the inverse of encode, but for the union's shared storage") {
    for (const Dialect dialect : kDialects)
        forEachRequest([dialect](const VcpuEvents& events) {
            const auto raw = encodeEvents(dialect, events);
            if (!raw)
                return;
            const VcpuEvents back = decodeEvents(dialect, *raw);
            VcpuEvents expected = events;
            if (dialect == Dialect::Union) // the one that is written last fills both
                expected.serror_esr = expected.ext_abt_esr =
                    events.ext_abt_esr != 0 ? events.ext_abt_esr : events.serror_esr;
            REQUIRE(back == expected);
        });
}

TEST_CASE("a member that the dialect lacks cannot be encoded") {
    VcpuEvents events;
    events.ext_iabt_pending = 1;
    CHECK_FALSE(encodeEvents(Dialect::Mainline, events));
    CHECK(encodeEvents(Dialect::Iabt, events));
    events.ext_abt_esr = 1;
    CHECK_FALSE(encodeEvents(Dialect::Iabt, events));
    CHECK(encodeEvents(Dialect::LayoutB, events));
}

TEST_CASE("a kernel's plan follows the rules for every request, dialect and host") {
    for (const bool hostRas : {true, false})
        for (const Dialect dialect : kDialects)
            forEachRequest([&](const VcpuEvents& events) {
                const auto raw = encodeEvents(dialect, events);
                if (!raw)
                    return;
                EventsPlan plan = planEvents(dialect, *raw, hostRas);
                REQUIRE(plan.reason.empty() == (plan.err == 0));
                plan.reason = {};
                REQUIRE(plan == naivePlan(dialect, decodeEvents(dialect, *raw), hostRas));
            });
}

TEST_CASE("every byte outside the members is refused, every value of a flag byte is a 1") {
    for (size_t d = 0; d < kDialects.size(); ++d)
        for (size_t i = 0; i < kVcpuEventsSize; ++i) {
            bool isMember = false;
            for (const EventsMember& member : eventsLayout(kDialects[d]).members)
                isMember |= i >= member.offset && i < size_t{member.offset} + member.size();
            RawVcpuEvents raw{};
            raw[i] = 0x80;
            const EventsPlan plan = planEvents(kDialects[d], raw, true);
            INFO(dialectName(kDialects[d]) << " byte " << i);
            CHECK(plan.err == (isMember ? 0 : EINVAL));
            CHECK(plan.injectSea == (static_cast<int>(i) == offsetIn(d, "ext_dabt_pending") ||
                                     static_cast<int>(i) == offsetIn(d, "ext_iabt_pending")));
        }
}

TEST_CASE("members are set by name, within their size") {
    VcpuEvents events;
    REQUIRE(setEventsMember(events, "ext_dabt_pending", 2));
    CHECK(events.ext_dabt_pending == 2);
    CHECK_FALSE(setEventsMember(events, "ext_dabt_pending", 0x100));
    REQUIRE(setEventsMember(events, "serror_esr", ~uint64_t{0}));
    CHECK(eventsMember(events, "serror_esr") == ~uint64_t{0});
    CHECK_FALSE(setEventsMember(events, "no_such", 0));
    CHECK_FALSE(eventsMember(events, "no_such"));
}
