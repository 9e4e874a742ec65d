// SPDX-License-Identifier: Apache-2.0
#include "gui/models/frame_text.h"

#include "seatape/esr/format.h"

#include <QStringList>

namespace seatape::gui {
namespace {

QString consoleLine(char byte) {
    const auto code = static_cast<unsigned char>(byte);
    const bool isPlain = code >= 0x20 && code < 0x7f;
    if (isPlain)
        return QStringLiteral("console \"%1\"").arg(QLatin1Char(byte));
    return byte == '\n' ? QStringLiteral("console \"\\n\"")
                        : QStringLiteral("console \\x%1").arg(code, 2, 16, QLatin1Char('0'));
}

} // namespace

QString syndromeLine(uint64_t esr, const Scenario& scenario) {
    return toQString(summarizeEsr(esr, EsrContext::forSeaExit(scenario.cpu.ras)));
}

QString exitLine(const Frame& frame, const Scenario& scenario) {
    if (const auto byte = consoleByte(frame.exit, scenario.console))
        return consoleLine(*byte);
    QStringList parts{toQString(exitName(frame.exit))};
    for (const NamedValue& field : exitFields(frame.exit))
        if (field.name != "flags")
            parts << QStringLiteral("%1=%2").arg(toQString(field.name), hexText(field.value));
    return parts.join(QLatin1Char(' '));
}

QString resultLine(const InjectionResult& result) {
    for (const int32_t err : {result.memoryErr, result.registersErr, result.eventsErr})
        if (err != 0)
            return toQString(errnoText(err));
    return QStringLiteral("ok");
}

} // namespace seatape::gui
