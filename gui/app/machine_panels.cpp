// SPDX-License-Identifier: Apache-2.0
#include "gui/app/machine_panels.h"

#include "gui/text.h"
#include "gui/widgets/answer/hex_edit.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/base/page.h"

#include <QVBoxLayout>

namespace seatape::gui {
namespace {

/// The headings of the stretches of code, in the order in which they are asked for.
QString headingOf(size_t stretch) {
    return stretch == 0 ? MachinePanels::tr("Around the PC")
                        : MachinePanels::tr("Where the guest goes on");
}

} // namespace

MachinePanels::MachinePanels(QWidget* window)
    : QObject(window), m_code(new DisassemblyView(window)), m_memory(new MemoryView(window)),
      m_memoryPanel(makeMemoryPanel(window)) {
    m_code->setAccessibleName(tr("Disassembly"));
    m_memory->setAccessibleName(tr("Guest memory"));
    connect(m_memory, &MemoryView::wanted, this, [this](quint64 gpa, quint64 size) {
        m_query.gpa = gpa;
        m_query.size = size;
        look();
    });
}

QWidget* MachinePanels::makeMemoryPanel(QWidget* window) {
    auto* panel = new QWidget(window);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->setSpacing(4);
    m_address = new QLineEdit(panel);
    m_address->setAccessibleName(tr("Guest physical address"));
    m_address->setPlaceholderText(tr("Go to a guest physical address, as in 0x40101000"));
    layout->addWidget(m_address);
    layout->addWidget(m_memory, 1);
    connect(m_address, &QLineEdit::returnPressed, this, &MachinePanels::goToAddress);
    return panel;
}

void MachinePanels::goToAddress() {
    const auto gpa = parseNumber(m_address->text());
    if (!gpa || !m_memory->goTo(*gpa))
        Q_EMIT statusChanged(tr("no memory slot has %1").arg(m_address->text()));
}

void MachinePanels::setView(TraceView* view) {
    m_view = view;
    m_shown = m_before = {};
    m_query = {};
    m_code->setLines({});
    m_memory->setMemory({}, {}, {});
    m_memory->setSlots(view != nullptr ? view->document().scenario().slots
                                       : std::vector<MemorySlot>{});
}

void MachinePanels::showExit(const FramePage& page) {
    const VcpuState& now = page.atExit;
    m_query.place = {page.frame.index, {}};
    m_query.vcpu = page.frame.vcpu;
    m_query.code = {now[Reg::PC]};
    m_marks = {{now[Reg::PC], QStringLiteral("PC"), true}};
    if (isExceptionEntry(now, page.after)) {
        m_query.code.push_back(page.after[Reg::PC]);
        m_marks.push_back({page.after[Reg::PC], tr("vector"), false});
    }
    const auto* sea = std::get_if<SeaExit>(&page.frame.exit);
    if (sea != nullptr && sea->gpa)
        m_memory->goTo(*sea->gpa + (sea->gva ? *sea->gva & kPageMask : 0));
    look();
}

void MachinePanels::showStep(uint64_t frame, uint64_t step, uint32_t vcpu, const VcpuState& state) {
    m_query.place = {frame, step};
    m_query.vcpu = vcpu;
    m_query.code = {state[Reg::PC]};
    m_marks = {{state[Reg::PC], QStringLiteral("PC"), true}};
    look();
}

void MachinePanels::look() {
    if (!m_view || m_query.code.empty())
        return;
    m_view->room().look(m_query, [this, view = m_view](const Result<MachineView>& seen) {
        if (view != m_view)
            return;
        if (!seen)
            return Q_EMIT statusChanged(toQString(seen.error().message()));
        take(*seen);
    });
}

void MachinePanels::take(const MachineView& seen) {
    showCode(seen);
    showMemory(seen);
}

void MachinePanels::showCode(const MachineView& seen) {
    std::vector<CodeBlock> blocks;
    for (const CodeStretch& stretch : seen.code)
        blocks.push_back({headingOf(blocks.size()), stretch.va, stretch.words});
    m_code->setLines(disassemblyLines(blocks, m_marks));
}

/// What differs from the place that was shown before is marked, as in a debugger.
void MachinePanels::showMemory(const MachineView& seen) {
    if (seen.query.size == 0)
        return;
    if (seen.query.place != m_shownPlace)
        m_before = std::move(m_shown);
    m_shownPlace = seen.query.place;
    m_shown = {seen.query.gpa, seen.memory};
    m_memory->setMemory(m_shown, m_before, seen.poison);
}

} // namespace seatape::gui
