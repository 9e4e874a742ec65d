// SPDX-License-Identifier: Apache-2.0
#include "cli/derive.h"

#include "cli/json.h"
#include "cli/machine.h"
#include "cli/text.h"

#include "seatape/base/number_text.h"

namespace seatape::cli {

void addDerive(Verb& verb, DeriveOptions& options) {
    addTrace(verb, options.file);
    addOutput(verb, options.output, "the trace to write").required();
    addJson(verb, options.json);
}

Result<trace::CopyReport> deriveTrace(const DeriveOptions& options, trace::TraceReader& reader,
                                      const trace::TraceHeader& header,
                                      const trace::Selection& selection) {
    auto output = TraceOutput::create(options.output, header);
    if (!output)
        return passOn(output);
    Progress progress("copying");
    auto report = trace::copyFrames(reader, selection, output->writer(), progress.callback());
    const Result<void> status = report ? Result<void>{} : passOn(report);
    if (auto finished = output->finish(status); !finished)
        return passOn(finished);
    return report;
}

Result<ExitCode> sayDerived(const DeriveOptions& options, const trace::CopyReport& report) {
    if (options.json)
        sayJson({{"trace", options.output.path},
                 {"frames", report.written},
                 {"of", report.read},
                 {"damages", report.damages.size()}});
    else
        say("{}: {} of {}\n", options.output.name(), report.written, counted(report.read, "frame"));
    if (!report.damages.empty())
        return tl::unexpected(report.damages.front());
    return ExitCode::Ok;
}

Result<trace::Selection> parseFrames(const std::string& text) {
    const size_t dots = text.find("..");
    const std::string_view view(text);
    const std::string_view from = view.substr(0, dots);
    const std::string_view to = dots == std::string::npos ? from : view.substr(dots + 2);
    const auto first = from.empty() ? std::optional<uint64_t>(0) : parseNumber(from);
    const auto last = to.empty() ? std::optional<uint64_t>(UINT64_MAX - 1) : parseNumber(to);
    if (text.empty() || text == ".." || !first || !last || *last < *first || *last == UINT64_MAX)
        return failure(fmt::format("'{}' is no range of frames", text), "--frames",
                       "write FIRST..LAST with both ends included, FIRST.., ..LAST or one number");
    return trace::Selection{*first, *last + 1};
}

} // namespace seatape::cli
