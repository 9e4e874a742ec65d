// SPDX-License-Identifier: Apache-2.0
#include "cli/user_iss.h"

#include "cli/json.h"
#include "cli/text.h"
#include "cli/verbs/verbs.h"

#include "seatape/core/legality.h"
#include "seatape/esr/format.h"

#include <algorithm>
#include <string>
#include <vector>

namespace seatape::cli {
namespace {

/// An exception by its plain name, from EL1, or by its class, which says where it comes from.
struct OfferName {
    const char* name;
    InjectionKind kind;
    uint8_t sourceEl;
};

constexpr OfferName kOfferNames[] = {
    {"serror", InjectionKind::SError, 1},
    {"dabt", InjectionKind::DataAbort, 1},
    {"iabt", InjectionKind::InstructionAbort, 1},
    {"DABT_LOW", InjectionKind::DataAbort, 0},
    {"DABT_CUR", InjectionKind::DataAbort, 1},
    {"IABT_LOW", InjectionKind::InstructionAbort, 0},
    {"IABT_CUR", InjectionKind::InstructionAbort, 1},
};

InjectionOffer offerOf(uint64_t iss, const UserIssOptions& options, const EsrContext& guest) {
    const OfferName& name = *std::ranges::find_if(
        kOfferNames, [&](const OfferName& known) { return options.exception == known.name; });
    InjectionOffer offer;
    offer.dialect = *dialectByName(options.dialect);
    offer.kind = name.kind;
    offer.sourceEl = name.sourceEl;
    offer.iss = iss;
    offer.guest = guest;
    return offer;
}

/// Returns why an accepted offer is nonsense: the remarks of what the guest reads.
std::vector<std::string> reasonsOf(const InjectionJudgement& verdict) {
    if (!verdict.reason.empty())
        return {verdict.reason};
    std::vector<std::string> reasons;
    for (const FieldNote& note : describeFields(verdict.seen.fields))
        if (!note.remark.empty())
            reasons.push_back(fmt::format("{}: {}", note.name, note.remark));
    return reasons;
}

std::string headline(const InjectionOffer& offer, const InjectionJudgement& verdict) {
    return fmt::format("ISS {:#x} for {}, dialect {}: {}{}", *offer.iss,
                       injectionKindName(offer.kind), dialectName(offer.dialect),
                       legalityName(verdict.legality),
                       verdict.err == 0 ? "" : " with " + errnoText(verdict.err));
}

void sayShort(const InjectionOffer& offer, const InjectionJudgement& verdict) {
    std::string line = headline(offer, verdict);
    for (const std::string& reason : reasonsOf(verdict))
        line += fmt::format("; {}", reason);
    if (verdict.err == 0)
        line += fmt::format("; the guest reads {}",
                            summarizeEsr(verdict.seen.esr, verdict.seen.context));
    say("{}\n", line);
}

void sayText(const InjectionOffer& offer, const InjectionJudgement& verdict) {
    const bool isLegal = verdict.legality == Legality::Legal;
    say("{}\n", paint(isLegal ? Style::Good : Style::Bad, headline(offer, verdict)));
    for (const std::string& reason : reasonsOf(verdict))
        say("  ! {}\n", reason);
    if (verdict.err != 0) {
        say("\n");
        return sayTree(
            formatFieldTree(fmt::format("offered {:#x}", *offer.iss), verdict.offered.fields));
    }
    say("\nKVM adds {:#x}: EC, IL and what else was not offered. The guest reads\n",
        verdict.addedByKvm);
    sayTree(formatEsrTree(verdict.seen));
}

void sayObject(const InjectionOffer& offer, const InjectionJudgement& verdict) {
    Json json{{"iss", hexJson(*offer.iss)},
              {"exception", injectionKindName(offer.kind)},
              {"dialect", dialectName(offer.dialect)},
              {"legality", legalityName(verdict.legality)},
              {"error", verdict.err == 0 ? Json(nullptr) : Json(errnoText(verdict.err))},
              {"reasons", reasonsOf(verdict)},
              {"refusedBits", hexJson(verdict.refusedBits)},
              {"offered", fieldsJson(verdict.offered.fields)}};
    if (verdict.err == 0) {
        json["addedByKvm"] = hexJson(verdict.addedByKvm);
        json["seen"] = {{"value", hexJson(verdict.seen.esr)}};
        json["seen"].update(syndromeJson(verdict.seen));
    }
    sayJson(json);
}

} // namespace

void addUserIss(Verb& verb, UserIssOptions& out) {
    std::vector<std::string> names;
    for (const OfferName& known : kOfferNames)
        names.emplace_back(known.name);
    out.dialect = dialectName(kDialects.front());
    const Option iss =
        verb.option("--user-iss", out.exception,
                    "the values are ISS that user space offers for this exception: judge them "
                    "by the rules of --dialect")
            .typeName("EXCEPTION")
            .oneOf(names);
    for (const char* meaningless : {"--explain", "--origin", "--el"})
        iss.excludes(verb.find(meaningless));
    addDialect(verb, out.dialect, "which kvm_vcpu_events, with --user-iss (mainline)").needs(iss);
}

void sayUserIss(uint64_t iss, const UserIssOptions& options, const EsrContext& guest,
                const DecodeForm& form) {
    const InjectionOffer offer = offerOf(iss, options, guest);
    const InjectionJudgement verdict = judgeInjection(offer);
    if (form.json)
        sayObject(offer, verdict);
    else if (form.isShort)
        sayShort(offer, verdict);
    else
        sayText(offer, verdict);
}

} // namespace seatape::cli
