// SPDX-License-Identifier: Apache-2.0
#include "gui/models/colour_rules.h"

#include <algorithm>

namespace seatape::gui {

std::vector<ColourRule> defaultColourRules(bool isDark) {
    const QColor abort = isDark ? QColor(0x5a, 0x3a, 0x1e) : QColor(0xff, 0xec, 0xd2);
    const QColor refused = isDark ? QColor(0x5e, 0x24, 0x28) : QColor(0xff, 0xda, 0xd8);
    const QColor end = isDark ? QColor(0x24, 0x40, 0x2c) : QColor(0xdd, 0xf3, 0xdf);
    return {{QStringLiteral("errno != 0"), refused},
            {QStringLiteral("exit == ARM_SEA"), abort},
            {QStringLiteral("exit == SYSTEM_EVENT"), end}};
}

ColourRules::ColourRules(const std::vector<ColourRule>& rules) {
    for (const ColourRule& rule : rules)
        if (auto filter = trace::Filter::compile(rule.filter.toStdString()))
            m_rules.push_back({std::move(*filter), rule.colour});
}

bool ColourRules::needState() const {
    return std::ranges::any_of(m_rules, [](const Compiled& r) { return r.filter.needsState(); });
}

std::optional<QColor> ColourRules::colourOf(const trace::FrameView& view) const {
    const auto rule =
        std::ranges::find_if(m_rules, [&view](const auto& r) { return r.filter.matches(view); });
    return rule == m_rules.end() ? std::nullopt : std::optional(rule->colour);
}

} // namespace seatape::gui
