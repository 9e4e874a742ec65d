// SPDX-License-Identifier: Apache-2.0
#include "gui/app/trace_view.h"

#include "gui/app/mark_delegate.h"
#include "gui/models/frame_text.h"
#include "gui/widgets/list_table.h"
#include "gui/widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollBar>
#include <QSettings>
#include <QVBoxLayout>

namespace seatape::gui {
namespace {

constexpr const char* kExample = "exit == ARM_SEA && esr.FnV == 1";

int columnWidth(const QFontMetrics& metrics, int column) {
    constexpr int kCharacters[] = {3, 9, 7, 15, 58, 28, 10, 20};
    return metrics.horizontalAdvance(QLatin1Char('0')) * kCharacters[column];
}

/// Selects a row; one that was out of sight comes to the middle.
void showRow(QTableView& table, const QModelIndex& index) {
    const QRect place = table.visualRect(index);
    const bool isInSight = table.viewport()->rect().contains(place.center());
    table.setCurrentIndex(index);
    if (!isInSight)
        table.scrollTo(index, QAbstractItemView::PositionAtCenter);
}

} // namespace

TraceView::TraceView(std::shared_ptr<Document> document, const MachineFactory& machines,
                     QWidget* parent)
    : QWidget(parent), m_document(std::move(document)),
      m_rows(new FrameListModel(m_document, this)), m_navigator(new Navigator(this)),
      m_room(new MachineRoom(machines, m_document->path(), this)), m_infoBar(new QFrame(this)),
      m_info(new QLabel(m_infoBar)), m_recover(new QPushButton(tr("Recover…"), m_infoBar)),
      m_follow(new QPushButton(tr("Follow"), m_infoBar)),
      m_filter(
          new FilterLine(tr("Filter"), tr("Filter, as in  %1").arg(QLatin1String(kExample)), this)),
      m_find(new FilterLine(tr("Find"), tr("Find, in the same language"), this)),
      m_tables(new QSplitter(Qt::Horizontal, this)), m_caption(new QLabel(tr("What-if"), this)),
      m_table(makeTable(m_rows)) {
    makeInfoBar();
    m_tables->addWidget(captioned(m_caption, m_table));
    m_caption->hide();
    m_filter->addSavedFilters();
    m_find->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_infoBar);
    layout->addWidget(m_filter);
    layout->addWidget(m_tables, 1);
    layout->addWidget(m_find);
    setFocusProxy(m_table);
    connect(m_filter, &FilterLine::submitted, this, &TraceView::applyFilter);
    connect(m_find, &FilterLine::submitted, this, [this] { find(Direction::Next); });
    connect(m_navigator, &Navigator::moved, this, &TraceView::moveTo);
    connect(m_document.get(), &Document::overviewChanged, this, &TraceView::showHealth);
    connect(m_document.get(), &Document::followFailed, this, &TraceView::statusChanged);
    connect(m_rows, &FrameListModel::filterProgress, this, [this](quint64 done, quint64 total) {
        Q_EMIT statusChanged(tr("filtering: %1 %").arg(100 * done / std::max<quint64>(total, 1)));
    });
    connect(m_rows, &FrameListModel::filterFailed, this, &TraceView::statusChanged);
    connect(m_rows, &FrameListModel::filterDone, this, [this](quint64 found) {
        if (const auto current = m_navigator->current())
            moveTo(*current);
        Q_EMIT statusChanged(tr("%1 of %2 frames").arg(found).arg(m_document->frameCount()));
    });
}

QTableView* TraceView::makeTable(FrameListModel* rows) {
    auto* table = new QTableView(this);
    table->setAccessibleName(tr("Frames"));
    makeListTable(*table, 6);
    table->setModel(rows);
    table->setItemDelegateForColumn(FrameListModel::Marks, new MarkDelegate(table));
    const QFontMetrics metrics(monospaceFont(font()));
    for (int column = 0; column < FrameListModel::Columns; ++column)
        table->setColumnWidth(column, columnWidth(metrics, column));
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this, rows](const QModelIndex& index) {
                if (!m_isMoving && index.isValid())
                    m_navigator->go(rows->frameAt(index.row()));
            });
    return table;
}

QWidget* TraceView::captioned(QLabel* caption, QTableView* table) {
    auto* pane = new QWidget(this);
    auto* layout = new QVBoxLayout(pane);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    caption->setMargin(2);
    layout->addWidget(caption);
    layout->addWidget(table, 1);
    return pane;
}

void TraceView::makeInfoBar() {
    m_infoBar->setFrameShape(QFrame::StyledPanel);
    m_infoBar->setAutoFillBackground(true);
    QPalette colours = palette();
    colours.setColor(QPalette::Window, Theme(palette())[Role::MarkSurface]);
    m_infoBar->setPalette(colours);
    m_info->setWordWrap(true);
    auto* layout = new QHBoxLayout(m_infoBar);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->addWidget(m_info, 1);
    layout->addWidget(m_follow);
    layout->addWidget(m_recover);
    m_infoBar->hide();
    connect(m_recover, &QPushButton::clicked, this, &TraceView::recoverWanted);
    connect(m_follow, &QPushButton::clicked, this, &TraceView::followWanted);
}

/// Says what of the trace is missing.
void TraceView::showHealth() {
    const auto& damages = m_document->overview().damages;
    m_infoBar->setVisible(!damages.empty());
    if (damages.empty())
        return;
    const uint64_t lost = m_document->frameCount() - m_document->overview().intact;
    QString text = toQString(damages.front().what);
    if (damages.size() > 1)
        text += tr(" … and %n more damage(s)", nullptr, static_cast<int>(damages.size()) - 1);
    text += m_document->frameCount() == 0 ? tr(" – no frame of it is whole")
            : lost == 0                   ? tr(" – every frame that was written is intact")
                        : tr(" – %1 of %2 frames are lost").arg(lost).arg(m_document->frameCount());
    m_info->setText(text);
    m_info->setToolTip(toQString(damages.front().message()));
    m_follow->setVisible(!m_document->isFinished() && !m_document->isFollowing());
}

void TraceView::applyFilter() {
    if (m_rows->setFilter(m_filter->text()))
        m_table->setFocus();
}

void TraceView::showOnly(const QString& filter) {
    m_filter->setText(filter);
    applyFilter();
}

bool TraceView::goTo(Landmark landmark, Direction direction) {
    const auto from = m_navigator->current();
    const auto to =
        from ? findLandmark(*m_document, *m_rows, *from, landmark, direction) : std::nullopt;
    if (to)
        m_navigator->go(*to);
    return to.has_value();
}

/// Selects the frame's row, if the filter shows it, and tells the window.
void TraceView::moveTo(quint64 frame) {
    m_isMoving = true;
    const auto row = m_rows->rowOf(frame);
    if (row && m_rows->frameAt(*row) == frame) {
        showRow(*m_table, m_rows->index(*row, FrameListModel::Number));
    } else {
        m_table->clearSelection();
    }
    if (m_other != nullptr && frame < m_original->frameCount())
        showRow(*m_other, m_other->model()->index(static_cast<int>(frame), FrameListModel::Number));
    m_isMoving = false;
    Q_EMIT currentChanged(frame);
}

void TraceView::showFind() {
    m_find->show();
    m_find->setFocus();
    m_find->edit().selectAll();
}

void TraceView::find(Direction direction) {
    if (m_found && m_foundText == m_find->text())
        return goToFound(direction);
    auto filter = trace::Filter::compile(m_find->text().toStdString());
    if (!filter || m_find->text().trimmed().isEmpty())
        return showFind();
    const CancelFlag flag = m_findJob.renew();
    startJob(
        this, flag,
        [path = m_document->path().toStdString(), filter = std::move(*filter), flag] {
            auto run = FilterRun::open(path, filter);
            if (run)
                (*run)->advance([&flag](uint64_t) { return !flag.isCancelled(); });
            return run;
        },
        [this, direction, text = m_find->text()](Result<std::shared_ptr<FilterRun>> run) {
            if (!run)
                return Q_EMIT statusChanged(toQString(run.error().message()));
            m_found = std::move(*run);
            m_foundText = text;
            goToFound(direction);
        });
}

void TraceView::goToFound(Direction direction) {
    if (!m_found)
        return;
    const FrameSet& found = m_found->found();
    const uint64_t from = m_navigator->current().value_or(0);
    const auto to = direction == Direction::Next ? found.next(from) : found.previous(from);
    if (!to)
        return Q_EMIT statusChanged(found.isEmpty() ? tr("no frame is found")
                                                    : tr("no more; %1 found").arg(found.count()));
    m_navigator->go(*to);
    Q_EMIT statusChanged(tr("%1 of %2 found").arg(found.countBefore(*to) + 1).arg(found.count()));
}

void TraceView::setOriginal(std::shared_ptr<Document> original) {
    m_original = std::move(original);
}

void TraceView::setSideBySide(bool on) {
    if (!m_original || on == isSideBySide())
        return;
    m_caption->setVisible(on);
    if (!on) {
        m_other->parentWidget()->deleteLater();
        m_other = nullptr;
        return;
    }
    auto* rows = new FrameListModel(m_original, this);
    m_other = makeTable(rows);
    auto* caption = new QLabel(tr("Original: %1").arg(m_original->title()), this);
    m_tables->insertWidget(0, captioned(caption, m_other));
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, m_other->verticalScrollBar(),
            &QScrollBar::setValue);
    connect(m_other->verticalScrollBar(), &QScrollBar::valueChanged, m_table->verticalScrollBar(),
            &QScrollBar::setValue);
}

} // namespace seatape::gui
