// SPDX-License-Identifier: Apache-2.0
// seatape encode FIELD=VALUE…: build or edit a syndrome or another register by its fields' names.

#include "cli/esr_text.h"
#include "cli/field_completion.h"
#include "cli/verbs/verbs.h"

#include "seatape/base/number_text.h"
#include "seatape/esr/encode.h"

#include <optional>

namespace seatape::cli {
namespace {

struct EncodeOptions {
    std::vector<std::string> assignments;
    std::string from;
    std::string as;
    std::optional<std::string> complete; ///< the word that a shell wants completed
    bool valueOnly = false;
    ContextOptions context;
    DecodeForm form;
};

Result<std::vector<FieldAssignment>> parseAssignments(const std::vector<std::string>& words) {
    std::vector<FieldAssignment> assignments;
    for (const std::string& word : words) {
        auto assignment = parseAssignment(word);
        if (!assignment)
            return passOn(assignment);
        assignments.push_back(std::move(*assignment));
    }
    return assignments;
}

/// Returns the value of --from, nothing without it.
Result<std::optional<uint64_t>> baseValue(const EncodeOptions& options) {
    if (options.from.empty())
        return std::nullopt;
    const auto value = parseRegisterValue(options.from);
    if (!value)
        return failure(fmt::format("'{}' is no number of 64 bits", options.from), "--from",
                       "write 0x96000010, 96000010, 0b1010 or a decimal number");
    return value;
}

/// Builds the register from assignments alone, or edits the base value.
Result<uint64_t> assign(const NamedRegister& reg, std::optional<uint64_t> base,
                        const std::vector<FieldAssignment>& assignments) {
    if (reg.kind == RegisterKind::Esr)
        return base ? editEsr(*base, assignments) : encodeEsr(assignments);
    return base ? editRegister(*reg.layout, *base, assignments)
                : encodeRegister(*reg.layout, assignments);
}

/// Applies the assignments to the base value.
Result<RegisterValue> build(const EncodeOptions& options) {
    auto reg = registerByName(options.as);
    if (!reg)
        return passOn(reg);
    if (reg->kind == RegisterKind::Address)
        return failure(reg->name + " has no fields", "--as", "name a register that has some");
    auto base = baseValue(options);
    if (!base)
        return passOn(base);
    auto assignments = parseAssignments(options.assignments);
    if (!assignments)
        return passOn(assignments);
    auto value = assign(*reg, *base, *assignments);
    if (!value)
        return passOn(value);
    return RegisterValue{std::move(*reg), *value};
}

/// Prints what the word may become, one a line. Words before it that make no value offer nothing.
ExitCode sayCompletions(const EncodeOptions& options, const EsrContext& context) {
    auto built = build(options);
    if (!built)
        return ExitCode::Ok;
    const FieldList fields = built->reg.kind == RegisterKind::Esr
                                 ? decodeEsr(built->value, context).fields
                                 : decodeFields(*built->reg.layout, built->value, context);
    for (const std::string& word : completeAssignment(fields, context, *options.complete))
        say("{}\n", word);
    return ExitCode::Ok;
}

Result<ExitCode> encode(const EncodeOptions& options) {
    auto context = contextOf(options.context);
    if (!context)
        return passOn(context);
    if (options.complete)
        return sayCompletions(options, *context);
    if (options.assignments.empty())
        return failure("nothing is assigned", {}, "write FIELD=VALUE, e.g. EC=DABT_CUR DFSC=SEA");
    auto built = build(options);
    if (!built)
        return passOn(built);
    const std::string text = fmt::format("{:#010x}", built->value);
    if (options.valueOnly)
        say("{}\n", text);
    else
        sayRegister(*built, *context, options.form);
    return ExitCode::Ok;
}

} // namespace

void addEncode(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<EncodeOptions>();
    options->as = "ESR_ELx";
    Verb verb = addVerb(app, outcome,
                        {"encode", "Build or edit a syndrome by the names of its fields",
                         "seatape encode EC=DABT_CUR DFSC=SEA_TTW3 SET=UEO"},
                        options, encode);
    verb.option("assignment", options->assignments,
                "FIELD=VALUE: a field by its name or a unique beginning of it, and a number "
                "or the name of a code; FIELD alone is FIELD=1")
        .typeName("");
    verb.option("--from", options->from, "edit this value").typeName("VALUE");
    verb.option("--as", options->as, "the register, e.g. SPSR_EL1 (see seatape-decode)")
        .typeName("REG");
    const Option valueOnly =
        verb.flag("--value", options->valueOnly, "print the value and nothing else");
    addForm(verb, options->form);
    valueOnly.excludes(verb.find("--short"))
        .excludes(verb.find("--json"))
        .excludes(verb.find("--explain"));
    addContext(verb, options->context);
    verb.option("--complete", options->complete, "for completions: what may this word become")
        .hidden();
}

} // namespace seatape::cli
