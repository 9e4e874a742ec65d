// SPDX-License-Identifier: Apache-2.0
/// The docks around the list of frames: everything about the current frame of the current trace.
#pragma once

#include "gui/app/machine_panels.h"
#include "gui/app/step_model.h"
#include "gui/app/trace_view.h"
#include "gui/models/detail_model.h"
#include "gui/models/divergence_model.h"
#include "gui/models/register_model.h"
#include "gui/widgets/answer/injection_editor.h"
#include "gui/widgets/flow/flow_diagram.h"
#include "gui/widgets/syndrome/bit_diagram.h"
#include "gui/widgets/timeline/timeline.h"

#include <QDockWidget>
#include <QLabel>
#include <QMainWindow>
#include <QPointer>
#include <QTreeView>

#include <optional>
#include <utility>
#include <vector>

namespace seatape::gui {

class FramePanels final : public QObject {
    Q_OBJECT

public:
    /// Adds the docks to the window, each with its place for a new user.
    explicit FramePanels(QMainWindow* window);

    /// Returns the docks, for the view menu.
    const std::vector<QDockWidget*>& docks() const { return m_docks; }

    /// Shows another trace, or none.
    void setView(TraceView* view);
    /// Shows what there is to know about the current frame of the trace.
    void refresh();

    /// Goes some instructions on or back; the first call lists them.
    void step(int count);
    void stepToStart();
    void stepToExit();

    QString detailsAsText(bool asMarkdown) const {
        return detailText(m_details->nodes(), asMarkdown);
    }
    BitDiagram& bits() { return *m_bits; }
    /// Brings the dock with this object name to the front.
    void raise(const QString& name);
    InjectionEditor& editor() { return *m_editor; }
    /// Returns the diagrams that can be exported, by their names in the menu.
    std::vector<std::pair<QString, Picture>> pictures() const;

Q_SIGNALS:
    void statusChanged(const QString& text);
    void frameChosen(quint64 frame);
    /// Only the frames that a filter picks are wanted.
    void filterChosen(const QString& filter);

private:
    QDockWidget* addDock(const char* name, const QString& title, QWidget* content,
                         Qt::DockWidgetArea area);
    QWidget* makeDetails();
    QWidget* makeRegisters();
    QWidget* makeFlow();
    QWidget* makeSteps();
    QWidget* makeDivergences();
    QWidget* makeEditor();
    void showAnswer(const FramePage& page);
    void showPage(const FramePage& page);
    void showNothing();
    void showSyndrome(const FieldPlace& place, uint64_t value);
    void selectSyndrome(const QModelIndex& index);
    void showDetailMenu(const QPoint& place);
    void editBits(uint64_t value);
    void showFlow(const FramePage& page);
    void observeFlow(const FramePage& page);
    void showTimeline();
    void showDivergences();
    void moveToStep(uint64_t step);
    void leaveSteps();
    void finishTyping();
    void showStep();

    QMainWindow* m_window;
    std::vector<QDockWidget*> m_docks;
    QPointer<TraceView> m_view;
    std::optional<FramePage> m_page;
    DetailModel* m_details;
    QTreeView* m_detailTree = nullptr;
    BitDiagram* m_bits = nullptr;
    QLabel* m_bitsTitle = nullptr;
    QString m_syndromeTitle; ///< what m_bitsTitle says, without its bold
    std::optional<FieldPlace> m_shownSyndrome;
    RegisterModel* m_registers;
    FlowDiagram* m_flow = nullptr;
    JobHandle m_flowJob;
    InjectionEditor* m_editor = nullptr;
    MachinePanels* m_machine;
    Timeline* m_timeline = nullptr;
    QPointer<TraceView> m_timelineView; // whose frames it shows
    StepModel* m_steps;
    QTableView* m_stepTable = nullptr;
    std::optional<uint64_t> m_step; // instructions made since the frame's start
    DivergenceModel* m_divergences;
};

} // namespace seatape::gui
