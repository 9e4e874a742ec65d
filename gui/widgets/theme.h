/// Colours that follow the system's palette, dark or light. Needs no other file of ours.
#pragma once

#include <QPalette>

namespace seatape::gui {

/// Tells whether the palette is a dark one.
bool isDark(const QPalette& palette);

} // namespace seatape::gui
