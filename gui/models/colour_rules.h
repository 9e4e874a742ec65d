// SPDX-License-Identifier: Apache-2.0
/// Rules that colour the rows of the frame list: the first one whose filter picks a frame wins.
#pragma once

#include "traces/filter/filter.h"

#include <QColor>
#include <QString>

#include <optional>
#include <vector>

namespace seatape::gui {

/// A rule as the user writes it. A text that is no filter picks nothing.
struct ColourRule {
    QString filter;
    QColor colour; ///< of the background
    bool operator==(const ColourRule&) const = default;
};

/// Returns the rules of a new user: aborts, refused answers, the end of the run.
std::vector<ColourRule> defaultColourRules(bool isDark);

/// Rules that are compiled.
class ColourRules {
public:
    ColourRules() = default;
    explicit ColourRules(const std::vector<ColourRule>& rules);

    /// Returns whether a rule asks for registers, so that FrameView::atExit is needed.
    bool needState() const;
    /// Returns the colour of the first rule that picks the frame.
    std::optional<QColor> colourOf(const trace::FrameView& view) const;

private:
    struct Compiled {
        trace::Filter filter;
        QColor colour;
    };
    std::vector<Compiled> m_rules;
};

} // namespace seatape::gui
