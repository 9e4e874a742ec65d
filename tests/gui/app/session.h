// SPDX-License-Identifier: Apache-2.0
/// A window that a test drives.
#pragma once

#include "gui/app/main_window.h"
#include "tests/gui/models/recorded.h"

#include <QAction>

#include <utility>

namespace seatape::test {

using gui::ActionId;
using gui::MainWindow;
using gui::TraceView;

/// A window and the last trace that came up in it.
class Session {
public:
    Session() : m_window(gui::simulatedMachines(), gui::committedScenarios()) {
        QObject::connect(&m_window, &MainWindow::opened,
                         [this](TraceView* view) { m_opened = view; });
        m_window.show();
    }

    MainWindow& window() { return m_window; }

    TraceView& open(const QString& path) {
        m_window.openTrace(path);
        return opened();
    }

    /// Waits for the trace that comes up next, and its overview.
    TraceView& opened() {
        waitUntil([this] { return m_opened != nullptr; });
        TraceView& view = *std::exchange(m_opened, nullptr);
        waitUntil([&view] { return view.document().isScanned(); });
        return view;
    }

    void act(ActionId id) {
        QAction& action = m_window.actions()[id];
        INFO(action.text().toStdString());
        REQUIRE(action.isEnabled());
        action.trigger();
    }

private:
    MainWindow m_window;
    TraceView* m_opened = nullptr;
};

} // namespace seatape::test
