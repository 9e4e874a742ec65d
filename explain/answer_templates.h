// SPDX-License-Identifier: Apache-2.0
/// Common answers to an abort, to begin an edit with.
#pragma once

#include "explain/answer_check.h"

#include <string>
#include <vector>

namespace seatape::explain {

struct AnswerTemplate {
    std::string name;
    std::string text;         ///< what it is good for
    Result<Injection> answer; ///< an error if the dialect has no word for it
};

/// Lists the answers for a place, the most common first.
std::vector<AnswerTemplate> answerTemplates(const AnswerPlace& place);

} // namespace seatape::explain
