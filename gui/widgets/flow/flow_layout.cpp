// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/flow/flow_layout.h"

#include "gui/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace seatape::gui {
namespace {

constexpr qreal kFlowMargin = 12;
constexpr qreal kLeastLane = 56;
constexpr qreal kMostLane = 110;
constexpr qreal kHeadPadding = 9; // beside a lane's name
constexpr qreal kLeastText = 200;
constexpr qreal kRowPadding = 8;

struct LaneText {
    const char* name;
    const char* what;
};
constexpr std::array<LaneText, explain::kLaneCount> kLanes{{
    {QT_TRANSLATE_NOOP("FlowDiagram", "EL0"), QT_TRANSLATE_NOOP("FlowDiagram", "process")},
    {QT_TRANSLATE_NOOP("FlowDiagram", "EL1"), QT_TRANSLATE_NOOP("FlowDiagram", "kernel")},
    {QT_TRANSLATE_NOOP("FlowDiagram", "EL2"), QT_TRANSLATE_NOOP("FlowDiagram", "KVM")},
    {QT_TRANSLATE_NOOP("FlowDiagram", "user space"), QT_TRANSLATE_NOOP("FlowDiagram", "VMM")},
}};

QString translated(const char* text) {
    return QCoreApplication::translate("FlowDiagram", text);
}

struct Columns {
    std::array<qreal, explain::kLaneCount> lanes{}; ///< the left edge of each
    qreal lanesEnd = 0;
    qreal text = 0; ///< left edge of the words
    qreal textWidth = 0;

    qreal laneEnd(size_t lane) const {
        return lane + 1 < lanes.size() ? lanes[lane + 1] : lanesEnd;
    }
    qreal middle(size_t lane) const { return (lanes[lane] + laneEnd(lane)) / 2; }
};

/// A lane is as wide as its name; if the lanes are less than 45 % of the width they get as much,
/// within bounds. The words get the rest.
Columns columnsFor(qreal width, const TextMeasure& text) {
    Columns columns;
    const qreal usual = std::min(width * 0.45 / double{explain::kLaneCount}, kMostLane);
    qreal x = kFlowMargin;
    for (size_t i = 0; i < kLanes.size(); ++i) {
        const qreal name = text.width(translated(kLanes[i].name)) + 2 * kHeadPadding;
        columns.lanes[i] = x;
        x += std::max({kLeastLane, name, usual});
    }
    columns.lanesEnd = x;
    columns.text = x + kFlowMargin;
    columns.textWidth = std::max(kLeastText, width - columns.text - kFlowMargin);
    return columns;
}

qreal laneX(const Columns& columns, explain::Lane lane) {
    return columns.middle(static_cast<size_t>(lane));
}

/// Appends the beginning of a word that is too long for a line, and returns the rest.
QString breakWord(QString word, qreal width, const TextMeasure& measure, QStringList& lines) {
    while (measure.width(word) > width && word.size() > 1) {
        qsizetype fits = word.size() - 1;
        while (fits > 1 && measure.width(word.left(fits)) > width)
            --fits;
        if (const qsizetype joint = word.lastIndexOf(QLatin1Char('_'), fits - 1); joint > 0)
            fits = joint + 1;
        lines << word.left(fits);
        word = word.mid(fits);
    }
    return word;
}

FlowRow rowOf(const explain::FlowStep& step, const Columns& columns, qreal top,
              const TextMeasure& text) {
    FlowRow row;
    row.title = wrapText(toQString(step.title), columns.textWidth, text);
    for (const std::string& line : step.lines)
        row.lines += wrapText(toQString(line), columns.textWidth, text);
    const auto count = static_cast<double>(row.title.size() + row.lines.size());
    const qreal height = std::max(2.0, count) * text.lineHeight + 2 * kRowPadding;
    row.rect = {0, top, columns.text + columns.textWidth + kFlowMargin, height};
    row.textRect = {columns.text, top + kRowPadding, columns.textWidth, height - 2 * kRowPadding};
    const qreal y = top + kRowPadding + text.lineHeight / 2;
    row.start = {laneX(columns, step.from), y};
    row.end = {laneX(columns, step.to), step.from == step.to ? y : y + text.lineHeight};
    return row;
}

} // namespace

int FlowLayout::rowAt(qreal y) const {
    const auto found = std::ranges::find_if(
        rows, [y](const FlowRow& row) { return y >= row.rect.top() && y < row.rect.bottom(); });
    return found == rows.end() ? -1 : static_cast<int>(found - rows.begin());
}

FlowLayout layoutFlow(const std::vector<explain::FlowStep>& steps, qreal width,
                      const TextMeasure& text) {
    FlowLayout layout;
    const Columns columns = columnsFor(width, text);
    const qreal headHeight = 2 * text.lineHeight + 8;
    qreal top = headHeight + 2 * kFlowMargin;
    int number = 0;
    for (const explain::FlowStep& step : steps) {
        FlowRow row = rowOf(step, columns, top, text);
        row.number = step.isTaken ? ++number : 0;
        top = row.rect.bottom();
        layout.rows.push_back(std::move(row));
    }
    for (size_t i = 0; i < layout.lanes.size(); ++i) {
        const qreal x = columns.middle(i);
        const qreal left = columns.lanes[i];
        layout.lanes[i] = {translated(kLanes[i].name),
                           translated(kLanes[i].what),
                           {left + 3, kFlowMargin, columns.laneEnd(i) - left - 6, headHeight},
                           {x, kFlowMargin + headHeight, x, top}};
    }
    layout.size = {columns.text + columns.textWidth + kFlowMargin, top + kFlowMargin};
    return layout;
}

QStringList wrapText(const QString& text, qreal width, const TextMeasure& measure) {
    QStringList lines;
    QString line;
    for (const QString& word : text.split(QLatin1Char(' '))) {
        const QString longer = line.isEmpty() ? word : line + QLatin1Char(' ') + word;
        if (measure.width(longer) <= width) {
            line = longer;
            continue;
        }
        if (!line.isEmpty())
            lines << line;
        line = breakWord(word, width, measure, lines);
    }
    return lines << line;
}

} // namespace seatape::gui
