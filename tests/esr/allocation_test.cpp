// SPDX-License-Identifier: Apache-2.0
// The promise that decoding and searching never allocate.

#include "seatape/esr/explain.h"
#include "seatape/esr/fault_address.h"
#include "seatape/esr/find_in_text.h"
#include "seatape/esr/register_layouts.h"
#include "seatape/esr/syndrome.h"

#include "tests/support/allocations.h"
#include "tests/support/catch.h"

#include <memory>
#include <random>

using namespace seatape;

namespace {

/// Uses everything that a hot loop may use.
uint64_t useAll(uint64_t value, const EsrContext& context) {
    const Syndrome syndrome = decodeEsr(value, context);
    const Syndrome offered = decodeUserIss(esrClass(value), value, context);
    uint64_t sum = encodeFields(syndrome.fields) + offered.remarkCount();
    for (const FieldValue& field : syndrome.fields)
        sum += field.meaning() != nullptr ? field.meaning()->text.size() : 0;
    sum += explainEsr(value, context).meaning.size() + judgeFar(syndrome).reason.size();
    for (const Layout* layout : registerLayouts())
        sum += decodeFields(*layout, value, context).size();
    return sum;
}

} // namespace

TEST_CASE("decoding, explaining, encoding a decoded value and searching never allocate") {
    EsrContext seaExit = EsrContext::forCpu(Feature::RAS);
    seaExit.origin = EsrOrigin::KvmSeaExit;
    const EsrContext contexts[] = {
        {}, EsrContext::forCpu(Feature::RAS | Feature::LPA2, 1), seaExit};
    std::mt19937_64 random(5);
    const test::PeakAllocation peak;
    uint64_t sum = 0;
    for (const EsrContext& context : contexts)
        for (uint64_t ec = 0; ec < 64; ++ec)
            for (int i = 0; i < 200; ++i)
                sum += useAll(makeEsr(static_cast<ExceptionClass>(ec), random()) |
                                  (random() & esr::ISS2.mask()),
                              context);
    for (const EsrPhrase& phrase : esrPhrases())
        sum += findEsr(phrase.example)->value;
    const size_t allocated = peak.bytes();
    REQUIRE(allocated == 0);
    REQUIRE(sum != 0);
    const auto proof = std::make_unique<uint64_t>(sum);
    REQUIRE(peak.bytes() >= sizeof *proof); // the measure measures
}
