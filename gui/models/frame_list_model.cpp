// SPDX-License-Identifier: Apache-2.0
#include "gui/models/frame_list_model.h"

#include "gui/models/frame_text.h"

#include "seatape/core/injection_text.h"

#include <QFontDatabase>

#include <array>
#include <climits>

namespace seatape::gui {
namespace {

struct ColumnInfo {
    const char* title;
    const char* help;
    bool isNumber;
};

constexpr std::array<ColumnInfo, FrameListModel::Columns> kColumns{{
    {"", QT_TRANSLATE_NOOP("FrameListModel", "edits, notes and divergences"), false},
    {QT_TRANSLATE_NOOP("FrameListModel", "Frame"),
     QT_TRANSLATE_NOOP("FrameListModel", "the frame's number; they count from 0"), true},
    {QT_TRANSLATE_NOOP("FrameListModel", "vCPU"),
     QT_TRANSLATE_NOOP("FrameListModel", "the vCPU that left KVM_RUN"), true},
    {QT_TRANSLATE_NOOP("FrameListModel", "Instructions"),
     QT_TRANSLATE_NOOP("FrameListModel", "that this vCPU has executed so far"), true},
    {QT_TRANSLATE_NOOP("FrameListModel", "Exit"),
     QT_TRANSLATE_NOOP("FrameListModel", "what KVM_RUN returned with"), false},
    {QT_TRANSLATE_NOOP("FrameListModel", "Answer"),
     QT_TRANSLATE_NOOP("FrameListModel", "what user space did about it"), false},
    {QT_TRANSLATE_NOOP("FrameListModel", "Result"),
     QT_TRANSLATE_NOOP("FrameListModel", "how the ioctls of the answer returned"), false},
    {QT_TRANSLATE_NOOP("FrameListModel", "Digest"),
     QT_TRANSLATE_NOOP("FrameListModel", "of all vCPUs and of memory, after the answer"), false},
}};

} // namespace

FrameListModel::FrameListModel(std::shared_ptr<Document> document, QObject* parent)
    : QAbstractTableModel(parent), m_document(std::move(document)),
      m_rows(m_document->frameCount()) {
    connect(m_document.get(), &Document::framesAdded, this, &FrameListModel::addFrames);
    connect(m_document.get(), &Document::editsChanged, this, &FrameListModel::repaint);
    connect(m_document.get(), &Document::notesChanged, this, &FrameListModel::repaint);
    connect(m_document.get(), &Document::divergencesChanged, this, &FrameListModel::repaint);
}

tl::expected<void, trace::FilterError> FrameListModel::setFilter(const QString& text) {
    auto filter = trace::Filter::compile(text.toStdString());
    if (!filter)
        return tl::unexpected(filter.error());
    m_filterText = text;
    m_job.renew();
    m_run.reset();
    m_filter = text.trimmed().isEmpty() ? std::nullopt : std::optional(std::move(*filter));
    if (m_filter) {
        runFilter();
        return {};
    }
    beginResetModel();
    m_shown.reset();
    m_rows = m_document->frameCount();
    endResetModel();
    Q_EMIT filterDone(m_rows);
    return {};
}

/// Lets a worker filter the frames that have not been seen yet.
void FrameListModel::runFilter() {
    const CancelFlag flag = m_job.renew();
    const QPointer<QObject> guard(this);
    const uint64_t total = m_document->frameCount();
    auto progress = [guard, flag, total, this](uint64_t done) {
        constexpr uint64_t kReportEvery = 1 << 16;
        if (done % kReportEvery == 0)
            postTo(guard, [=, this] { Q_EMIT filterProgress(done, total); });
        return !flag.isCancelled();
    };
    startJob(
        this, flag,
        [path = m_document->path().toStdString(), run = m_run, filter = *m_filter,
         progress]() mutable -> Result<std::shared_ptr<FilterRun>> {
            if (!run) {
                auto opened = FilterRun::open(path, filter);
                if (!opened)
                    return opened;
                run = std::move(*opened);
            }
            run->advance(progress);
            return run;
        },
        [this](Result<std::shared_ptr<FilterRun>> run) { takeFilter(std::move(run)); });
    m_run.reset();
}

void FrameListModel::takeFilter(Result<std::shared_ptr<FilterRun>> run) {
    if (!run)
        return Q_EMIT filterFailed(toQString(run.error().message()));
    beginResetModel();
    m_shown = (*run)->found();
    m_rows = m_shown->count();
    m_run = std::move(*run);
    endResetModel();
    Q_EMIT filterDone(m_rows);
}

void FrameListModel::setColourRules(const ColourRules& rules) {
    m_rules = rules;
    repaint();
}

void FrameListModel::addFrames(quint64 first, quint64 count) {
    if (m_filter)
        return runFilter();
    const auto last = static_cast<int>(first + count) - 1;
    beginInsertRows({}, static_cast<int>(first), last);
    m_rows = first + count;
    endInsertRows();
}

/// Tells views that what they show has changed, be it in one row or in all, as edits, notes and
/// divergences may do; they read only the rows on the screen.
void FrameListModel::repaint() {
    if (m_rows != 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
}

uint64_t FrameListModel::frameAt(int row) const {
    const auto n = static_cast<uint64_t>(row);
    return m_shown ? m_shown->nth(n) : n;
}

std::optional<int> FrameListModel::rowOf(uint64_t frame) const {
    const uint64_t row = m_shown ? m_shown->countBefore(frame) : frame;
    return row < m_rows ? std::optional(static_cast<int>(row)) : std::nullopt;
}

int FrameListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(std::min<uint64_t>(m_rows, INT_MAX));
}

int FrameListModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QVariant FrameListModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= Columns)
        return {};
    const ColumnInfo& column = kColumns[static_cast<size_t>(section)];
    if (role == Qt::DisplayRole)
        return tr(column.title);
    if (role == Qt::ToolTipRole)
        return tr(column.help);
    if (role == Qt::TextAlignmentRole && column.isNumber)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QVariant FrameListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const uint64_t n = frameAt(index.row());
    switch (role) {
    case Qt::DisplayRole: {
        const Frame* frame = m_document->frame(n);
        return frame != nullptr ? text(*frame, index.column()) : lostText(n, index.column());
    }
    case Qt::TextAlignmentRole:
        return kColumns[static_cast<size_t>(index.column())].isNumber
                   ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                   : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::BackgroundRole:
        return background(n);
    case Qt::FontRole:
        return QFontDatabase::systemFont(QFontDatabase::FixedFont);
    case Qt::ToolTipRole:
        return toolTip(n);
    default:
        return flag(n, role);
    }
}

QVariant FrameListModel::text(const Frame& frame, int column) const {
    switch (column) {
    case Number:
        return static_cast<qulonglong>(frame.index);
    case Vcpu:
        return frame.vcpu;
    case Instructions:
        return static_cast<qulonglong>(frame.instructions);
    case ExitText:
        return exitLine(frame, m_document->scenario());
    case Answer:
        return toQString(summarizeInjection(m_document->answer(frame), m_document->dialect()));
    case ResultText:
        return m_document->isEdited(frame.index) ? tr("edited") : resultLine(frame.result);
    case Digest:
        return QStringLiteral("%1").arg(frame.digest, 16, 16, QLatin1Char('0'));
    default:
        return {};
    }
}

QVariant FrameListModel::lostText(uint64_t n, int column) const {
    if (column == Number)
        return static_cast<qulonglong>(n);
    return column == ExitText ? QVariant(tr("this frame is lost")) : QVariant();
}

QVariant FrameListModel::background(uint64_t n) const {
    std::optional<QColor> colour;
    if (m_rules.needState()) {
        if (const auto page = m_document->page(n))
            colour = m_rules.colourOf({page->frame, m_document->scenario(), &page->atExit});
    } else if (const Frame* frame = m_document->frame(n)) {
        colour = m_rules.colourOf({*frame, m_document->scenario()});
    }
    return colour ? QVariant(*colour) : QVariant();
}

QVariant FrameListModel::flag(uint64_t n, int role) const {
    switch (role) {
    case FrameRole:
        return static_cast<qulonglong>(n);
    case EditedRole:
        return m_document->isEdited(n);
    case BookmarkRole:
        return m_document->notes().contains(n);
    case DivergedRole:
        return m_document->diverged().contains(n);
    case AbortRole: {
        const Frame* frame = m_document->frame(n);
        return frame != nullptr && m_document->isEditable(*frame);
    }
    default:
        return {};
    }
}

QString FrameListModel::toolTip(uint64_t n) const {
    const auto note = m_document->notes().find(n);
    if (note != m_document->notes().end() && !note->second.isEmpty())
        return note->second;
    const Frame* frame = m_document->frame(n);
    const auto* sea = frame != nullptr ? std::get_if<SeaExit>(&frame->exit) : nullptr;
    return sea != nullptr ? syndromeLine(sea->esr, m_document->scenario()) : QString();
}

} // namespace seatape::gui
