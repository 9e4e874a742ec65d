// SPDX-License-Identifier: Apache-2.0
#include "cli/register_story.h"

#include "seatape/esr/explain.h"
#include "seatape/esr/fault_address.h"
#include "seatape/esr/format.h"
#include "seatape/esr/register_layouts.h"

#include <utility>

#include <fmt/format.h>

namespace seatape::cli {
namespace {

/// How the class ties the level that took the exception to the one it came from.
enum class Direction { Unsaid, LowerEl, SameEl };

Direction directionOf(ExceptionClass ec) {
    const std::string_view symbol = classSymbol(ec);
    return symbol.ends_with("_LOW")   ? Direction::LowerEl
           : symbol.ends_with("_CUR") ? Direction::SameEl
                                      : Direction::Unsaid;
}

/// Returns the Exception level in an SPSR; an AArch32 mode is EL0 or EL1 or above by itself.
unsigned levelIn(uint64_t spsr) {
    constexpr uint64_t kUserMode32 = 0x10;
    if (!bit(spsr, 4))
        return static_cast<unsigned>(bits(spsr, 3, 2));
    return (spsr & 0x1f) == kUserMode32 ? 0 : 1;
}

std::string modeText(uint64_t spsr) {
    const FieldList fields = decodeFields(layouts::spsr, spsr);
    const FieldValue* mode = fields.find("M");
    const ValueName* meaning = mode == nullptr ? nullptr : mode->meaning();
    return meaning == nullptr ? fmt::format("EL{}", levelIn(spsr)) : std::string(meaning->text);
}

std::string sourceLine(uint64_t spsr) {
    std::string masked;
    for (const auto& [number, name] : {std::pair{9, 'D'}, {8, 'A'}, {7, 'I'}, {6, 'F'}})
        if (bit(spsr, static_cast<unsigned>(number)))
            masked += fmt::format(" {}", name);
    return fmt::format("SPSR: taken from {}, with {}", modeText(spsr),
                       masked.empty() ? "nothing masked" : fmt::format("PSTATE{} masked", masked));
}

/// Says where the exception went, or that class, SPSR and target do not fit together.
std::string targetLine(ExceptionClass ec, unsigned source, unsigned target) {
    const Direction direction = directionOf(ec);
    if (direction == Direction::Unsaid)
        return target == 0 ? "" : fmt::format("EC: taken to EL{}", target);
    const bool isSame = direction == Direction::SameEl;
    if (isSame ? source == 0 || (target != 0 && target != source)
               : source == 3 || (target != 0 && target <= source))
        return fmt::format("! {} ({}) contradicts SPSR: from EL{}{}", classSymbol(ec),
                           className(ec), source,
                           target == 0 ? "" : fmt::format(" to EL{}", target));
    if (isSame)
        return fmt::format("EC: taken to EL{}, the level that it came from", source);
    return target == 0 ? fmt::format("EC: taken to a level above EL{}", source)
                       : fmt::format("EC: taken from EL{} up to EL{}", source, target);
}

std::string farLine(const Syndrome& syndrome, uint64_t far) {
    const FarJudgement judgement = judgeFar(syndrome);
    switch (judgement.validity) {
    case FarValidity::Valid:
        return fmt::format("FAR: {:#x} is the address that faulted ({})", far, judgement.reason);
    case FarValidity::Imprecise:
        return fmt::format("FAR: {:#x} is not precise ({})", far, judgement.reason);
    default:
        return fmt::format("FAR: {:#x} says nothing ({})", far, judgement.reason);
    }
}

/// HPFAR_EL2 has the page, FAR_EL2 the offset, unless the walk and not the access failed.
std::string ipaLine(const Syndrome& syndrome, uint64_t hpfar, std::optional<uint64_t> far) {
    const uint64_t page = ipaPage(hpfar);
    const FieldValue* walk = syndrome.fields.find("S1PTW");
    const bool isOnWalk = walk != nullptr && walk->value != 0;
    const bool hasOffset = far && !isOnWalk && judgeFar(syndrome).validity == FarValidity::Valid;
    return hasOffset ? fmt::format("HPFAR: with FAR the IPA is {:#x}", page | (*far & lowMask(12)))
                     : fmt::format("HPFAR: the IPA is in the page {:#x}{}", page,
                                   isOnWalk ? ", which holds a stage 1 table (S1PTW)" : "");
}

std::string elrLine(ExceptionClass ec, uint64_t elr) {
    const std::string_view symbol = classSymbol(ec);
    if (symbol.starts_with("SVC") || symbol.starts_with("HVC"))
        return fmt::format("ELR: {:#x} is the instruction after the call", elr);
    if (ec == ExceptionClass::SERROR)
        return fmt::format("ELR: {:#x} is where the SError was taken, not what caused it", elr);
    return fmt::format("ELR: {:#x} is the instruction that took the exception", elr);
}

} // namespace

void RegisterStory::add(const RegisterValue& value) {
    const std::string_view name = value.reg.name;
    if (value.reg.kind == RegisterKind::Esr && ++m_syndromes == 1)
        m_esr = value;
    if (name.starts_with("FAR"))
        m_far = value.value;
    if (name.starts_with("ELR"))
        m_elr = value.value;
    if (value.reg.layout == &layouts::spsr)
        m_spsr = value.value;
    if (value.reg.layout == &layouts::hpfarEl2)
        m_hpfar = value.value;
}

std::vector<std::string> RegisterStory::lines(const EsrContext& context) const {
    std::vector<std::string> lines;
    if (m_syndromes != 1 || !(m_far || m_elr || m_spsr || m_hpfar))
        return lines;
    EsrContext own = context;
    own.targetEl = own.targetEl == 0 ? m_esr->reg.el : own.targetEl;
    const Syndrome syndrome = decodeEsr(m_esr->value, own);
    lines.push_back("ESR: " + summarizeEsr(m_esr->value, own));
    if (m_spsr) {
        lines.push_back(sourceLine(*m_spsr));
        if (std::string line = targetLine(syndrome.ec(), levelIn(*m_spsr), own.targetEl);
            !line.empty())
            lines.push_back(std::move(line));
    }
    if (m_far)
        lines.push_back(farLine(syndrome, *m_far));
    if (m_hpfar)
        lines.push_back(ipaLine(syndrome, *m_hpfar, m_far));
    if (m_elr)
        lines.push_back(elrLine(syndrome.ec(), *m_elr));
    const Explanation explanation = explainEsr(m_esr->value, own);
    lines.push_back(fmt::format("So: {}. {}", recoverabilityName(explanation.recoverability),
                                explanation.meaning));
    return lines;
}

} // namespace seatape::cli
