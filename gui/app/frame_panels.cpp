// SPDX-License-Identifier: Apache-2.0
#include "gui/app/frame_panels.h"

#include "gui/models/overview.h"
#include "gui/text.h"
#include "gui/widgets/syndrome/register_decoder.h"
#include "gui/widgets/theme.h"

#include "explain/flow.h"
#include "explain/observed_abort.h"
#include "explain/words.h"
#include "seatape/core/injection_edit.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QMenu>

namespace seatape::gui {
namespace {

Decoder decoderOf(SyndromeKind kind, const Scenario& scenario) {
    switch (kind) {
    case SyndromeKind::Exit:
        return esrDecoder(explain::seaContext(scenario));
    case SyndromeKind::SError:
        return userIssDecoder(ExceptionClass::SERROR);
    case SyndromeKind::Abort:
        return userIssDecoder(ExceptionClass::DABT_CUR);
    case SyndromeKind::Guest:
        break;
    }
    return esrDecoder();
}

TimelineData timelineOf(const Document& document) {
    static_assert(static_cast<int>(MarkKind::Other) == static_cast<int>(FrameKind::Other) &&
                  static_cast<int>(MarkKind::Sea) == static_cast<int>(FrameKind::Sea));
    const Overview& overview = document.overview();
    TimelineData data;
    data.kinds.reserve(overview.kinds.size());
    for (const FrameKind kind : overview.kinds)
        data.kinds.push_back(static_cast<MarkKind>(kind));
    data.vcpus = overview.cpus;
    for (const auto& [vcpu, frames] : overview.vcpus)
        data.vcpuCount = std::max<uint16_t>(data.vcpuCount, static_cast<uint16_t>(vcpu + 1));
    const auto mark = [&data](uint64_t frame, MarkKind kind) {
        if (frame < data.kinds.size())
            data.kinds[frame] = kind;
    };
    for (const auto& [frame, answer] : document.edits().answers)
        mark(frame, MarkKind::Edit);
    for (const Divergence& divergence : document.divergences())
        mark(divergence.frame, MarkKind::Divergence);
    return data;
}

explain::ObservedAbort abortOf(const FramePage& page) {
    explain::ObservedAbort abort;
    abort.frame = page.frame;
    abort.before = page.atExit;
    abort.after = page.after;
    return abort;
}

} // namespace

void FramePanels::setView(TraceView* view) {
    finishTyping();
    m_page.reset();
    if (m_view)
        disconnect(&m_view->document(), nullptr, this, nullptr);
    m_view = view;
    m_machine->setView(view);
    if (view != nullptr) {
        Document* document = &view->document();
        connect(document, &Document::overviewChanged, this, &FramePanels::showTimeline);
        connect(document, &Document::editsChanged, this, &FramePanels::refresh);
        connect(document, &Document::editsChanged, this, &FramePanels::showTimeline);
        connect(document, &Document::divergencesChanged, this, &FramePanels::showDivergences);
    }
    showTimeline();
    showDivergences();
    refresh();
}

void FramePanels::refresh() {
    leaveSteps();
    const auto frame = m_view ? m_view->navigator().current() : std::nullopt;
    if (m_page && frame != m_page->frame.index)
        finishTyping();
    m_page = frame ? m_view->document().page(*frame) : std::nullopt;
    m_page ? showPage(*m_page) : showNothing();
}

void FramePanels::showNothing() {
    m_details->setNodes({});
    m_registers->clear();
    m_flow->setSteps({});
    m_steps->setSteps({});
    m_editor->show({}, {}, false);
    m_bits->hide();
    m_bitsTitle->hide();
}

void FramePanels::showPage(const FramePage& page) {
    Document& document = m_view->document();
    m_details->setNodes(
        describeFrame(page, document.answer(page.frame), document.dialect(), document.scenario()));
    m_detailTree->expandToDepth(0);
    for (const SyndromeKind kind : {SyndromeKind::Exit, SyndromeKind::SError, SyndromeKind::Abort})
        if (const QModelIndex syndrome = m_details->indexOf({kind}); syndrome.isValid())
            m_detailTree->expand(kind == SyndromeKind::Exit ? syndrome : syndrome.parent());
    m_detailTree->resizeColumnToContents(0);
    m_detailTree->resizeColumnToContents(1);
    m_registers->setStates(page.atExit, page.after);
    if (m_steps->steps().frame != page.frame.index)
        m_steps->setSteps({});
    m_timeline->setCurrentFrame(page.frame.index);
    const FieldPlace wanted = m_shownSyndrome.value_or(FieldPlace{});
    QModelIndex found = m_details->indexOf({wanted.syndrome});
    if (!found.isValid())
        found = m_details->indexOf({SyndromeKind::Exit});
    m_bits->setVisible(found.isValid());
    m_bitsTitle->setVisible(found.isValid());
    if (found.isValid())
        selectSyndrome(found);
    showFlow(page);
    showAnswer(page);
    m_machine->showExit(page);
}

void FramePanels::showAnswer(const FramePage& page) {
    Document& document = m_view->document();
    const Scenario& scenario = document.scenario();
    m_editor->show({document.dialect(), scenario.cpu, scenario.host, page.atExit, page.frame.exit,
                    scenario.slots},
                   document.answer(page.frame), document.isEditable(page.frame));
}

void FramePanels::selectSyndrome(const QModelIndex& index) {
    if (!index.isValid())
        return;
    const auto& place = m_details->node(index).place;
    if (!place)
        return;
    const DetailNode& whole = m_details->node(m_details->indexOf({place->syndrome}));
    showSyndrome(*place, whole.syndrome.value_or(0));
    m_syndromeTitle = QStringLiteral("%1 %2").arg(whole.name, whole.value);
    m_bitsTitle->setText(QStringLiteral("<b>%1</b> %2").arg(whole.name, whole.value));
}

/// Offers what one can do with a line of the tree.
void FramePanels::showDetailMenu(const QPoint& place) {
    const QModelIndex index = m_detailTree->indexAt(place);
    if (!index.isValid() || !m_view)
        return;
    const DetailNode& node = m_details->node(index);
    const QString now = m_view->rows().filter();
    auto* menu = new QMenu(m_detailTree);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto offer = [this, menu](const QString& text, const QString& filter) {
        menu->addAction(text, this, [this, filter] { Q_EMIT filterChosen(filter); });
    };
    if (!node.filter.isEmpty()) {
        offer(tr("Show only frames with  %1").arg(node.filter), node.filter);
        if (!now.isEmpty())
            offer(tr("… of those that are shown now"),
                  QStringLiteral("(%1) && %2").arg(now, node.filter));
    }
    menu->addAction(tr("Copy the value"),
                    [value = node.value] { QApplication::clipboard()->setText(value); });
    menu->popup(m_detailTree->viewport()->mapToGlobal(place));
}

void FramePanels::showSyndrome(const FieldPlace& place, uint64_t value) {
    m_shownSyndrome = place;
    const bool isUsers =
        place.syndrome == SyndromeKind::SError || place.syndrome == SyndromeKind::Abort;
    m_bits->setDecoder(decoderOf(place.syndrome, m_view->document().scenario()));
    m_bits->setReadOnly(!isUsers);
    m_bits->setValue(value);
    m_bits->setVisible(true);
    m_bitsTitle->setVisible(true);
}

std::vector<std::pair<QString, Picture>> FramePanels::pictures() const {
    const QString trace = m_view ? m_view->document().title() : QString();
    const QString place = m_page ? tr("%1, frame %2").arg(trace).arg(m_page->frame.index) : trace;
    Picture bits = m_bits->picture(tr("%1: %2").arg(place, m_syndromeTitle));
    if (m_bits->isHidden())
        bits.size = {};
    return {{tr("Exception flow"), m_flow->picture(tr("%1: exception flow").arg(place))},
            {tr("Bit diagram"), std::move(bits)},
            {tr("Timeline"), m_timeline->picture(tr("%1: timeline").arg(trace))}};
}

/// The user has changed a syndrome of the answer in the diagram.
void FramePanels::editBits(uint64_t value) {
    if (!m_page || !m_shownSyndrome)
        return;
    Document& document = m_view->document();
    const bool isSError = m_shownSyndrome->syndrome == SyndromeKind::SError;
    const char* member = isSError ? "serror_esr" : "ext_abt_esr";
    Injection answer = document.answer(m_page->frame);
    if (auto edited = editInjection(answer, document.dialect(), member, value); !edited)
        return Q_EMIT statusChanged(toQString(edited.error().message()));
    document.editAnswer(m_page->frame, answer,
                        QStringLiteral("%1 = %2").arg(QLatin1String(member), hexText(value)));
}

/// Draws what the frame alone tells, and then, for an abort, what executing it again tells.
void FramePanels::showFlow(const FramePage& page) {
    m_flow->setSteps(explain::flowOf(m_view->document().scenario(), abortOf(page)));
    m_flowJob.renew();
    if (m_view->document().isEditable(page.frame))
        observeFlow(page);
}

void FramePanels::observeFlow(const FramePage& page) {
    const CancelFlag flag = m_flowJob.renew();
    const Scenario& scenario = m_view->document().scenario();
    startJob(
        this, flag,
        [path = m_view->document().path().toStdString(),
         n = page.frame.index]() -> Result<explain::ObservedAbort> {
            auto reader = openTrace(path);
            if (!reader)
                return passOn(reader);
            return explain::observeTrace(*reader, reader->header().scenario, {n, 0});
        },
        [this, scenario](const Result<explain::ObservedAbort>& abort) {
            if (abort)
                m_flow->setSteps(explain::flowOf(scenario, *abort));
        });
}

/// What is in sight stays, unless another trace is shown.
void FramePanels::showTimeline() {
    if (!m_view)
        return m_timeline->setData({});
    TimelineData data = timelineOf(m_view->document());
    if (m_timelineView == m_view && m_timeline->data().size() != 0)
        m_timeline->updateData(std::move(data));
    else
        m_timeline->setData(std::move(data));
    m_timelineView = m_view;
    if (const auto frame = m_view->navigator().current())
        m_timeline->setCurrentFrame(*frame);
}

void FramePanels::showDivergences() {
    if (!m_view)
        return m_divergences->setDivergences({});
    m_divergences->setDivergences(m_view->document().divergences());
    showTimeline();
}

void FramePanels::step(int count) {
    if (!m_page)
        return;
    const StepList& list = m_steps->steps();
    if (list.steps.empty() || list.frame != m_page->frame.index) {
        Q_EMIT statusChanged(tr("executing frame %1 step by step …").arg(m_page->frame.index));
        return m_view->room().listSteps(
            m_page->frame.index, [this, count](const Result<StepList>& steps) {
                if (!steps)
                    return Q_EMIT statusChanged(toQString(steps.error().message()));
                m_steps->setSteps(*steps);
                const auto last = static_cast<int64_t>(steps->steps.size()) - 1;
                if (last >= 0)
                    moveToStep(count > 0 ? 0 : static_cast<uint64_t>(last));
            });
    }
    const auto most = static_cast<int64_t>(list.steps.size()) - 1;
    const int64_t now = m_step ? static_cast<int64_t>(*m_step) : count > 0 ? -1 : most + 1;
    moveToStep(static_cast<uint64_t>(std::clamp<int64_t>(now + count, 0, most)));
}

void FramePanels::stepToStart() {
    m_step = m_steps->steps().steps.empty() ? m_step : std::optional<uint64_t>(0);
    m_step ? moveToStep(0) : step(1);
}

void FramePanels::stepToExit() {
    refresh();
}

/// What is still being typed into a cell belongs to the frame that was shown.
void FramePanels::finishTyping() {
    const QWidget* typing = QApplication::focusWidget();
    if (typing == nullptr || !m_editor->isAncestorOf(typing))
        return;
    for (QWidget* outer = typing->parentWidget(); outer != m_editor; outer = outer->parentWidget())
        if (qobject_cast<QAbstractItemView*>(outer) != nullptr)
            return outer->setFocus();
}

/// The panels are about to show an exit again.
void FramePanels::leaveSteps() {
    if (!m_step)
        return;
    m_step.reset();
    m_stepTable->setCurrentIndex({});
    Q_EMIT statusChanged({});
}

void FramePanels::moveToStep(uint64_t step) {
    if (step >= m_steps->steps().steps.size())
        return;
    m_step = step;
    m_stepTable->setCurrentIndex(m_steps->index(static_cast<int>(step), 0));
    showStep();
}

/// Shows the registers before and after the current instruction.
void FramePanels::showStep() {
    const StepList& list = m_steps->steps();
    const Step& step = list.steps[*m_step];
    m_registers->setStates(list.stateAfter(*m_step, step.vcpu),
                           list.stateAfter(*m_step + 1, step.vcpu));
    m_machine->showStep(list.frame, *m_step, step.vcpu, list.stateAfter(*m_step, step.vcpu));
    Q_EMIT statusChanged(tr("instruction %1 of %2 on the way to frame %3")
                             .arg(*m_step + 1)
                             .arg(list.steps.size())
                             .arg(list.frame));
}

} // namespace seatape::gui
