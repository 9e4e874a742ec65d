// SPDX-License-Identifier: Apache-2.0
/// Syndromes as text: one line, a tree with a bit diagram, and the neutral list that JSON and views
/// use.
#pragma once

#include "seatape/esr/syndrome.h"

#include <string>
#include <string_view>
#include <vector>

namespace seatape {

/// One field, ready to print: everything a reader may want, nothing to look up.
struct FieldNote {
    std::string name; ///< in the manual's case; a hidden group lists what may be in it
    unsigned msb = 0;
    unsigned lsb = 0;
    uint64_t value = 0;
    std::string_view valueName;   ///< symbol of a code, e.g. "SEA"; empty if the value has none
    std::string_view valueText;   ///< the code in words
    std::string_view explanation; ///< what the field is
    std::string_view remark;      ///< what is odd about the value; empty if nothing is
    std::string_view source;      ///< the section that defines it; empty if only fields are known
    FieldState state = FieldState::Known;
};

/// Lists the fields of a decoded value, most significant first.
std::vector<FieldNote> describeFields(const FieldList& fields);

/// The same for a syndrome, each field with the section of the Arm ARM that defines it.
std::vector<FieldNote> describeFields(const Syndrome& syndrome);

/// Returns the syndrome in one line, e.g. "0x96000010 DABT_CUR IL DFSC=SEA (Synchronous External
/// abort, not on translation table walk)". Fields that are 0 are left out, odd values end in "!".
std::string summarizeEsr(uint64_t esr, const EsrContext& context = {});

/// The same, appended to `out`: a log may have a syndrome in every line.
void appendEsrSummary(uint64_t esr, const EsrContext& context, std::string& out);

/// Returns the fields of any register in one line, in the same words; empty if all are 0.
std::string summarizeFields(const FieldList& fields);

/// Returns the diagram of the fields' bits: bit numbers, values and names, at most 100 columns
/// wide.
std::string formatBitDiagram(const FieldList& fields);

/// Returns the diagram and one line for each field, with remarks. Ends in a newline.
std::string formatFieldTree(std::string_view title, const FieldList& fields);

/// Returns formatFieldTree() of a syndrome, under a title that names its class and register.
std::string formatEsrTree(const Syndrome& syndrome);

} // namespace seatape
