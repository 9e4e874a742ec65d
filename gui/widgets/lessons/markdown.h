// SPDX-License-Identifier: Apache-2.0
/// Markdown as the window shows it: code in the fixed-width font on a surface of its own.
#pragma once

#include "gui/widgets/theme.h"

#include <QString>

namespace seatape::gui {

/// Returns the HTML of a text, for labels.
QString markdownToHtml(const QString& markdown, const Theme& theme);

} // namespace seatape::gui
