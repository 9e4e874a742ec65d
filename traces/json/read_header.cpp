// SPDX-License-Identifier: Apache-2.0
#include "traces/json/read.h"

#include <algorithm>

namespace seatape::trace::json {
namespace {

Dialect readDialect(Object& o) {
    const auto dialect = dialectByName(o.text("dialect"));
    if (!dialect)
        o.fail("dialect", "there is no dialect of this name");
    return *dialect;
}

CpuFeatures readCpu(Object o) {
    const CpuFeatures cpu{o.boolean("ras"), o.boolean("doubleFault2"), o.boolean("lse"),
                          o.boolean("mte")};
    o.done();
    return cpu;
}

HostModel readHost(Object o) {
    const HostModel host{o.boolean("ras"),
                         static_cast<Apei>(o.choice("apei", {"absent", "claims"})),
                         o.number32("apeiClaims"), o.number32("ipaBits")};
    o.done();
    return host;
}

VmCaps readCaps(Object o) {
    const VmCaps caps{o.boolean("seaToUser"), o.boolean("nisvToUser")};
    o.done();
    return caps;
}

/// A member that the dialect does not have is 0.
VcpuEvents readEvents(Object o, Dialect dialect) {
    VcpuEvents events;
    for (const EventsMember& member : eventsLayout(dialect).members) {
        const std::string key(member.name);
        if (member.byte != nullptr)
            events.*member.byte = static_cast<uint8_t>(o.number(key.c_str(), UINT8_MAX));
        else
            events.*member.word = o.hex(key.c_str());
    }
    o.done();
    return events;
}

VcpuEntry readVcpu(Object& o, Dialect dialect) {
    VcpuEntry entry{o.registers("registers"), {}, o.boolean("powerOff")};
    if (o.has("events"))
        entry.events = readEvents(o.object("events"), dialect);
    return entry;
}

GuestImage readImage(Object& o) {
    GuestImage image{o.text("name"), o.hex("gpa"), o.bytes("bytes")};
    if (o.number("size") != image.bytes.size())
        o.fail("size", "is not the number of bytes");
    return image;
}

PoisonRange readPoison(Object& o) {
    return {o.hex("gpa"), o.number("size"), o.boolean("FnV"), o.boolean("EA"),
            static_cast<uint8_t>(o.number("SET", UINT8_MAX))};
}

PolicyChoice readPolicy(Object o, Dialect dialect) {
    PolicyChoice policy{o.text("name"), o.number("limit"), {}};
    if (o.has("script"))
        o.list("script",
               [&](Object& each) { policy.script.push_back({readInjection(each, dialect)}); });
    o.done();
    return policy;
}

RunLimits readLimits(Object o) {
    const RunLimits limits{o.number("instructions"), o.number("exits")};
    o.done();
    return limits;
}

ExpectedFrame readExpectedFrame(Object& o) {
    ExpectedFrame frame{o.number("abort"), o.text("exit"), {}};
    o.list("values", [&frame](Object& each) {
        frame.values.emplace_back(each.text("name"), each.hex("value"));
    });
    return frame;
}

Expectations readExpectations(Object o) {
    Expectations expect;
    if (o.has("end")) {
        expect.end = runEndByName(o.text("end"));
        if (!expect.end)
            o.fail("end", "no run ends so");
    }
    if (o.has("aborts"))
        expect.aborts = o.number("aborts");
    if (o.has("console"))
        expect.console = o.text("console");
    o.list("frames", [&](Object& each) { expect.frames.push_back(readExpectedFrame(each)); });
    expect.registers = o.registers("registers");
    o.done();
    return expect;
}

Scenario readScenario(Object o) {
    Scenario s;
    s.name = o.text("name");
    s.title = o.text("title");
    s.description = o.text("description");
    s.dialect = readDialect(o);
    s.cpu = readCpu(o.object("cpu"));
    if (o.has("idRegisters"))
        s.idRegisters = o.registers("idRegisters");
    s.host = readHost(o.object("host"));
    s.caps = readCaps(o.object("caps"));
    s.vcpus.clear();
    o.list("vcpus", [&s](Object& each) { s.vcpus.push_back(readVcpu(each, s.dialect)); });
    s.quantum = o.number("quantum");
    o.list("slots", [&s](Object& each) {
        s.slots.push_back({each.hex("gpa"), each.number("size"), each.boolean("readonly")});
    });
    o.list("images", [&s](Object& each) { s.images.push_back(readImage(each)); });
    o.list("poison", [&s](Object& each) { s.poison.push_back(readPoison(each)); });
    if (o.has("console"))
        s.console = o.hex("console");
    s.policy = readPolicy(o.object("policy"), s.dialect);
    s.limits = readLimits(o.object("limits"));
    s.expect = readExpectations(o.object("expect"));
    o.done();
    return s;
}

} // namespace

TraceHeader readHeader(Object& o) {
    TraceHeader header{o.text("toolVersion"), o.text("backend"),
                       readScenario(o.object("scenario"))};
    o.done();
    return header;
}

} // namespace seatape::trace::json
