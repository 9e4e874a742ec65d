/// The window: docks around the list of frames.
#pragma once

#include "gui/models/machine.h"

#include <QMainWindow>

namespace seatape::gui {

class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(MachineFactory machines, QWidget* parent = nullptr);

private:
    MachineFactory m_machines;
};

} // namespace seatape::gui
