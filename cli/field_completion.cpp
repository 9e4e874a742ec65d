// SPDX-License-Identifier: Apache-2.0
#include "cli/field_completion.h"

#include "seatape/base/ascii.h"
#include "seatape/core/injection_edit.h"
#include "seatape/esr/encode.h"

#include <fmt/format.h>

namespace seatape::cli {
namespace {

bool isPossible(const ValueName& code, const EsrContext& context) {
    return !code.name.empty() && !code.needs.intersects(context.absent) &&
           !code.forbids.intersects(context.present);
}

std::vector<std::string> completeCode(const FieldRow& row, const EsrContext& context,
                                      std::string_view beginning) {
    std::vector<std::string> words;
    for (const ValueName& code : row.values)
        if (isPossible(code, context) && beginsLike(code.name, beginning))
            words.push_back(fmt::format("{}={}", row.name, code.name));
    return words;
}

} // namespace

std::vector<std::string> completeAssignment(const FieldList& fields, const EsrContext& context,
                                            std::string_view word) {
    const size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    std::vector<std::string> words;
    for (const std::string_view legal : legalFieldNames(fields)) {
        if (!beginsLike(legal, name))
            continue;
        if (equals == std::string_view::npos)
            words.push_back(fmt::format("{}=", legal));
        else if (legal.size() == name.size())
            return completeCode(*fields.find(legal)->row, context, word.substr(equals + 1));
    }
    return words;
}

std::vector<std::string> completeEdit(Dialect dialect, std::string_view word) {
    const size_t colon = word.find(':');
    std::vector<std::string> words;
    if (colon == std::string_view::npos)
        return words;
    for (const std::string& field : editableFields(dialect))
        if (beginsLike(field, word.substr(colon + 1)))
            words.push_back(fmt::format("{}:{}=", word.substr(0, colon), field));
    return words;
}

} // namespace seatape::cli
