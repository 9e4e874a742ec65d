// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/answer/injection_editor.h"

#include "explain/answer_templates.h"
#include "gui/text.h"
#include "gui/widgets/theme.h"
#include "seatape/esr/kvm_sea.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QStyle>

namespace seatape::gui {
namespace {

/// Every member in any dialect, in the order of the form, with the class of its syndrome.
struct MemberText {
    std::string_view name;
    const char* tip;
    std::optional<ExceptionClass> syndromeOf;
};
constexpr MemberText kMembers[] = {
    {"ext_dabt_pending", QT_TRANSLATE_NOOP("InjectionEditor", "KVM injects a data abort"), {}},
    {"ext_iabt_pending",
     QT_TRANSLATE_NOOP("InjectionEditor", "KVM injects an instruction abort"),
     {}},
    {"ext_abt_has_esr",
     QT_TRANSLATE_NOOP("InjectionEditor", "KVM ORs ext_abt_esr into the abort's syndrome"),
     {}},
    {"ext_abt_esr", QT_TRANSLATE_NOOP("InjectionEditor", "ISS of the abort, bits [24:0]"),
     ExceptionClass::DABT_CUR},
    {"serror_pending", QT_TRANSLATE_NOOP("InjectionEditor", "KVM pends an SError"), {}},
    {"serror_has_esr",
     QT_TRANSLATE_NOOP("InjectionEditor", "the SError has the syndrome serror_esr"),
     {}},
    {"serror_esr", QT_TRANSLATE_NOOP("InjectionEditor", "ISS of the SError, bits [24:0]"),
     ExceptionClass::SERROR},
};

QString tipOf(std::string_view member) {
    for (const MemberText& text : kMembers)
        if (text.name == member)
            return InjectionEditor::tr(text.tip);
    return {};
}

/// A form has no dividing frames: a bold title above what belongs together is enough.
QGroupBox* makeBox(const QString& title, QWidget* parent) {
    auto* box = new QGroupBox(title, parent);
    box->setFlat(true);
    return box;
}

constexpr int kSwatch = 12; // pixels

/// Returns a small square of a colour, to stand before a name.
QPixmap swatch(const QColor& color, const QWidget& widget) {
    QPixmap picture(QSize(kSwatch, kSwatch) * widget.devicePixelRatioF());
    picture.setDevicePixelRatio(widget.devicePixelRatioF());
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color.darker(130), 1));
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(0.5, 0.5, kSwatch - 1, kSwatch - 1), 3, 3);
    return picture;
}

/// Where a new memory action begins: at what went bad, if the exit tells.
uint64_t actionAddress(const explain::AnswerPlace& place) {
    if (const auto* sea = std::get_if<SeaExit>(&place.exit); sea != nullptr && sea->gpa)
        return *sea->gpa;
    return place.slots.empty() ? 0 : place.slots.front().gpa;
}

bool isMmioRead(const Exit& exit) {
    const auto* mmio = std::get_if<MmioExit>(&exit);
    return mmio != nullptr && !mmio->is_write;
}

} // namespace

InjectionEditor::InjectionEditor(QWidget* parent) : QWidget(parent), m_form(new QWidget(this)) {
    auto* form = new QVBoxLayout(m_form);
    form->setContentsMargins(0, 0, 0, 0);
    form->addWidget(makeHead());
    form->addWidget(makeEvents());
    form->addWidget(makeRegisters());
    form->addWidget(makeMemory());
    form->addWidget(makeMmio());
    form->addWidget(makeVerdict());
    m_notes = new AnswerNotes(this);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_form);
    column->addWidget(m_notes);
    column->addStretch();
    fill();
}

QWidget* InjectionEditor::makeHead() {
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    m_templates = new QToolButton(head);
    m_templates->setText(tr("Template"));
    m_templates->setAccessibleName(tr("Templates of common answers"));
    m_templates->setPopupMode(QToolButton::InstantPopup);
    connect(m_templates, &QToolButton::clicked, this, &InjectionEditor::openTemplates);
    m_dialect = new QComboBox(head);
    m_dialect->setAccessibleName(tr("Dialect of kvm_vcpu_events"));
    m_dialect->setToolTip(tr("Which kvm_vcpu_events ABI user space and kernel speak"));
    for (const Dialect dialect : kDialects)
        m_dialect->addItem(toQString(dialectName(dialect)), static_cast<int>(dialect));
    connect(m_dialect, &QComboBox::activated, this,
            [this](int index) { Q_EMIT dialectChosen(kDialects[static_cast<size_t>(index)]); });
    row->addWidget(m_templates);
    row->addStretch();
    row->addWidget(new QLabel(tr("Dialect"), head));
    row->addWidget(m_dialect);
    return head;
}

QGroupBox* InjectionEditor::makeEvents() {
    m_events = makeBox(tr("Exceptions"), this);
    auto* column = new QVBoxLayout(m_events);
    m_call = new QCheckBox(tr("Call KVM_SET_VCPU_EVENTS"), m_events);
    column->addWidget(m_call);
    for (const MemberText& member : kMembers)
        member.syndromeOf ? addWordMember(member.name, *member.syndromeOf, column)
                          : addByteMember(member.name, column);
    m_bytes = new EventsBytes(m_events);
    m_bytes->setAccessibleName(tr("The 64 bytes of kvm_vcpu_events"));
    column->addWidget(m_bytes);
    connect(m_bytes, &EventsBytes::byteEdited, this, &InjectionEditor::setByte);
    connect(m_call, &QCheckBox::clicked, this, [this](bool on) {
        Injection answer = m_answer;
        answer.events = on ? std::optional(RawVcpuEvents{}) : std::nullopt;
        change(answer, on ? tr("set events") : tr("no events"));
    });
    return m_events;
}

void InjectionEditor::addByteMember(std::string_view name, QVBoxLayout* column) {
    MemberRow& row = m_members[name];
    row.flag = new QCheckBox(toQString(name), m_events);
    row.flag->setToolTip(tipOf(name));
    row.flag->setIconSize(QSize(kSwatch, kSwatch));
    column->addWidget(row.flag);
    connect(row.flag, &QCheckBox::clicked, this,
            [this, name](bool on) { setMember(name, on ? 1 : 0); });
}

void InjectionEditor::addWordMember(std::string_view name, ExceptionClass ec, QVBoxLayout* column) {
    MemberRow& row = m_members[name];
    row.label = new QLabel(toQString(name), m_events);
    row.number = new HexEdit(m_events);
    row.number->setAccessibleName(toQString(name));
    row.label->setBuddy(row.number);
    row.label->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("ext_abt_esr ")));
    row.label->setToolTip(tipOf(name));
    row.unfold = new QToolButton(m_events);
    row.unfold->setText(tr("Bits"));
    row.unfold->setCheckable(true);
    row.unfold->setAccessibleName(tr("Bits of %1").arg(toQString(name)));
    row.colour = new QLabel(m_events);
    auto* line = new QHBoxLayout;
    const int box = style()->pixelMetric(QStyle::PM_IndicatorWidth) +
                    style()->pixelMetric(QStyle::PM_CheckBoxLabelSpacing);
    line->setContentsMargins(box, 0, 0, 0); // below the flags' names
    line->addWidget(row.colour);
    line->addWidget(row.label);
    line->addWidget(row.number, 1);
    line->addWidget(row.unfold);
    column->addLayout(line);
    row.bits = new BitDiagram(m_events);
    row.bits->setAccessibleName(row.unfold->accessibleName());
    row.bits->setVisible(false);
    EsrContext context;
    context.accepted = kUserIssMask;
    row.bits->setDecoder(userIssDecoder(ec, context), context);
    column->addWidget(row.bits);
    connect(row.unfold, &QToolButton::toggled, row.bits, &QWidget::setVisible);
    connect(row.number, &HexEdit::valueEdited, this,
            [this, name](quint64 value) { setMember(name, value); });
    connect(row.bits, &BitDiagram::valueEdited, this,
            [this, name](uint64_t value) { setMember(name, value); });
}

QWidget* InjectionEditor::makeMemory() {
    auto* box = makeBox(tr("Guest memory"), this);
    auto* column = new QVBoxLayout(box);
    m_memory = new MemoryActions(box);
    column->addWidget(m_memory);
    connect(m_memory, &MemoryActions::edited, this, [this] {
        Injection answer = m_answer;
        answer.memory = m_memory->actions();
        change(answer, tr("memory actions"));
    });
    return box;
}

QWidget* InjectionEditor::makeRegisters() {
    auto* box = makeBox(tr("Register writes (KVM_SET_ONE_REG)"), this);
    auto* column = new QVBoxLayout(box);
    m_registers = new RegisterWrites(box);
    column->addWidget(m_registers);
    connect(m_registers, &RegisterWrites::edited, this, [this] {
        Injection answer = m_answer;
        answer.registers = m_registers->writes();
        change(answer, tr("register writes"));
    });
    return box;
}

QWidget* InjectionEditor::makeMmio() {
    m_mmioRow = new QWidget(this);
    auto* row = new QHBoxLayout(m_mmioRow);
    row->setContentsMargins(0, 0, 0, 0);
    m_hasMmio = new QCheckBox(tr("Give kvm_run.mmio.data"), m_mmioRow);
    m_hasMmio->setToolTip(tr("What the guest's MMIO read gets"));
    m_mmio = new HexEdit(m_mmioRow);
    m_mmio->setAccessibleName(tr("Data of the MMIO read"));
    row->addWidget(m_hasMmio);
    row->addWidget(m_mmio, 1);
    connect(m_hasMmio, &QCheckBox::clicked, this,
            [this](bool on) { setMmio(on ? std::optional<uint64_t>(0) : std::nullopt); });
    connect(m_mmio, &HexEdit::valueEdited, this, [this](quint64 value) { setMmio(value); });
    return m_mmioRow;
}

QWidget* InjectionEditor::makeVerdict() {
    auto* verdict = new QWidget(this);
    auto* row = new QHBoxLayout(verdict);
    row->setContentsMargins(0, 0, 0, 0);
    m_resume = new QRadioButton(tr("Run the vCPU again (KVM_RUN)"), verdict);
    m_kill = new QRadioButton(tr("End the VM"), verdict);
    row->addWidget(m_resume);
    row->addWidget(m_kill);
    row->addStretch();
    const auto decide = [this] {
        Injection answer = m_answer;
        answer.verdict = m_kill->isChecked() ? Verdict::Kill : Verdict::Resume;
        change(answer, tr("verdict"));
    };
    connect(m_resume, &QRadioButton::clicked, this, decide);
    connect(m_kill, &QRadioButton::clicked, this, decide);
    return verdict;
}

/// The swatches have the colours of the palette.
void InjectionEditor::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange)
        fillEvents();
    QWidget::changeEvent(event);
}

void InjectionEditor::show(const explain::AnswerPlace& place, const Injection& answer,
                           bool isEditable) {
    m_place = place;
    m_answer = answer;
    m_form->setEnabled(isEditable);
    fill();
}

void InjectionEditor::fill() {
    m_dialect->setCurrentIndex(static_cast<int>(m_place.dialect));
    fillEvents();
    m_registers->setWrites(m_answer.registers, m_place.before);
    m_memory->setActions(m_answer.memory, actionAddress(m_place));
    fillMmio();
    (m_answer.verdict == Verdict::Kill ? m_kill : m_resume)->setChecked(true);
    m_notes->setNotes(explain::checkAnswer(m_place, m_answer), explain::guestContext(m_place.cpu));
}

void InjectionEditor::fillEvents() {
    m_call->setChecked(m_answer.events.has_value());
    m_bytes->setVisible(m_answer.events.has_value());
    const RawVcpuEvents raw = m_answer.events.value_or(RawVcpuEvents{});
    m_bytes->setBytes(m_place.dialect, raw);
    const VcpuEvents events = decodeEvents(m_place.dialect, raw);
    for (auto& [name, row] : m_members)
        fillMember(name, row, events);
}

void InjectionEditor::fillMmio() {
    m_mmioRow->setVisible(m_answer.mmioData || isMmioRead(m_place.exit));
    m_hasMmio->setChecked(m_answer.mmioData.has_value());
    m_mmio->setEnabled(m_answer.mmioData.has_value());
    m_mmio->setValue(m_answer.mmioData.value_or(0));
}

void InjectionEditor::fillMember(std::string_view name, MemberRow& row, const VcpuEvents& events) {
    const bool isThere = eventsLayout(m_place.dialect).has(name);
    const uint64_t value = *eventsMember(events, name);
    const QPixmap colour = swatch(memberTint(Theme(palette()), name, true), *this);
    if (row.flag != nullptr) {
        row.flag->setVisible(isThere);
        row.flag->setIcon(colour);
        row.flag->setChecked(value != 0);
        row.flag->setText(value > 1 ? QStringLiteral("%1 = %2").arg(toQString(name), hexText(value))
                                    : toQString(name));
        return;
    }
    row.colour->setVisible(isThere);
    row.colour->setPixmap(colour);
    row.label->setVisible(isThere);
    row.number->setVisible(isThere);
    row.unfold->setVisible(isThere);
    row.bits->setVisible(isThere && row.unfold->isChecked());
    row.number->setValue(value);
    row.bits->setValue(value);
}

void InjectionEditor::setMember(std::string_view name, uint64_t value) {
    Injection answer = m_answer;
    RawVcpuEvents raw = answer.events.value_or(RawVcpuEvents{});
    if (!setRawMember(m_place.dialect, raw, name, value))
        return; // the form shows no member that the dialect does not have
    answer.events = raw;
    change(answer, QStringLiteral("%1 = %2").arg(toQString(name), hexText(value)));
}

void InjectionEditor::setByte(int index, int value) {
    Injection answer = m_answer;
    answer.events->at(static_cast<size_t>(index)) = static_cast<uint8_t>(value);
    change(answer,
           QStringLiteral("raw[%1] = %2").arg(index).arg(hexText(static_cast<uint64_t>(value), 2)));
}

void InjectionEditor::setMmio(std::optional<uint64_t> value) {
    Injection answer = m_answer;
    answer.mmioData = value;
    change(answer, value ? tr("MMIO data %1").arg(hexText(*value)) : tr("no MMIO data"));
}

void InjectionEditor::change(Injection answer, const QString& what) {
    if (answer == m_answer)
        return;
    m_answer = std::move(answer);
    fill();
    Q_EMIT answerEdited(m_answer, what);
}

void InjectionEditor::openTemplates() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    for (const explain::AnswerTemplate& one : explain::answerTemplates(m_place)) {
        QAction* action = menu->addAction(toQString(one.name));
        action->setToolTip(one.answer ? toQString(one.text)
                                      : toQString(one.answer.error().message()));
        action->setEnabled(one.answer.has_value());
        if (one.answer)
            connect(
                action, &QAction::triggered, this,
                [this, answer = *one.answer, name = toQString(one.name)] { change(answer, name); });
    }
    menu->popup(m_templates->mapToGlobal(QPoint(0, m_templates->height())));
}

} // namespace seatape::gui
