// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/memory/disassembly_view.h"

#include "explain/disassembly.h"
#include "gui/text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace seatape::gui {
namespace {

constexpr double kTextMargin = 8;
constexpr double kGutter = 20; // room for the arrow at the PC
constexpr int kAddressDigits = 18;
constexpr int kWordDigits = 9;

QString instruction(const DisassemblyLine& line) {
    return line.word ? toQString(explain::disassemble(*line.word, line.va))
                     : DisassemblyView::tr("(not readable)");
}

QString wordText(const DisassemblyLine& line) {
    return line.word ? QStringLiteral("%1").arg(*line.word, 8, 16, QLatin1Char('0'))
                     : QStringLiteral("????????");
}

} // namespace

std::vector<DisassemblyLine> disassemblyLines(const std::vector<CodeBlock>& blocks,
                                              const std::vector<CodeMark>& marks) {
    std::vector<DisassemblyLine> lines;
    for (const CodeBlock& block : blocks) {
        lines.push_back({DisassemblyLine::Kind::Heading, block.va, {}, block.heading, {}, false});
        for (size_t i = 0; i < block.words.size(); ++i) {
            DisassemblyLine line;
            line.va = block.va + 4 * i;
            line.word = block.words[i];
            QStringList names;
            for (const CodeMark& mark : marks)
                if (mark.va == line.va) {
                    names << mark.name;
                    line.isPc = line.isPc || mark.isPc;
                }
            line.marks = names.join(QStringLiteral(", "));
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

DisassemblyView::DisassemblyView(QWidget* parent) : QAbstractScrollArea(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Disassembly"));
    setFont(monospaceFont(font()));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void DisassemblyView::setLines(std::vector<DisassemblyLine> lines) {
    m_lines = std::move(lines);
    updateScrollBar();
    const auto pc = std::ranges::find(m_lines, true, &DisassemblyLine::isPc);
    m_current = -1;
    if (pc != m_lines.end())
        setCurrent(static_cast<int>(pc - m_lines.begin()));
    viewport()->update();
}

double DisassemblyView::rowHeight() const {
    return std::ceil(QFontMetricsF(font()).height() + 3);
}

int DisassemblyView::visibleLines() const {
    return std::max(1, static_cast<int>(viewport()->height() / rowHeight()));
}

void DisassemblyView::updateScrollBar() {
    verticalScrollBar()->setRange(0,
                                  std::max(0, static_cast<int>(m_lines.size()) - visibleLines()));
    verticalScrollBar()->setPageStep(visibleLines());
    viewport()->update();
}

void DisassemblyView::setCurrent(int line) {
    m_current = std::clamp(line, -1, static_cast<int>(m_lines.size()) - 1);
    const int top = verticalScrollBar()->value();
    if (m_current >= 0 && (m_current < top || m_current >= top + visibleLines()))
        verticalScrollBar()->setValue(m_current - visibleLines() / 2);
    setAccessibleDescription(lineText(m_current));
    viewport()->update();
}

QString DisassemblyView::lineText(int line) const {
    if (line < 0 || line >= static_cast<int>(m_lines.size()))
        return {};
    const DisassemblyLine& shown = m_lines[static_cast<size_t>(line)];
    if (shown.kind == DisassemblyLine::Kind::Heading)
        return shown.text;
    const QString marks = shown.marks.isEmpty() ? QString() : QStringLiteral("  <- ") + shown.marks;
    return QStringLiteral("%1: %2  %3%4")
        .arg(hexText(shown.va), wordText(shown), instruction(shown), marks);
}

QSize DisassemblyView::sizeHint() const {
    return {int(QFontMetricsF(font()).averageCharWidth() * 68), int(14 * rowHeight())};
}

void DisassemblyView::resizeEvent(QResizeEvent*) {
    updateScrollBar();
}

void DisassemblyView::scrollContentsBy(int, int) {
    viewport()->update();
}

void DisassemblyView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange)
        updateScrollBar();
    QAbstractScrollArea::changeEvent(event);
}

void DisassemblyView::mousePressEvent(QMouseEvent* event) {
    const int line = verticalScrollBar()->value() +
                     static_cast<int>(std::max(0.0, event->position().y()) / rowHeight());
    if (line < static_cast<int>(m_lines.size()))
        setCurrent(line);
}

void DisassemblyView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy))
        return QGuiApplication::clipboard()->setText(lineText(m_current));
    const int last = static_cast<int>(m_lines.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Up:
        return setCurrent(std::max(m_current - 1, std::min(0, last)));
    case Qt::Key_Down:
        return setCurrent(m_current + 1);
    case Qt::Key_PageUp:
        return setCurrent(std::max(m_current - visibleLines(), std::min(0, last)));
    case Qt::Key_PageDown:
        return setCurrent(m_current + visibleLines());
    default:
        return QAbstractScrollArea::keyPressEvent(event);
    }
}

void DisassemblyView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme theme(palette());
    painter.fillRect(viewport()->rect(), theme[Role::Base]);
    const int top = verticalScrollBar()->value();
    for (int i = 0; i <= visibleLines() && top + i < static_cast<int>(m_lines.size()); ++i)
        paintLine(painter, theme, top + i, i * rowHeight());
}

void DisassemblyView::paintLine(QPainter& painter, const Theme& theme, int line, double top) const {
    const DisassemblyLine& shown = m_lines[static_cast<size_t>(line)];
    const QRectF row(0, top, viewport()->width(), rowHeight());
    if (shown.isPc)
        painter.fillRect(row, theme[Role::MarkSurface]);
    if (line == m_current) {
        painter.setPen(QPen(theme[hasFocus() ? Role::Focus : Role::Line], 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(row.adjusted(1.5, 0.5, -1.5, -0.5), 3, 3);
    }
    if (shown.kind == DisassemblyLine::Kind::Code)
        return paintCode(painter, theme, shown, top);
    QFont heading = font();
    heading.setBold(true);
    painter.setFont(heading);
    painter.setPen(theme[Role::Soft]);
    painter.drawText(row.adjusted(kTextMargin, 0, -kTextMargin, 0),
                     Qt::AlignVCenter | Qt::AlignLeft, shown.text);
}

void DisassemblyView::paintCode(QPainter& painter, const Theme& theme, const DisassemblyLine& line,
                                double top) const {
    const double charWidth = QFontMetricsF(font()).horizontalAdvance(QLatin1Char('0'));
    double x = kTextMargin + kGutter;
    const auto write = [&](const QString& text, Role ink, double width) {
        painter.setPen(theme[ink]);
        painter.drawText(QRectF(x, top, width, rowHeight()), Qt::AlignVCenter | Qt::AlignLeft,
                         text);
        x += width;
    };
    painter.setFont(font());
    if (line.isPc) {
        const double middle = top + rowHeight() / 2;
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme[Role::Changed]);
        painter.drawPolygon(QPolygonF({{kTextMargin + 2, middle - 5},
                                       {kTextMargin + 12, middle},
                                       {kTextMargin + 2, middle + 5}}));
    }
    const int digits = line.va >> 32 != 0 ? kAddressDigits : 10;
    write(hexText(line.va), Role::Soft, charWidth * (digits + 1));
    write(wordText(line), Role::Soft, charWidth * (kWordDigits + 1));
    const QString text = instruction(line);
    if (!line.word)
        return write(text, Role::Soft, std::max(0.0, viewport()->width() - x));
    const auto space = text.indexOf(QLatin1Char(' '));
    const QString mnemonic = space < 0 ? text : text.left(space);
    write(mnemonic, Role::Guest, charWidth * double(std::max<qsizetype>(7, mnemonic.size() + 1)));
    const QString operands = space < 0 ? QString() : text.mid(space + 1);
    write(operands, Role::Text, charWidth * double(operands.size() + 2));
    write(line.marks.isEmpty() ? QString() : QStringLiteral("← ") + line.marks, Role::Bad,
          std::max(0.0, viewport()->width() - x));
}

} // namespace seatape::gui
