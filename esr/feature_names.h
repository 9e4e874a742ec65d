// SPDX-License-Identifier: Apache-2.0
/// The names of features, as scenarios' authors, the command line and JSON write them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "seatape/esr/features.h"

namespace seatape {

inline constexpr std::size_t kFeatureCount = static_cast<std::size_t>(Feature::SYSREG128) + 1;

/// Returns the name of a feature without its FEAT_, e.g. "RAS".
std::string_view featureName(Feature feature) noexcept;

/// Finds a feature by that name, with or without FEAT_, without regard to case.
std::optional<Feature> featureByName(std::string_view name) noexcept;

} // namespace seatape
