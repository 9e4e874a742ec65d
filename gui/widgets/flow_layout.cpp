#include "gui/widgets/flow_layout.h"

#include "gui/text.h"

#include <algorithm>

namespace seatape::gui {
namespace {

constexpr qreal kMargin = 12;
constexpr qreal kLeastLane = 82;
constexpr qreal kMostLane = 110;
constexpr qreal kLeastText = 200;
constexpr qreal kRowPadding = 8;

struct Columns {
    qreal lane = 0; ///< width of one
    qreal text = 0; ///< left edge of the words
    qreal textWidth = 0;
};

/// The lanes get 45 % of the width, within bounds; the words get the rest.
Columns columnsFor(qreal width) {
    Columns columns;
    columns.lane = std::clamp(width * 0.45 / double{explain::kLaneCount}, kLeastLane, kMostLane);
    columns.text = kMargin + columns.lane * double{explain::kLaneCount} + kMargin;
    columns.textWidth = std::max(kLeastText, width - columns.text - kMargin);
    return columns;
}

qreal laneX(const Columns& columns, explain::Lane lane) {
    return kMargin + columns.lane * (static_cast<double>(lane) + 0.5);
}

/// Appends the beginning of a word that is too long for a line, and returns the rest.
QString breakWord(QString word, qreal width, const TextMeasure& measure, QStringList& lines) {
    while (measure.width(word) > width && word.size() > 1) {
        qsizetype fits = word.size() - 1;
        while (fits > 1 && measure.width(word.left(fits)) > width)
            --fits;
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
    row.rect = {0, top, columns.text + columns.textWidth + kMargin, height};
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
    const Columns columns = columnsFor(width);
    const qreal headHeight = 2 * text.lineHeight + 8;
    qreal top = headHeight + 2 * kMargin;
    int number = 0;
    for (const explain::FlowStep& step : steps) {
        FlowRow row = rowOf(step, columns, top, text);
        row.number = step.isTaken ? ++number : 0;
        top = row.rect.bottom();
        layout.rows.push_back(std::move(row));
    }
    for (size_t i = 0; i < layout.lanes.size(); ++i) {
        const qreal x = laneX(columns, static_cast<explain::Lane>(i));
        layout.lanes[i].head = {x - columns.lane / 2 + 3, kMargin, columns.lane - 6, headHeight};
        layout.lanes[i].line = {x, kMargin + headHeight, x, top};
    }
    layout.size = {columns.text + columns.textWidth + kMargin, top + kMargin};
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
