// SPDX-License-Identifier: Apache-2.0
/// Tables that look and act like lists: whole rows, no grid, rows of one height.
#pragma once

class QTableView;

namespace seatape::gui {

/// Makes a table such a list, its rows as high as a line of the fixed-width font and `padding`
/// pixels. Comes before setModel(): a new height is told for every row that there is.
void makeListTable(QTableView& table, int padding);

} // namespace seatape::gui
