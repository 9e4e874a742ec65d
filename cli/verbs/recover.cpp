// SPDX-License-Identifier: Apache-2.0
// seatape recover FILE -o OUT: every intact frame of a damaged trace as a whole one.

#include "cli/derive.h"
#include "cli/json.h"
#include "cli/machine.h"
#include "cli/text.h"

#include <algorithm>

namespace seatape::cli {
namespace {

using Options = DeriveOptions;

void sayRecovered(const Options& options, const trace::CopyReport& report,
                  const std::vector<trace::Damage>& damages, bool isComplete) {
    const uint64_t lost = trace::lostFrames(damages);
    if (options.json)
        return sayJson({{"trace", options.output.path},
                        {"frames", report.written},
                        {"lost", lost},
                        {"complete", isComplete}});
    for (const trace::Damage& damage : damages)
        say("byte {}, {} bytes: {}\n", damage.offset, damage.size, damage.what);
    say("{}: {}; ", options.output.name(), counted(report.written, "frame"));
    if (isComplete)
        say("{}\n", paint(Style::Good, "nothing was lost"));
    else
        say("{}\n", paint(Style::Bad, lost == 0 ? std::string("some bytes were lost")
                                                : counted(lost, "frame") + " lost"));
}

Result<ExitCode> recover(const Options& options) {
    auto reader = openTrace(options.file, trace::OpenMode::Salvage);
    if (!reader)
        return passOn(reader);
    Progress progress("checking");
    const auto damages = reader->check(progress.callback());
    // A trace without its end, cut between two records, has lost nothing that was ever written.
    const bool isComplete = std::ranges::all_of(
        damages, [](const trace::Damage& damage) { return damage.size == 0 && damage.lost == 0; });
    if (reader->frameCount() == 0 && !isComplete)
        return failure("no frame can be read", options.file, "record the scenario again");
    auto report =
        deriveTrace(options, *reader, trace::recoveredHeader(*reader, damages), trace::Selection{});
    if (!report)
        return passOn(report);
    sayRecovered(options, *report, damages, isComplete);
    return isComplete ? ExitCode::Ok : ExitCode::Diverged;
}

} // namespace

void addRecover(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<Options>();
    Verb verb = addVerb(app, outcome,
                        {"recover", "Write every intact frame of a damaged trace as a whole one",
                         "seatape recover broken.seatape -o whole.seatape"},
                        options, recover);
    addDerive(verb, *options);
}

} // namespace seatape::cli
