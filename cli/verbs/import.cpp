// SPDX-License-Identifier: Apache-2.0
// seatape import FILE -o OUT: a trace from its JSON or XML form.

#include "cli/json.h"
#include "cli/machine.h"
#include "cli/output.h"
#include "cli/text.h"

#include "traces/import/json.h"
#include "traces/import/xml.h"

#include <cstring>
#include <fstream>
#include <iostream>

namespace seatape::cli {
namespace {

struct ImportOptions {
    std::string file;
    OutputOptions output;
    bool json = false;
};

/// Reads a line of bounded length; false after the last one.
Result<bool> readLine(std::istream& in, const std::string& name, std::string& line) {
    char piece[1 << 16];
    line.clear();
    do {
        in.clear(in.rdstate() & ~std::ios::failbit); // set by a piece that is full
        in.getline(piece, sizeof piece);
        line.append(piece, std::strlen(piece));
        if (line.size() > trace::kMaxJsonLine)
            return failure("a line is longer than 256 MiB", name,
                           "give what `seatape export` wrote");
    } while (in.fail() && !in.eof() && !in.bad());
    if (in.bad())
        return failure("cannot read the file", name);
    return !(in.eof() && line.empty());
}

/// Copies what a reader of either form gives into the output.
template <class Reader>
Result<uint64_t> importWith(Result<Reader> frames, const ImportOptions& options) {
    if (!frames)
        return passOn(frames);
    auto output = TraceOutput::create(options.output, frames->header());
    if (!output)
        return passOn(output);
    Progress progress("importing");
    Frame frame;
    Result<void> status;
    auto more = frames->next(frame);
    for (; more && *more && status; more = frames->next(frame)) {
        status = output->writer().put(frame);
        progress.show(output->writer().frameCount());
    }
    if (status && !more)
        status = passOn(more);
    if (auto finished = output->finish(status); !finished)
        return passOn(finished);
    return output->writer().frameCount();
}

Result<uint64_t> importFrom(std::istream& in, const std::string& name,
                            const ImportOptions& options) {
    const auto lines = [&](std::string& line) { return readLine(in, name, line); };
    if (in.peek() == '<')
        return importWith(trace::XmlReader::open(lines, name), options);
    return importWith(trace::JsonReader::open(lines, name), options);
}

Result<ExitCode> importTrace(const ImportOptions& options) {
    std::ifstream file;
    if (options.file != "-") {
        file.open(options.file, std::ios::binary);
        if (!file)
            return failure("cannot open the file", options.file, "check the path");
    }
    const bool isPipe = options.file == "-";
    auto frames =
        importFrom(isPipe ? std::cin : file, isPipe ? "standard input" : options.file, options);
    if (!frames)
        return passOn(frames);
    if (options.json)
        sayJson({{"trace", options.output.path}, {"frames", *frames}});
    else
        say("{}: {}\n", options.output.name(), counted(*frames, "frame"));
    return ExitCode::Ok;
}

} // namespace

void addImport(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<ImportOptions>();
    Verb verb = addVerb(app, outcome,
                        {"import", "Make a trace of what `export` wrote as JSON lines or XML",
                         "seatape import a.jsonl -o a.seatape"},
                        options, importTrace);
    verb.option("file", options->file, "JSON lines or XML, or - for standard input")
        .typeName("")
        .required();
    addOutput(verb, options->output, "the trace to write").required();
    addJson(verb, options->json);
}

} // namespace seatape::cli
