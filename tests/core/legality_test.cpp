// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/legality.h"

#include <cerrno>

#include "seatape/esr/kvm_sea.h"

#include "tests/esr/naive_decoder.h"
#include "tests/support/catch.h"

using namespace seatape;

namespace {

constexpr InjectionKind kInjectionKinds[] = {InjectionKind::SError, InjectionKind::DataAbort,
                                             InjectionKind::InstructionAbort};

InjectionOffer offerOf(Dialect dialect, InjectionKind kind, std::optional<uint64_t> iss) {
    InjectionOffer offer;
    offer.dialect = dialect;
    offer.kind = kind;
    offer.iss = iss;
    return offer;
}

/// What guest.c and the patches say, written down a second time (kvm-sea-spec §1.3, §2.5).
bool naiveRefuses(const InjectionOffer& offer) {
    const bool hasIabt = offer.dialect != Dialect::Mainline;
    const bool hasAbtEsr = offer.dialect >= Dialect::Union;
    if (offer.kind == InjectionKind::InstructionAbort && !hasIabt)
        return true;
    if (!offer.iss)
        return false;
    if (offer.kind != InjectionKind::SError && !hasAbtEsr)
        return true;
    return !offer.hostRas || (*offer.iss >> 25) != 0;
}

/// inject_abt64() and kvm_inject_serror_esr() in one line each (kvm-sea-spec §2.6).
uint64_t naiveGuestEsr(const InjectionOffer& offer) {
    if (offer.kind == InjectionKind::SError)
        return 0xbe000000 | offer.iss.value_or(0x1000000);
    const uint64_t base = offer.kind == InjectionKind::DataAbort ? 0x92000000 : 0x82000000;
    return (base + offer.sourceEl * 0x4000000u) | 0x10 | offer.iss.value_or(0);
}

/// Returns whether a CPU of unknown features may report the syndrome at EL1, and for an injection.
bool naiveIsSound(const InjectionOffer& offer, uint64_t esr) {
    if (offer.kind == InjectionKind::SError)
        return !naive::sError(esr).odd && ((esr >> 24 & 1) == 0 || (esr & 0xffffff) == 0);
    const bool data = offer.kind == InjectionKind::DataAbort;
    const uint64_t code = esr & 0x3f, offered = offer.iss.value_or(0) & 0x3f;
    const bool isExternal = naive::isSea(code) || code == 0x18 || (code >= 0x1b && code <= 0x1f);
    const bool isvAtEl1 = data && (esr >> 24 & 1) != 0 && (esr >> 11 & 3) == 0;
    const bool topLevel = !data && (esr >> 21 & 1) != 0;
    const bool onlyAtEl2 = (esr >> 7 & 1) != 0 || (esr >> 13 & 1) != 0 || isvAtEl1 || topLevel;
    return !(data ? naive::dataAbort(esr) : naive::instructionAbort(esr)).odd && isExternal &&
           !onlyAtEl2 && (offered == 0 || offered == code);
}

/// Compares one verdict with the three plain functions above.
bool agrees(const InjectionOffer& offer) {
    const InjectionJudgement verdict = judgeInjection(offer);
    if (naiveRefuses(offer))
        return verdict.legality == Legality::Refused && verdict.err == EINVAL &&
               !verdict.reason.empty() && verdict.seen.esr == 0;
    const uint64_t esr = naiveGuestEsr(offer);
    const Legality expected = naiveIsSound(offer, esr) ? Legality::Legal : Legality::Nonsense;
    const bool isOddOffer = verdict.offered.remarkCount() != 0;
    return verdict.legality == expected && verdict.err == 0 && verdict.reason.empty() &&
           !(expected == Legality::Legal && isOddOffer) && verdict.seen.esr == esr &&
           verdict.refusedBits == 0 && verdict.addedByKvm == (esr & ~offer.iss.value_or(0));
}

/// Spreads a number over an ISS: every fault status, and every flag above it alone or in company.
uint64_t spreadIss(uint64_t status, uint64_t flags) {
    return status | flags << 6;
}

/// Calls visit(offer) for every dialect, kind, level and host.
template <class Visit>
void forEachSituation(Visit visit) {
    for (const Dialect dialect : kDialects)
        for (const InjectionKind kind : kInjectionKinds)
            for (unsigned situation = 0; situation < 4; ++situation) {
                InjectionOffer offer = offerOf(dialect, kind, std::nullopt);
                offer.sourceEl = situation & 1;
                offer.hostRas = (situation & 2) != 0;
                visit(offer);
            }
}

Remark seenRemark(const InjectionOffer& offer, std::string_view name) {
    const InjectionJudgement verdict = judgeInjection(offer);
    const FieldValue* field = verdict.seen.fields.find(name);
    return field ? field->remark : Remark::HiddenBitSet;
}

} // namespace

TEST_CASE("every dialect, kind, level, host, fault status and pair of flags is judged as by hand") {
    forEachSituation([](InjectionOffer offer) {
        REQUIRE(agrees(offer));
        for (uint64_t status = 0; status < 64; ++status)
            for (unsigned a = 0; a < 58; ++a)
                for (unsigned b = a; b < 58; b += 1 + b / 19) {
                    offer.iss = spreadIss(status, uint64_t{1} << a | uint64_t{1} << b);
                    if (!agrees(offer))
                        FAIL(dialectName(offer.dialect) << " " << injectionKindName(offer.kind)
                                                        << " " << std::hex << *offer.iss);
                }
    });
}

TEST_CASE("every fifth ISS of 25 bits is judged as by hand") {
#if defined(__SANITIZE_ADDRESS__)
    constexpr uint64_t kStride = 211;
#else
    constexpr uint64_t kStride = 5; // a number that visits every field's every value
#endif
    for (const InjectionKind kind : kInjectionKinds)
        for (uint64_t iss = 0; iss <= esr::ISS.mask(); iss += kStride)
            if (!agrees(offerOf(Dialect::LayoutB, kind, iss)))
                FAIL(injectionKindName(kind) << " " << std::hex << iss);
}

TEST_CASE("the accepted bits are those that a kernel of the dialect takes one by one") {
    for (const Dialect dialect : kDialects)
        for (const InjectionKind kind : {InjectionKind::SError, InjectionKind::DataAbort})
            for (const bool hostRas : {false, true}) {
                uint64_t accepted = 0;
                for (unsigned number = 0; number < 64; ++number) {
                    InjectionOffer offer = offerOf(dialect, kind, uint64_t{1} << number);
                    offer.hostRas = hostRas;
                    if (judgeInjection(offer).err == 0)
                        accepted |= *offer.iss;
                }
                CHECK(acceptedIss(dialect, kind, hostRas) == accepted);
            }
}

TEST_CASE("a refused offer names the bits and the fields they are in") {
    const auto verdict =
        judgeInjection(offerOf(Dialect::Mainline, InjectionKind::SError, 0x2000010));
    CHECK(verdict.refusedBits == 0x2000000);
    CHECK(verdict.offered.fields.find("IL")->remark == Remark::NotAccepted);
    CHECK(verdict.offered.fields.find("DFSC")->remark != Remark::NotAccepted);
    CHECK(verdict.reason == "the supplied ESR has bits outside ISS[24:0]");

    const auto missing = judgeInjection(offerOf(Dialect::Iabt, InjectionKind::DataAbort, 0x600));
    CHECK(missing.refusedBits == 0x600);
    CHECK(missing.reason == "the dialect iabt has no ext_abt_has_esr");
}

TEST_CASE("what is offered without a fault status is read beside the one that KVM supplies") {
    const auto verdict =
        judgeInjection(offerOf(Dialect::LayoutA, InjectionKind::DataAbort, 0x1e00));
    CHECK(verdict.legality == Legality::Legal);
    CHECK(verdict.offered.fields.find("FnV")->value == 1);
    CHECK(verdict.offered.fields.find("SET")->value == 3);
    CHECK(verdict.offered.fields.find("DFSC")->state == FieldState::Implied);

    const auto refused =
        judgeInjection(offerOf(Dialect::Mainline, InjectionKind::DataAbort, 0x600));
    CHECK(refused.offered.fields.find("FnV")->remark == Remark::NotAccepted);
    CHECK(refused.offered.fields.find("DFSC")->remark == Remark::None);
}

TEST_CASE("what is odd is said on the field") {
    const auto dabt = [](uint64_t iss) {
        return offerOf(Dialect::LayoutA, InjectionKind::DataAbort, iss);
    };
    CHECK(seenRemark(dabt(0x600), "FnV") == Remark::None);
    CHECK(seenRemark(dabt(0x14), "DFSC") == Remark::None);
    CHECK(seenRemark(dabt(0x07), "DFSC") == Remark::MergedByKvm); // the guest reads 0x17
    CHECK(seenRemark(dabt(0x30), "DFSC") == Remark::NotAnExternalAbort);
    CHECK(seenRemark(dabt(0x39), "DFSC") == Remark::Unallocated);
    CHECK(seenRemark(dabt(0x800), "SET") == Remark::Unallocated);
    CHECK(seenRemark(dabt(0x80), "S1PTW") == Remark::WrongTargetEl);
    CHECK(seenRemark(dabt(0x2000), "VNCR") == Remark::WrongTargetEl);
    const auto serror = offerOf(Dialect::Mainline, InjectionKind::SError, 0x101d1ed);
    CHECK(seenRemark(serror, "IMPDEF") == Remark::NobodysSyndrome);
    CHECK(judgeInjection(offerOf(Dialect::Mainline, InjectionKind::SError, {})).legality ==
          Legality::Legal);
}

TEST_CASE("the guest's features decide what is nonsense") {
    InjectionOffer offer = offerOf(Dialect::LayoutA, InjectionKind::DataAbort, 0x1800);
    CHECK(judgeInjection(offer).legality == Legality::Legal);
    offer.guest = EsrContext::forCpu({});
    CHECK(seenRemark(offer, "SET") == Remark::FeatureMissing);
    offer.guest = EsrContext::forCpu(Feature::RAS);
    CHECK(judgeInjection(offer).legality == Legality::Legal);
    offer.iss = fsc::SyncParity;
    CHECK(seenRemark(offer, "DFSC") == Remark::FeatureExcludes);
}

TEST_CASE("a walk code that KVM supplies is what the guest reads") {
    InjectionOffer offer = offerOf(Dialect::Mainline, InjectionKind::DataAbort, std::nullopt);
    offer.kvmFsc = 0x17;
    offer.sourceEl = 0;
    const InjectionJudgement verdict = judgeInjection(offer);
    CHECK(verdict.seen.esr == 0x92000017);
    CHECK(verdict.addedByKvm == 0x92000017);
    CHECK(verdict.legality == Legality::Legal);
}
