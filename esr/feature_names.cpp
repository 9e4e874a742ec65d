// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/feature_names.h"

#include "seatape/base/ascii.h"

namespace seatape {

namespace {

/// In the order of the enumerators.
constexpr std::string_view kNames[] = {
    "AA32", "RAS", "RASv2", "PFAR",  "LPA2",  "D128",  "RME",  "MTE2",     "NV2", "HAFDBS",
    "LS64", "GCS", "THE",   "S1POE", "S1PIE", "HDBSS", "MTE4", "MOPS",     "SVE", "SME",
    "SME2", "BTI", "PAuth", "FPAC",  "WFxT",  "TME",   "EBEP", "SYSREG128"};
static_assert(std::size(kNames) == kFeatureCount);

} // namespace

std::string_view featureName(Feature feature) {
    return kNames[static_cast<size_t>(feature)];
}

std::optional<Feature> featureByName(std::string_view name) {
    constexpr std::string_view kPrefix = "FEAT_";
    if (beginsLike(name, kPrefix))
        name.remove_prefix(kPrefix.size());
    for (size_t i = 0; i < kFeatureCount; ++i)
        if (isSameName(kNames[i], name))
            return static_cast<Feature>(i);
    return std::nullopt;
}

} // namespace seatape
