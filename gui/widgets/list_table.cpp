// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/list_table.h"

#include "gui/widgets/theme.h"

#include <QFontMetrics>
#include <QHeaderView>
#include <QTableView>

namespace seatape::gui {

void makeListTable(QTableView& table, int padding) {
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setTabKeyNavigation(false);
    QHeaderView& rows = *table.verticalHeader();
    rows.hide();
    rows.setSectionResizeMode(QHeaderView::Fixed);
    const int height = QFontMetrics(monospaceFont(table.font())).height() + padding;
    rows.setMinimumSectionSize(height); // a style may want more for a header that nobody sees
    rows.setDefaultSectionSize(height);
    QHeaderView& columns = *table.horizontalHeader();
    columns.setHighlightSections(false);
    columns.setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    columns.setStretchLastSection(true);
}

} // namespace seatape::gui
