// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/answer/answer_notes.h"

#include "gui/text.h"
#include "gui/widgets/theme.h"
#include "seatape/esr/format.h"

#include <QEvent>

#include <algorithm>

namespace seatape::gui {
namespace {

struct LegalityLook {
    Role ink;
    Role surface;
    const char* sign;
};

LegalityLook lookOf(Legality legality) {
    switch (legality) {
    case Legality::Refused:
        return {Role::Bad, Role::BadSurface, "✕"};
    case Legality::Nonsense:
        return {Role::Warn, Role::MarkSurface, "!"};
    default:
        return {Role::Good, Role::Field, "✓"};
    }
}

} // namespace

AnswerNotes::AnswerNotes(QWidget* parent)
    : QWidget(parent), m_lines(new QVBoxLayout), m_esrTitle(new QLabel(this)),
      m_esr(new BitDiagram(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_lines->setSpacing(4);
    column->addLayout(m_lines);
    m_esrTitle->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_esrTitle->setWordWrap(true);
    column->addWidget(m_esrTitle);
    m_esr->setReadOnly(true);
    m_esr->setAccessibleName(tr("ESR_EL1 as the guest reads it"));
    column->addWidget(m_esr);
}

void AnswerNotes::setNotes(std::vector<explain::AnswerNote> notes, const EsrContext& guest) {
    m_notes = std::move(notes);
    m_guest = guest;
    fill();
}

/// The colours are in the lines' texts.
void AnswerNotes::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange)
        fill();
    QWidget::changeEvent(event);
}

void AnswerNotes::fill() {
    while (QLayoutItem* item = m_lines->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    QStringList spoken;
    for (const explain::AnswerNote& note : m_notes) {
        addNote(note);
        spoken << toQString(note.title);
    }
    setAccessibleDescription(spoken.join(QStringLiteral(". ")));
    showEsr();
}

void AnswerNotes::addNote(const explain::AnswerNote& note) {
    const Theme theme(palette());
    const LegalityLook look = lookOf(note.legality);
    QString text = QStringLiteral("<b>%1&nbsp; %2</b>")
                       .arg(QString::fromUtf8(look.sign), toQString(note.title).toHtmlEscaped());
    for (const std::string& reason : note.reasons)
        text += QStringLiteral("<br><span style='color:%1'>%2</span>")
                    .arg(theme[Role::Text].name(), toQString(reason).toHtmlEscaped());
    auto* line = new QLabel(text, this);
    line->setWordWrap(true);
    line->setTextInteractionFlags(Qt::TextSelectableByMouse);
    line->setStyleSheet(QStringLiteral("QLabel { color: %1; background: %2; border-radius: 6px; "
                                       "padding: 6px 10px; }")
                            .arg(theme[look.ink].name(), theme[look.surface].name()));
    m_lines->addWidget(line);
}

void AnswerNotes::showEsr() {
    const auto note = std::ranges::find_if(
        m_notes, [](const explain::AnswerNote& one) { return one.guestEsr.has_value(); });
    m_esr->setVisible(note != m_notes.end());
    m_esrTitle->setVisible(note != m_notes.end());
    if (note == m_notes.end())
        return;
    m_esrTitle->setText(
        tr("The guest reads in ESR_EL1: <b>%1</b>")
            .arg(toQString(summarizeEsr(*note->guestEsr, m_guest)).toHtmlEscaped()));
    m_esr->setDecoder(esrDecoder(m_guest), m_guest);
    m_esr->setValue(*note->guestEsr);
}

} // namespace seatape::gui
