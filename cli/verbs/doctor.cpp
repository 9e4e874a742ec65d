// SPDX-License-Identifier: Apache-2.0
// seatape doctor FILE: is every byte of a trace sound, and what is lost if not.

#include "cli/json.h"
#include "cli/machine.h"
#include "cli/output.h"
#include "cli/text.h"
#include "cli/verbs/verbs.h"

#include "traces/container/trace_reader.h"

namespace seatape::cli {
namespace {

struct DoctorOptions {
    std::string file;
    bool json = false;
};

void sayFindings(const trace::TraceReader& reader, const std::vector<trace::Damage>& damages) {
    for (const trace::Damage& damage : damages) {
        say("byte {:>12}, {:>10} bytes: {}\n", damage.offset, damage.size, damage.what);
        if (damage.lost != 0)
            say("{:>17}  {}\n", "", trace::lostText(damage));
    }
    const uint64_t lost = trace::lostFrames(damages);
    const std::string contents =
        fmt::format("{} in {}, {} bytes", counted(reader.frameCount() - lost, "frame"),
                    counted(reader.chunkCount(), "chunk"), reader.size());
    if (damages.empty())
        say("{} {}\n", paint(Style::Good, "sound:"), contents);
    else
        say("{} {}, {} lost; `seatape recover` keeps what is intact\n",
            paint(Style::Bad, "damaged:"), contents, counted(lost, "frame"));
}

void sayFindingsJson(const trace::TraceReader& reader, const std::vector<trace::Damage>& damages) {
    Json list = Json::array();
    for (const trace::Damage& damage : damages)
        list.push_back({{"offset", damage.offset},
                        {"size", damage.size},
                        {"what", damage.what},
                        {"frame", damage.frame},
                        {"lost", damage.lost}});
    sayJson({{"frames", reader.frameCount() - trace::lostFrames(damages)},
             {"lost", trace::lostFrames(damages)},
             {"chunks", reader.chunkCount()},
             {"size", reader.size()},
             {"finished", reader.isFinished()},
             {"damages", std::move(list)}});
}

Result<ExitCode> doctor(const DoctorOptions& options) {
    auto reader = openTrace(options.file, trace::OpenMode::Salvage);
    if (!reader)
        return passOn(reader);
    Progress progress("checking");
    const auto damages = reader->check(progress.callback());
    if (options.json)
        sayFindingsJson(*reader, damages);
    else
        sayFindings(*reader, damages);
    return damages.empty() ? ExitCode::Ok : ExitCode::Diverged;
}

} // namespace

void addDoctor(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<DoctorOptions>();
    Verb verb = addVerb(app, outcome,
                        {"doctor", "Check every byte of a trace and say what is damaged",
                         "seatape doctor a.seatape"},
                        options, doctor);
    addTrace(verb, options->file);
    addJson(verb, options->json);
}

} // namespace seatape::cli
