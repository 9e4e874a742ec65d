// SPDX-License-Identifier: Apache-2.0
/// How a bit diagram reads a value: as a syndrome, as what user space offers, or by a layout.
#pragma once

#include "seatape/esr/format.h"
#include "seatape/esr/syndrome.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace seatape::gui {

/// A value taken apart; `notes` has one entry for each field.
struct DecodedValue {
    FieldList fields;
    std::vector<FieldNote> notes;
};
using Decoder = std::function<DecodedValue(uint64_t value)>;

/// Decodes ESR_ELx.
Decoder esrDecoder(const EsrContext& context = kNothingKnown);
/// Decodes serror_esr or ext_abt_esr, offered for an exception of class `ec`.
Decoder userIssDecoder(ExceptionClass ec, const EsrContext& context = kNothingKnown);
/// Decodes a register that has a layout, which must outlive the decoder.
Decoder layoutDecoder(const Layout& layout, const EsrContext& context = kNothingKnown);

/// One value that a field may be given.
struct FieldChoice {
    uint64_t code = 0;
    std::string label;   ///< "0x10 SEA"
    std::string meaning; ///< in words
    bool isUsual = true; ///< false: not on this CPU, or not at this Exception level
};

/// Lists what a field's menu offers: every code of its table, or 0 and 1; nothing for a number, and
/// for what the user cannot set.
std::vector<FieldChoice> fieldChoices(const FieldValue& field, const EsrContext& context);

/// Returns whether the user may change the field.
bool isEditable(const FieldValue& field);

/// Returns what a tooltip tells of a field: meaning, bits, explanation, remark and source, as rich
/// text.
std::string fieldTip(const FieldNote& note);

} // namespace seatape::gui
