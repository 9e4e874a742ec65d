// SPDX-License-Identifier: Apache-2.0
/// What several registers of one exception say together.
#pragma once

#include "cli/esr_options.h"

#include <optional>
#include <string>
#include <vector>

namespace seatape::cli {

/// Collects registers, and keeps as many as a story needs.
class RegisterStory {
public:
    void add(const RegisterValue& value);

    /// Returns the story, one line each; a line that begins with "!" is a contradiction. Empty
    /// unless there was one ESR and something beside it.
    std::vector<std::string> lines(const EsrContext& context) const;

private:
    std::optional<RegisterValue> m_esr;
    std::optional<uint64_t> m_far;
    std::optional<uint64_t> m_elr;
    std::optional<uint64_t> m_spsr;
    std::optional<uint64_t> m_hpfar;
    size_t m_syndromes = 0;
};

} // namespace seatape::cli
