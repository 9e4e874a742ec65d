// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/kvm_goldens.h"

#include "seatape/core/policy.h"
#include "seatape/core/replay.h"
#include "simbackend/machine/sim_backend.h"
#include "tests/support/catch.h"
#include "traces/container/trace_reader.h"

#include <toml++/toml.h>

namespace seatape::test {
namespace {

std::string textOf(const toml::table& row, const char* key) {
    const auto value = row[key].value<std::string>();
    INFO("key " << key << ", line " << row.source().begin.line);
    REQUIRE(value.has_value());
    REQUIRE(!value->empty());
    return *value;
}

const toml::array& rowsOf(const toml::table& file, const char* name) {
    const toml::array* rows = file[name].as_array();
    REQUIRE(rows != nullptr);
    return *rows;
}

/// A recording tells which CPU it had; all else must be as committed.
bool isSameScenario(const Scenario& recorded, Scenario committed) {
    committed.cpu = recorded.cpu;
    committed.idRegisters = recorded.idRegisters;
    return recorded == committed;
}

/// Counts what the policy answered among the frames that pass through.
class AbortCount final : public FrameSource {
public:
    AbortCount(FrameSource& source, std::optional<uint64_t> console)
        : m_source(source), m_console(console) {}
    using FrameSource::next;
    Result<bool> next(Frame& frame) override {
        auto more = m_source.next(frame);
        count += more && *more && isAbort(frame.exit, m_console) ? 1 : 0;
        return more;
    }
    uint64_t count = 0;

private:
    FrameSource& m_source;
    std::optional<uint64_t> m_console;
};

} // namespace

std::map<std::string, Expected> readExpected(const std::filesystem::path& file) {
    std::map<std::string, Expected> expected;
    const toml::table parsed = toml::parse_file(file.string());
    for (const toml::node& row : rowsOf(parsed, "not-run"))
        expected[textOf(*row.as_table(), "scenario")].notRun = textOf(*row.as_table(), "why");
    for (const toml::node& row : rowsOf(parsed, "differs"))
        expected[textOf(*row.as_table(), "scenario")].differs[textOf(*row.as_table(), "field")] =
            textOf(*row.as_table(), "why");
    return expected;
}

Result<TraceComparison> compareWithSimulator(const std::filesystem::path& file,
                                             const Scenario& committed) {
    auto reader = trace::TraceReader::open(file.string());
    if (!reader)
        return passOn(reader);
    const Scenario& scenario = reader->header().scenario;
    auto machine = sim::SimBackend::create(scenario);
    if (!machine)
        return passOn(machine);
    AbortCount frames(*reader, scenario.console);
    auto report = verify(**machine, frames, scenario.dialect);
    if (!report)
        return passOn(report);
    return TraceComparison{reader->header().backend,
                           report->frames,
                           report->framesEqual,
                           frames.count,
                           !isSameScenario(scenario, committed),
                           std::move(report->divergences)};
}

} // namespace seatape::test
