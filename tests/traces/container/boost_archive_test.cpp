// SPDX-License-Identifier: Apache-2.0
/// The serialize functions serve Boost's own archives too: the XML archive is the interchange form.

#include "traces/container/serialize_scenario.h"

#include "tests/support/catch.h"
#include "tests/traces/sample.h"

#include <boost/archive/xml_iarchive.hpp>
#include <boost/archive/xml_oarchive.hpp>
#include <boost/serialization/array.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>

#include <sstream>

using namespace seatape;
using namespace seatape::test;

namespace {

template <class T>
T throughXml(const T& value) {
    std::stringstream stream;
    {
        boost::archive::xml_oarchive out(stream);
        out << boost::serialization::make_nvp("value", value);
    }
    T back{};
    boost::archive::xml_iarchive in(stream);
    in >> boost::serialization::make_nvp("value", back);
    return back;
}

} // namespace

TEST_CASE("frames pass through Boost's XML archive unchanged") {
    Sampler sampler(6);
    for (uint64_t i = 0; i < 120; ++i) {
        Frame frame = sampler.frame(i);
        if (auto* error = std::get_if<InternalErrorExit>(&frame.exit))
            error->detail = "<ldraa> & \"more\""; // XML cannot hold all bytes
        REQUIRE(throughXml(frame) == frame);
    }
}

TEST_CASE("a header passes through Boost's XML archive unchanged") {
    trace::TraceHeader header = smallHeader();
    header.scenario.policy.script.push_back({typicalSeaFrame(0).injection});
    header.scenario.expect.frames.push_back({1, "ARM_SEA", {{"esr", 0x92000010}}});
    header.scenario.expect.end = RunEnd::Killed;
    REQUIRE(throughXml(header) == header);
}
