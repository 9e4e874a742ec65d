#include "gui/app/main_window.h"

namespace seatape::gui {

MainWindow::MainWindow(MachineFactory machines, QWidget* parent)
    : QMainWindow(parent), m_machines(std::move(machines)) {
    setWindowTitle(tr("Seatape"));
    resize(1400, 900);
}

} // namespace seatape::gui
