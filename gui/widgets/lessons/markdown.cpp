// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/lessons/markdown.h"

#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>

#include <vector>

namespace seatape::gui {
namespace {

constexpr double kLineHeight = 118; // percent
constexpr double kTableMargin = 8;

struct Range {
    int start = 0;
    int end = 0;
};

/// Lists the places that Markdown marks as code.
std::vector<Range> codeIn(const QTextDocument& document) {
    std::vector<Range> found;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
        for (auto it = block.begin(); !it.atEnd(); ++it)
            if (const QTextFragment piece = it.fragment(); piece.charFormat().fontFixedPitch())
                found.push_back({piece.position(), piece.position() + piece.length()});
    return found;
}

void styleCode(QTextDocument& document, const Theme& theme) {
    QTextCharFormat code;
    code.setFontFamilies({monospaceFont(document.defaultFont()).family()});
    code.setBackground(theme[Role::Field]);
    for (const Range& range : codeIn(document)) {
        QTextCursor cursor(&document);
        cursor.setPosition(range.start);
        cursor.setPosition(range.end, QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(code);
    }
}

void styleTables(QTextDocument& document, const Theme& theme) {
    for (QTextFrame* frame : document.rootFrame()->childFrames())
        if (auto* table = qobject_cast<QTextTable*>(frame)) {
            QTextTableFormat format = table->format();
            format.setBorderBrush(theme[Role::Line]);
            format.setBorderCollapse(true);
            format.setCellPadding(4);
            format.setTopMargin(kTableMargin);
            format.setBottomMargin(kTableMargin);
            table->setFormat(format);
        }
}

} // namespace

QString markdownToHtml(const QString& markdown, const Theme& theme) {
    QTextDocument document;
    document.setMarkdown(markdown);
    QTextBlockFormat lines;
    lines.setLineHeight(kLineHeight, QTextBlockFormat::ProportionalHeight);
    QTextCursor all(&document);
    all.select(QTextCursor::Document);
    all.mergeBlockFormat(lines);
    styleCode(document, theme);
    styleTables(document, theme);
    return document.toHtml();
}

} // namespace seatape::gui
