#include "gui/widgets/theme.h"

namespace seatape::gui {

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() <
           palette.color(QPalette::WindowText).lightness();
}

} // namespace seatape::gui
