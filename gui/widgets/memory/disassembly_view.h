// SPDX-License-Identifier: Apache-2.0
/// Instructions around the places that matter: PC, ELR and the vector taken.
#pragma once

#include "gui/widgets/theme.h"

#include <QAbstractScrollArea>

#include <cstdint>
#include <optional>
#include <vector>

namespace seatape::gui {

/// One line: an instruction, a heading, or a gap between two stretches.
struct DisassemblyLine {
    enum class Kind : uint8_t { Code, Heading };
    Kind kind = Kind::Code;
    uint64_t va = 0;
    std::optional<uint32_t> word; ///< nothing: it cannot be read
    QString text;                 ///< of a heading
    QString marks;                ///< "PC", "ELR_EL1", …; empty for most
    bool isPc = false;            ///< where the vCPU is
};

/// A stretch of code with a heading; `marks` are addresses with the names of what points to them.
struct CodeBlock {
    QString heading;
    uint64_t va = 0;
    std::vector<std::optional<uint32_t>> words;
};
struct CodeMark {
    uint64_t va = 0;
    QString name;
    bool isPc = false;
};

/// Joins stretches and marks to lines, in the order of the stretches.
std::vector<DisassemblyLine> disassemblyLines(const std::vector<CodeBlock>& blocks,
                                              const std::vector<CodeMark>& marks);

/// Up and Down move, Ctrl+C copies the line.
class DisassemblyView final : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit DisassemblyView(QWidget* parent = nullptr);

    /// Shows lines and brings the first one that is the PC into sight.
    void setLines(std::vector<DisassemblyLine> lines);
    int currentLine() const { return m_current; }
    /// Returns a line as text: address, word, instruction, marks.
    QString lineText(int line) const;

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    double rowHeight() const;
    int visibleLines() const;
    void updateScrollBar();
    void setCurrent(int line);
    void paintLine(QPainter& painter, const Theme& theme, int line, double top) const;
    void paintCode(QPainter& painter, const Theme& theme, const DisassemblyLine& line,
                   double top) const;

    std::vector<DisassemblyLine> m_lines;
    int m_current = -1;
};

} // namespace seatape::gui
