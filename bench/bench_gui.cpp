// bench_gui [FRAMES]: what the window's models cost on a long trace (docs/performance.md).

#include "bench/measure.h"
#include "gui/app/simulator.h"
#include "gui/models/frame_list_model.h"
#include "gui/models/what_if_run.h"
#include "traces/trace_writer.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <charconv>
#include <cstring>

using namespace seatape;
using namespace seatape::gui;
using bench::median;
using bench::need;

namespace {

constexpr int kScreenRows = 50;

/// Writes a trace of so many frames: a recording of `recovery`, again and again.
void makeTrace(const std::string& once, const std::string& path, uint64_t frames) {
    const Scenario scenario = need(committedScenarios().load("recovery"));
    need(recordScenario(simulatedMachines(), scenario, once, {}));
    const auto contents = need(trace::TraceReader::open(once)).readAll();
    auto writer = need(trace::TraceWriter::create(path, {"bench", "sim", scenario}));
    for (uint64_t i = 0; i < frames; ++i)
        need(writer.put(contents.frames[i % contents.frames.size()]));
    need(writer.finish());
}

std::shared_ptr<Document> openDocument(const std::string& path) {
    return std::make_shared<Document>(QString::fromStdString(path), need(openTrace(path)));
}

/// Reads what a screen of rows shows.
void readScreen(const FrameListModel& rows, int first) {
    for (int row = first; row < std::min(first + kScreenRows, rows.rowCount()); ++row)
        for (int column = 0; column < FrameListModel::Columns; ++column)
            for (const int role : {int{Qt::DisplayRole}, int{Qt::BackgroundRole}})
                rows.data(rows.index(row, column), role);
}

void say(const char* what, double value, const char* unit, const char* bar) {
    fmt::print("| {} | {:.3g} {} | {} |\n", what, value, unit, bar);
}

double secondsOfFilter(const std::string& path, const char* text) {
    return median([&] {
        auto run = need(FilterRun::open(path, *trace::Filter::compile(text)));
        return bench::seconds([&run] { run->advance({}); });
    });
}

double worstScreen(FrameListModel& rows) {
    constexpr int kScreens = 400;
    double worst = 0;
    for (int i = 0; i < kScreens; ++i) {
        const auto first = static_cast<int>(static_cast<uint64_t>(i) * 7919 * 4001 %
                                            static_cast<uint64_t>(rows.rowCount()));
        worst = std::max(worst, bench::seconds([&] { readScreen(rows, first); }));
    }
    return worst;
}

uint64_t framesWanted(int argc, char** argv) {
    uint64_t frames = 1'000'000;
    if (argc > 1)
        std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), frames);
    return frames;
}

} // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("long.seatape")).toStdString();
    const uint64_t frames = framesWanted(argc, argv);
    makeTrace(folder.filePath(QStringLiteral("once.seatape")).toStdString(), path, frames);
    fmt::print("{} frames\n\n| what | CPU time | bar |\n|---|---|---|\n", frames);
    say("open, to the first screen of rows", 1e3 * median([&] {
                                                 return bench::seconds([&] {
                                                     FrameListModel rows(openDocument(path));
                                                     readScreen(rows, 0);
                                                 });
                                             }),
        "ms", "500 ms");
    auto reader = need(openTrace(path));
    say("overview, in a worker", 1e3 * bench::seconds([&] { extendOverview({}, reader, {}); }),
        "ms", "-");
    for (const char* text : {"exit == ARM_SEA", "vcpu == 0 && instructions > 5000", "X0 > 3"})
        say(fmt::format("filter `{}`, in a worker", text).c_str(),
            1e3 * secondsOfFilter(path, text), "ms", "100 ms");
    FrameListModel rows(openDocument(path));
    rows.setColourRules(ColourRules(defaultColourRules(false)));
    say("a screen of rows anywhere, the worst of 400", 1e3 * worstScreen(rows), "ms", "16 ms");
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    say("memory at most", static_cast<double>(usage.ru_maxrss) / 1024, "MiB", "200 MiB");
    return 0;
}
