// SPDX-License-Identifier: Apache-2.0
/// Our icons, drawn from SVG in the colours of the palette at whatever size and time they are
/// painted: they follow a change of theme.
#pragma once

#include <QIcon>
#include <QString>

namespace seatape::gui {

/// Returns the icon called `name` (gui/icons), or a null icon if there is none.
QIcon symbolIcon(const QString& name);

/// Returns the icon of the program.
QIcon applicationIcon();

} // namespace seatape::gui
