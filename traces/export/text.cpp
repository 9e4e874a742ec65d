// SPDX-License-Identifier: Apache-2.0
#include "traces/export/text.h"

#include "traces/container/file.h"

#include <fmt/format.h>

namespace seatape::trace {

Result<void> exportToFile(const std::string& path,
                          const std::function<Result<void>(const TextSink&)>& write) {
    auto file = OutFile::create(path);
    if (!file)
        return passOn(file);
    auto written = write([&file](std::string_view text) { return file->write(text); });
    return written ? file->close() : written;
}

std::string membersText(const Exit& exit) {
    std::string text;
    for (const NamedValue& member : exitFields(exit))
        text += fmt::format("{}{}={:#x}", text.empty() ? "" : " ", member.name, member.value);
    return text;
}

} // namespace seatape::trace
