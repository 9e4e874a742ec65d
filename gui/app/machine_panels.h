// SPDX-License-Identifier: Apache-2.0
/// Memory and code of the machine at the current place of a trace, as a worker sees them.
#pragma once

#include "gui/app/trace_view.h"
#include "gui/models/frame_cache.h"
#include "gui/models/machine_room.h"
#include "gui/widgets/memory/disassembly_view.h"
#include "gui/widgets/memory/memory_view.h"

#include <QLineEdit>
#include <QObject>
#include <QPointer>
#include <QWidget>

namespace seatape::gui {

class MachinePanels final : public QObject {
    Q_OBJECT

public:
    explicit MachinePanels(QWidget* window);

    QWidget* codePanel() const { return m_code; }
    QWidget* memoryPanel() const { return m_memoryPanel; }

    /// Says whose machine it is; nothing: none.
    void setView(TraceView* view);
    /// Shows the machine at the exit of a frame.
    void showExit(const FramePage& page);
    /// Shows the machine after a step of the way to it, of a vCPU in this state.
    void showStep(uint64_t frame, uint64_t step, uint32_t vcpu, const VcpuState& state);

Q_SIGNALS:
    void statusChanged(const QString& text);

private:
    QWidget* makeMemoryPanel(QWidget* window);
    void goToAddress();
    void look();
    void take(const MachineView& seen);
    void showCode(const MachineView& seen);
    void showMemory(const MachineView& seen);

    QPointer<TraceView> m_view;
    DisassemblyView* m_code;
    MemoryView* m_memory;
    QLineEdit* m_address = nullptr;
    QWidget* m_memoryPanel;
    MachineQuery m_query;
    std::vector<CodeMark> m_marks;
    MachinePlace m_shownPlace; // of m_shown
    MemoryBytes m_shown;
    MemoryBytes m_before; // what the last place had there
};

} // namespace seatape::gui
