// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/fault_status.h"

#include "seatape/esr/kvm_sea.h"

#include "tests/support/catch.h"

#include <set>
#include <string_view>

using namespace seatape;

TEST_CASE("levels and codes are inverse where the architecture has the code") {
    REQUIRE(fscWithLevel(FaultType::Translation, 3) == 0x07);
    REQUIRE(fscWithLevel(FaultType::Translation, -1) == 0x2b);
    REQUIRE(fscWithLevel(FaultType::Translation, -2) == 0x2a);
    REQUIRE(fscWithLevel(FaultType::AddressSize, -2) == 0x2c);
    REQUIRE(fscWithLevel(FaultType::SyncExternalOnWalk, -2) == 0x12);
    REQUIRE(fscWithLevel(FaultType::SyncExternalOnWalk, 0) == fsc::SyncExternalOnWalk0);
    REQUIRE(fscWithLevel(FaultType::GranuleProtectionOnWalk, -2) == 0x22);
    REQUIRE_FALSE(fscWithLevel(FaultType::AccessFlag, -1));
    REQUIRE_FALSE(fscWithLevel(FaultType::SyncExternal, 0));
    REQUIRE_FALSE(fscWithLevel(FaultType::SyncParityOnWalk, -2));
    for (uint8_t code = 0; code < 64; ++code)
        if (fscLevel(code))
            REQUIRE(fscWithLevel(faultStatus(code)->type, *fscLevel(code)) == code);
}

TEST_CASE("every code has a name of its own or is reserved") {
    const std::set<unsigned> reserved = {0x19, 0x1a, 0x20, 0x2d, 0x2e, 0x2f, 0x33, 0x36,
                                         0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3f};
    std::set<std::string_view> names;
    for (uint8_t code = 0; code < 64; ++code) {
        REQUIRE((faultStatus(code) == nullptr) == (reserved.count(code) == 1));
        if (faultStatus(code))
            REQUIRE(names.insert(fscName(code)).second);
    }
    REQUIRE(fscName(0x17) == "SEA_TTW3");
    REQUIRE(fscName(0x07) == "TRANS_L3");
    REQUIRE(fscName(0x3f) == "RESERVED");
    REQUIRE(fscName(200) == "RESERVED");
}

TEST_CASE("every code needs and rules out the features of the specification") {
    const struct {
        FeatureSet needs, forbids;
        std::set<unsigned> codes;
    } rows[] = {
        {Feature::LPA2, {}, {0x08, 0x0c, 0x13, 0x29, 0x2b}},
        {Feature::D128, {}, {0x12, 0x2a, 0x2c}},
        {Feature::MTE2, {}, {0x11}},
        {{}, Feature::RAS, {0x18, 0x1c, 0x1d, 0x1e, 0x1f}},
        {Feature::LPA2, Feature::RAS, {0x1b}},
        {Feature::D128 | Feature::RME, {}, {0x22}},
        {Feature::LPA2 | Feature::RME, {}, {0x23}},
        {Feature::RME, {}, {0x24, 0x25, 0x26, 0x27, 0x28}},
        {Feature::HAFDBS, {}, {0x31}},
        {Feature::AA32, {}, {0x3d, 0x3e}},
    };
    for (uint8_t code = 0; code < 64; ++code)
        if (const FaultStatus* status = faultStatus(code)) {
            FeatureSet needs, forbids;
            for (const auto& row : rows)
                if (row.codes.count(code) == 1)
                    needs = row.needs, forbids = row.forbids;
            INFO(fscName(code));
            CHECK(status->needs == needs);
            CHECK(status->forbids == forbids);
        }
}

TEST_CASE("KVM's set of SEAs leaves out level -2 and takes in parity errors") {
    const std::set<unsigned> kvm = {0x10, 0x13, 0x14, 0x15, 0x16, 0x17,
                                    0x18, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f};
    for (unsigned code = 0; code < 64; ++code)
        REQUIRE(isKvmSeaFsc(static_cast<uint8_t>(code)) == (kvm.count(code) == 1));
    REQUIRE(isSyncExternal(0x12));
    REQUIRE_FALSE(isSyncExternal(0x18));
    REQUIRE(isSyncParity(0x1b));
}

TEST_CASE("the masks of the exit are the kernel's") {
    const uint64_t shown = 0xfc000000 | 0x02000000 | 0x400 | 0x200 | 0x100 | 0x40 | 0x3f;
    REQUIRE(kSeaExitEsrMask == shown);
    REQUIRE(seaExitEsrMask(false) == shown);
    REQUIRE(seaExitEsrMask(true) == (shown | 0x1800));
}
