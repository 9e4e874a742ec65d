// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/feature_names.h"

#include "tests/support/catch.h"

#include <string>

using namespace seatape;

TEST_CASE("every feature has a name of its own, and is found by it") {
    for (size_t i = 0; i < kFeatureCount; ++i) {
        const auto feature = static_cast<Feature>(i);
        INFO(featureName(feature));
        CHECK(featureByName(featureName(feature)) == feature);
        CHECK(featureByName("feat_" + std::string(featureName(feature))) == feature);
    }
    CHECK(featureByName("ras") == Feature::RAS);
    CHECK(featureByName("SysReg128") == Feature::SYSREG128);
}

TEST_CASE("what is no feature is nothing") {
    for (const char* name : {"", "FEAT_", "RA", "RASv3", "noRAS", "FEAT_FEAT_RAS"})
        CHECK_FALSE(featureByName(name));
}
