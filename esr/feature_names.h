// SPDX-License-Identifier: Apache-2.0
/// The names of features, as scenarios' authors, the command line and JSON write them.
#pragma once

#include "seatape/esr/features.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace seatape {

inline constexpr size_t kFeatureCount = static_cast<size_t>(Feature::SYSREG128) + 1;

/// Returns the name of a feature without its FEAT_, e.g. "RAS".
std::string_view featureName(Feature feature);

/// Finds a feature by that name, with or without FEAT_, without regard to case.
std::optional<Feature> featureByName(std::string_view name);

} // namespace seatape
