// SPDX-License-Identifier: Apache-2.0
// How the docks of FramePanels are made.

#include "gui/app/frame_panels.h"
#include "gui/widgets/list_table.h"
#include "gui/widgets/theme.h"

#include <QComboBox>
#include <QHeaderView>
#include <QScrollArea>
#include <QVBoxLayout>

namespace seatape::gui {
namespace {

constexpr int kSideWidth = 600; // pixels, for a new user
constexpr int kLeftWidth = 560;
constexpr int kCodeWidth = 460;
constexpr int kBottomHeight = 300;

QTableView* plainTable(QAbstractItemModel* model, const QString& name, QWidget* parent) {
    auto* table = new QTableView(parent);
    table->setAccessibleName(name);
    makeListTable(*table, 4);
    table->setModel(model);
    return table;
}

void setWidths(QTableView& table, std::initializer_list<int> characters) {
    const int width = QFontMetrics(monospaceFont(table.font())).horizontalAdvance(QLatin1Char('0'));
    int column = 0;
    for (const int count : characters)
        table.setColumnWidth(column++, count * width);
}

QVBoxLayout* tightLayout(QWidget* parent) {
    auto* layout = new QVBoxLayout(parent);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->setSpacing(4);
    return layout;
}

} // namespace

FramePanels::FramePanels(QMainWindow* window)
    : QObject(window), m_window(window), m_details(new DetailModel(this)),
      m_registers(new RegisterModel(this)), m_machine(new MachinePanels(window)),
      m_steps(new StepModel(this)), m_divergences(new DivergenceModel(this)) {
    m_timeline = new Timeline(window);
    connect(m_timeline, &Timeline::frameChosen, this, &FramePanels::frameChosen);
    addDock("timeline", tr("Timeline"), m_timeline, Qt::TopDockWidgetArea);
    auto* details = addDock("details", tr("Syndrome"), makeDetails(), Qt::RightDockWidgetArea);
    auto* flow = addDock("flow", tr("Exception flow"), makeFlow(), Qt::RightDockWidgetArea);
    auto* editor = addDock("editor", tr("Injection"), makeEditor(), Qt::RightDockWidgetArea);
    auto* registers =
        addDock("registers", tr("Registers"), makeRegisters(), Qt::BottomDockWidgetArea);
    auto* steps = addDock("steps", tr("Instructions"), makeSteps(), Qt::BottomDockWidgetArea);
    auto* divergences =
        addDock("divergences", tr("Divergences"), makeDivergences(), Qt::BottomDockWidgetArea);
    auto* code =
        addDock("code", tr("Disassembly"), m_machine->codePanel(), Qt::BottomDockWidgetArea);
    auto* memory =
        addDock("memory", tr("Memory"), m_machine->memoryPanel(), Qt::BottomDockWidgetArea);
    window->tabifyDockWidget(details, flow);
    window->tabifyDockWidget(flow, editor);
    window->tabifyDockWidget(registers, steps);
    window->tabifyDockWidget(steps, divergences);
    window->tabifyDockWidget(code, memory);
    window->resizeDocks({registers}, {kBottomHeight}, Qt::Vertical);
    window->resizeDocks({registers, code, details}, {kLeftWidth, kCodeWidth, kSideWidth},
                        Qt::Horizontal);
    details->raise();
    registers->raise();
    code->raise();
    connect(m_machine, &MachinePanels::statusChanged, this, &FramePanels::statusChanged);
    showNothing();
}

QDockWidget* FramePanels::addDock(const char* name, const QString& title, QWidget* content,
                                  Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, m_window);
    dock->setObjectName(QLatin1String(name));
    dock->setWidget(content);
    m_window->addDockWidget(area, dock);
    m_docks.push_back(dock);
    return dock;
}

void FramePanels::raise(const QString& name) {
    for (QDockWidget* dock : m_docks)
        if (dock->objectName() == name) {
            dock->show();
            dock->raise();
        }
}

QWidget* FramePanels::makeDetails() {
    auto* panel = new QWidget(m_window);
    auto* layout = tightLayout(panel);
    m_bitsTitle = new QLabel(panel);
    m_bits = new BitDiagram(panel);
    m_bits->setAccessibleName(tr("Bits of the syndrome"));
    m_detailTree = new QTreeView(panel);
    m_detailTree->setAccessibleName(tr("Details of the frame"));
    m_detailTree->setModel(m_details);
    m_detailTree->setUniformRowHeights(true);
    m_detailTree->header()->setStretchLastSection(true);
    m_detailTree->setFont(monospaceFont(panel->font()));
    layout->addWidget(m_bitsTitle);
    layout->addWidget(m_bits);
    layout->addWidget(m_detailTree, 1);
    connect(m_detailTree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &FramePanels::selectSyndrome);
    m_detailTree->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_detailTree, &QTreeView::customContextMenuRequested, this,
            &FramePanels::showDetailMenu);
    connect(m_bits, &BitDiagram::valueEdited, this, &FramePanels::editBits);
    return panel;
}

QWidget* FramePanels::makeRegisters() {
    auto* panel = new QWidget(m_window);
    auto* layout = tightLayout(panel);
    auto* which = new QComboBox(panel);
    which->setAccessibleName(tr("Which registers"));
    which->addItems({tr("Usual"), tr("Changed"), tr("All")});
    auto* table = plainTable(m_registers, tr("Registers"), panel);
    setWidths(*table, {15, 22, 22});
    layout->addWidget(which, 0, Qt::AlignLeft);
    layout->addWidget(table, 1);
    connect(which, &QComboBox::currentIndexChanged, this, [this](int choice) {
        m_registers->setSelection(static_cast<RegisterModel::Selection>(choice));
    });
    return panel;
}

QWidget* FramePanels::makeFlow() {
    auto* scroll = new QScrollArea(m_window);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    m_flow = new FlowDiagram(scroll);
    m_flow->setAccessibleName(tr("The way of the exception"));
    scroll->setWidget(m_flow);
    return scroll;
}

QWidget* FramePanels::makeSteps() {
    m_stepTable = plainTable(m_steps, tr("Instructions of the frame"), m_window);
    setWidths(*m_stepTable, {8, 7, 20, 34});
    connect(m_stepTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) {
                if (index.isValid() && m_step != static_cast<uint64_t>(index.row()))
                    moveToStep(static_cast<uint64_t>(index.row()));
            });
    return m_stepTable;
}

QWidget* FramePanels::makeDivergences() {
    auto* table = plainTable(m_divergences, tr("Divergences"), m_window);
    setWidths(*table, {9, 7, 22, 30, 30});
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) {
                if (index.isValid())
                    Q_EMIT frameChosen(m_divergences->at(index.row()).frame);
            });
    return table;
}

QWidget* FramePanels::makeEditor() {
    auto* scroll = new QScrollArea(m_window);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    m_editor = new InjectionEditor(scroll);
    scroll->setWidget(m_editor);
    connect(m_editor, &InjectionEditor::answerEdited, this,
            [this](const Injection& answer, const QString& what) {
                if (m_page && m_view)
                    m_view->document().editAnswer(m_page->frame, answer, what);
            });
    connect(m_editor, &InjectionEditor::dialectChosen, this, [this](Dialect dialect) {
        if (m_view)
            m_view->document().editDialect(dialect);
    });
    return scroll;
}

} // namespace seatape::gui
