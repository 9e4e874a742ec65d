// SPDX-License-Identifier: Apache-2.0
// bench_gui [FRAMES]: what the window's models cost on a long trace (docs/performance.md).

#include "bench/long_trace.h"
#include "bench/measure.h"
#include "gui/models/frame_list_model.h"

#include <QCoreApplication>
#include <QTemporaryDir>

using namespace seatape;
using namespace seatape::gui;
using bench::median;
using bench::need;

namespace {

constexpr int kScreenRows = 50;

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

} // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const QTemporaryDir folder;
    const uint64_t frames = bench::framesWanted(argc, argv);
    const std::string path = bench::makeLongTrace(folder.path().toStdString(), frames);
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
