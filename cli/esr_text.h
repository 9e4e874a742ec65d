// SPDX-License-Identifier: Apache-2.0
/// Decoded registers on standard output, in the forms that `decode` and `encode` share.
#pragma once

#include "cli/esr_options.h"
#include "cli/json_fwd.h"
#include "cli/output.h"

namespace seatape::cli {

/// How a value is printed.
struct DecodeForm {
    bool isShort = false; ///< one line
    bool json = false;    ///< one object in one line
    bool explain = false; ///< what it asks software to do, below the fields
};

/// Adds --short, --json and --explain.
void addForm(Verb& verb, DecodeForm& out);

/// Prints a register.
void sayRegister(const RegisterValue& value, const EsrContext& context, const DecodeForm& form);

/// Prints a title, a bit diagram and the fields, as formatFieldTree() makes them, with colours.
void sayTree(const std::string& tree);

/// Returns the fields as JSON, most significant first. What a field lacks is null.
Json fieldsJson(const FieldList& fields);

/// Returns the class, the trapped instruction if it says which, and the fields of a syndrome.
Json syndromeJson(const Syndrome& syndrome);

} // namespace seatape::cli
