// SPDX-License-Identifier: Apache-2.0
// seatape export FILE: a trace in a form that other programs read.

#include "cli/machine.h"
#include "cli/output.h"
#include "cli/text.h"

#include "traces/export/csv.h"
#include "traces/export/export.h"
#include "traces/export/html.h"
#include "traces/export/perfetto.h"
#include "traces/export/text.h"
#include "traces/export/xml.h"

#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include <fmt/ranges.h>

namespace seatape::cli {
namespace {

struct ExportOptions {
    std::string file;
    std::string format;
    OutputOptions output;
};

using Export = Result<void> (*)(const trace::TraceHeader&, FrameSource&, const trace::TextSink&);

Result<void> exportPage(const trace::TraceHeader& header, FrameSource& frames,
                        const trace::TextSink& sink) {
    return trace::exportHtml(header, frames, sink);
}

struct Format {
    const char* name;
    const char* extension; ///< of files in this format, if that says which it is
    Export write;
};
constexpr std::array kFormats{
    Format{"json", ".jsonl", trace::exportJson}, Format{"xml", ".xml", trace::exportXml},
    Format{"csv", ".csv", trace::exportCsv}, Format{"html", ".html", exportPage},
    Format{"perfetto", ".json", trace::exportPerfetto}};

std::string formatNames() {
    std::vector<std::string_view> names;
    for (const Format& format : kFormats)
        names.emplace_back(format.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

bool isStandardOutput(const ExportOptions& options) {
    return options.output.path.empty() || options.output.isStandardOutput();
}

/// Finds the format by its name, or by the extension of the output.
Result<Format> chooseFormat(const ExportOptions& options) {
    const auto extension = std::filesystem::path(options.output.path).extension();
    for (const Format& format : kFormats) {
        const bool isChosen =
            options.format.empty() ? extension == format.extension : options.format == format.name;
        if (isChosen)
            return format;
    }
    if (options.format.empty())
        return failure("the output does not say which format it is", "export",
                       "add --as with one of " + formatNames());
    return failure(fmt::format("there is no format '{}'", options.format), "--as",
                   "choose one of " + formatNames());
}

/// Runs an export into the file that the options name, or to standard output.
Result<void> exportTo(const ExportOptions& options, const Format& format,
                      trace::TraceReader& reader, FrameSource& frames) {
    if (isStandardOutput(options))
        return format.write(reader.header(), frames, [](std::string_view text) {
            write(text);
            return Result<void>{};
        });
    auto file = NewFile::create(options.output);
    if (!file)
        return passOn(file);
    auto done = trace::exportToFile(file->path(), [&](const trace::TextSink& sink) {
        return format.write(reader.header(), frames, sink);
    });
    return done ? file->finish() : done;
}

Result<ExitCode> exportTrace(const ExportOptions& options) {
    auto format = chooseFormat(options);
    if (!format)
        return passOn(format);
    auto reader = openTrace(options.file);
    if (!reader)
        return passOn(reader);
    IntactFrames frames(*reader); // so that what is written is well-formed to its end
    if (auto done = exportTo(options, *format, *reader, frames); !done)
        return passOn(done);
    if (!isStandardOutput(options))
        say("{}: {}\n", options.output.path, counted(frames.count(), "frame"));
    if (frames.damage())
        return tl::unexpected(*frames.damage());
    return ExitCode::Ok;
}

} // namespace

void addExport(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<ExportOptions>();
    Verb verb = addVerb(app, outcome,
                        {"export", "Write a trace in a form that other programs read",
                         "seatape export a.seatape -o a.html"},
                        options, exportTrace);
    addTrace(verb, options->file);
    verb.option("--as", options->format,
                fmt::format("{}; by default what the output's extension says", formatNames()))
        .typeName("FORMAT");
    addOutput(verb, options->output, "the file to write instead of standard output");
}

} // namespace seatape::cli
