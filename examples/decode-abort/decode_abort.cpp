// SPDX-License-Identifier: Apache-2.0
// What a VMM does with kvm_run.arm_sea.esr: reads it, decides, and makes the syndrome that the
// guest shall see. Each argument is such an ESR.

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <seatape/core/legality.h>
#include <seatape/esr/encode.h>
#include <seatape/esr/explain.h>
#include <seatape/esr/format.h>

using namespace seatape;

/// Judges the guest's own fault status, offered to a kernel that takes one (the dialect layout-a).
static void offer(uint64_t exitEsr) {
    InjectionOffer offer;
    offer.dialect = Dialect::LayoutA;
    offer.kind = isInstructionAbort(esrClass(exitEsr)) ? InjectionKind::InstructionAbort
                                                       : InjectionKind::DataAbort;
    offer.iss = esrIss(exitEsr);
    offer.guest = EsrContext::forCpu(Feature::RAS);
    const InjectionJudgement verdict = judgeInjection(offer);
    std::printf("  ext_abt_esr %#llx is %s; the guest reads %s\n",
                static_cast<unsigned long long>(*offer.iss), legalityName(verdict.legality).data(),
                summarizeEsr(verdict.seen.esr).c_str());
}

static void handle(uint64_t exitEsr) {
    EsrContext context = EsrContext::forCpu(Feature::RAS);
    context.origin = EsrOrigin::KvmSeaExit;
    const Syndrome syndrome = decodeEsr(exitEsr, context);
    const Explanation explanation = explainEsr(exitEsr, context);
    std::printf("%s\n", summarizeEsr(exitEsr, context).c_str());
    std::printf("  %s: %s\n", recoverabilityName(explanation.recoverability).data(),
                explanation.meaning.data());
    if (syndrome.remarkCount() != 0) {
        std::printf("  not what KVM_EXIT_ARM_SEA shows: nothing is injected\n");
        return;
    }
    if (const FieldValue* fnv = syndrome.fields.find("FnV"); fnv && fnv->value == 0)
        std::printf("  arm_sea.gva is valid\n");
    offer(exitEsr);
    if (const auto fatal = editEsr(exitEsr, {{"SET", "UC"}}); fatal)
        std::printf("  to say that all is lost: %#llx\n", static_cast<unsigned long long>(*fatal));
}

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i)
        handle(std::strtoull(argv[i], nullptr, 0));
}
