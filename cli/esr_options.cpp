// SPDX-License-Identifier: Apache-2.0
#include "cli/esr_options.h"

#include "cli/text.h"

#include "seatape/base/number_text.h"
#include "seatape/esr/feature_names.h"
#include "seatape/esr/register_layouts.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace seatape::cli {
namespace {

std::string featureList() {
    std::string list;
    for (size_t i = 0; i < kFeatureCount; ++i)
        list += fmt::format("{}{}", i == 0 ? "" : ", ", featureName(static_cast<Feature>(i)));
    return list;
}

/// A feature that the CPU has or lacks.
struct FeatureChoice {
    Feature feature;
    bool isPresent = true;
};

/// Reads "RAS", "+RAS", "-RAS" or "noRAS". No feature's name begins with "no".
std::optional<FeatureChoice> parseFeature(std::string_view text) {
    bool isPresent = true;
    if (text.starts_with('+') || text.starts_with('-')) {
        isPresent = text.front() == '+';
        text.remove_prefix(1);
    } else if (text.starts_with("no")) {
        isPresent = false;
        text.remove_prefix(2);
    }
    const auto feature = featureByName(text);
    return feature ? std::optional(FeatureChoice{*feature, isPresent}) : std::nullopt;
}

std::string upperCase(std::string_view text) {
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return upper;
}

/// Returns what a user wrote as an error may show it: short, and without control characters.
std::string shownWord(std::string_view text) {
    constexpr size_t kMost = 40;
    return fmt::format("'{}{}'", printable(text.substr(0, kMost)), text.size() > kMost ? "…" : "");
}

/// Takes _EL1, _EL2, _EL3 or _ELX off a name and returns the level, 0 for _ELX and without. _EL12
/// is how a host at EL2 names a register of EL1.
uint8_t takeLevel(std::string_view& name) {
    if (name.ends_with("_EL12"))
        name.remove_suffix(1);
    if (name.size() < 4 || name.substr(name.size() - 4, 3) != "_EL")
        return 0;
    const char level = name.back();
    if (level != 'X' && (level < '1' || level > '3'))
        return 0;
    name.remove_suffix(4);
    return level == 'X' ? uint8_t{0} : static_cast<uint8_t>(level - '0');
}

/// Finds a layout by the whole name, or by a name that lacks its level.
const Layout* layoutByName(std::string_view name, std::string_view base) {
    if (const Layout* layout = registerLayout(name))
        return layout;
    for (const char* level : {"_EL1", "_EL2"})
        if (const Layout* layout = registerLayout(fmt::format("{}{}", base, level)))
            return layout;
    return nullptr;
}

} // namespace

void addContext(Verb& verb, ContextOptions& out) {
    verb.option("--el", out.targetEl, "the Exception level that took the exception")
        .typeName("EL")
        .between(1, 3);
    verb.option("--cpu", out.cpu,
                "features that the CPU has (RAS, +RAS) or lacks (noRAS, -RAS): " + featureList())
        .typeName("FEATURE,...")
        .list(',');
    verb.option("--origin", out.origin,
                "hardware: as the PE wrote it; arm_sea: kvm_run.arm_sea.esr, in which KVM "
                "hides bits")
        .typeName("ORIGIN")
        .oneOf({"hardware", "arm_sea"});
}

Result<EsrContext> contextOf(const ContextOptions& options) {
    EsrContext context;
    for (const std::string& text : options.cpu) {
        const auto choice = parseFeature(text);
        if (!choice)
            return failure("there is no feature " + shownWord(text), "--cpu",
                           "the features are " + featureList());
        FeatureSet& set = choice->isPresent ? context.present : context.absent;
        set = set | FeatureSet(choice->feature);
    }
    if (context.present.intersects(context.absent))
        return failure("a feature is both present and absent", "--cpu", "name it once");
    context.targetEl = options.targetEl;
    if (options.origin == "arm_sea") {
        context.origin = EsrOrigin::KvmSeaExit;
        context.targetEl = options.targetEl == 0 ? uint8_t{2} : options.targetEl;
    }
    return context;
}

std::string registerNames() {
    std::string list = "ESR_ELx, FAR_ELx, ELR_ELx, PSTATE";
    for (const Layout* layout : registerLayouts())
        list += fmt::format(", {}", layout->name);
    return list;
}

Result<NamedRegister> registerByName(std::string_view name) {
    NamedRegister reg{upperCase(name)};
    std::string_view base = reg.name;
    reg.el = takeLevel(base);
    if (reg.name.ends_with("_ELX"))
        reg.name.back() = 'x';
    if (base == "ESR")
        return reg;
    reg.kind = RegisterKind::Address;
    if (base == "FAR" || base == "ELR")
        return reg;
    reg.kind = RegisterKind::Fields;
    reg.layout = layoutByName(reg.name, base);
    if (reg.layout == nullptr)
        return failure(fmt::format("there is no register {} here", shownWord(name)), {},
                       "the registers are " + registerNames());
    return reg;
}

Result<RegisterValue> parseRegister(std::string_view text, const NamedRegister& standard) {
    const size_t equals = text.find('=');
    const bool isNamed = equals != std::string_view::npos;
    auto reg = isNamed ? registerByName(text.substr(0, equals)) : Result<NamedRegister>(standard);
    if (!reg)
        return passOn(reg);
    const std::string_view digits = isNamed ? text.substr(equals + 1) : text;
    const auto value = parseRegisterValue(digits);
    if (!value && !isNamed && registerByName(text))
        return failure(fmt::format("'{}' is a register without a value", text), {},
                       fmt::format("write {}=VALUE", text));
    if (!value)
        return failure(shownWord(digits) + " is no number of 64 bits", {},
                       "write 0x96000010, 96000010, 0b1010 or a decimal number; --grep "
                       "reads logs");
    return RegisterValue{std::move(*reg), *value};
}

} // namespace seatape::cli
