// SPDX-License-Identifier: Apache-2.0
#include "gui/models/detail_model.h"

#include <QColor>

namespace seatape::gui {
namespace {

void appendText(const std::vector<DetailNode>& nodes, bool asMarkdown, int depth, QString& out) {
    for (const DetailNode& node : nodes) {
        out += QString(depth * 2, QLatin1Char(' '));
        out += asMarkdown ? QStringLiteral("- **%1**").arg(node.name) : node.name;
        if (!node.value.isEmpty())
            out += asMarkdown ? QStringLiteral(" `%1`").arg(node.value)
                              : QStringLiteral(": %1").arg(node.value);
        if (!node.meaning.isEmpty())
            out += QStringLiteral(" – %1").arg(node.meaning);
        out += QLatin1Char('\n');
        appendText(node.children, asMarkdown, depth + 1, out);
    }
}

} // namespace

QString detailText(const std::vector<DetailNode>& nodes, bool asMarkdown) {
    QString out;
    appendText(nodes, asMarkdown, 0, out);
    return out;
}

void DetailModel::setNodes(std::vector<DetailNode> nodes) {
    beginResetModel();
    m_nodes = std::move(nodes);
    m_entries.clear();
    m_top.clear();
    for (const DetailNode& node : m_nodes)
        m_top.push_back(add(node, nullptr, static_cast<int>(m_top.size())));
    endResetModel();
}

DetailModel::Entry* DetailModel::add(const DetailNode& node, const Entry* parent, int row) {
    Entry* entry = m_entries.emplace_back(new Entry{&node, parent, row, {}}).get();
    for (const DetailNode& child : node.children)
        entry->children.push_back(add(child, entry, static_cast<int>(entry->children.size())));
    return entry;
}

const DetailNode& DetailModel::node(const QModelIndex& index) const {
    return *static_cast<const Entry*>(index.constInternalPointer())->node;
}

QModelIndex DetailModel::indexOf(const FieldPlace& place) const {
    for (const auto& entry : m_entries)
        if (entry->node->place == place)
            return createIndex(entry->row, 0, entry.get());
    return {};
}

const std::vector<DetailModel::Entry*>& DetailModel::childrenOf(const QModelIndex& parent) const {
    return parent.isValid() ? static_cast<const Entry*>(parent.constInternalPointer())->children
                            : m_top;
}

QModelIndex DetailModel::index(int row, int column, const QModelIndex& parent) const {
    return hasIndex(row, column, parent)
               ? createIndex(row, column, childrenOf(parent)[static_cast<size_t>(row)])
               : QModelIndex();
}

QModelIndex DetailModel::parent(const QModelIndex& child) const {
    if (!child.isValid())
        return {};
    const Entry* parent = static_cast<const Entry*>(child.constInternalPointer())->parent;
    return parent != nullptr ? createIndex(parent->row, 0, parent) : QModelIndex();
}

int DetailModel::rowCount(const QModelIndex& parent) const {
    return parent.column() > 0 ? 0 : static_cast<int>(childrenOf(parent).size());
}

int DetailModel::columnCount(const QModelIndex&) const {
    return Columns;
}

QVariant DetailModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const DetailNode& shown = node(index);
    if (role == Qt::DisplayRole)
        return index.column() == Name    ? shown.name
               : index.column() == Value ? shown.value
                                         : shown.meaning;
    if (role == Qt::ToolTipRole && !shown.help.isEmpty())
        return shown.help;
    if (role == OddRole)
        return shown.isOdd;
    return {};
}

QVariant DetailModel::headerData(int section, Qt::Orientation orientation, int role) const {
    const QString titles[] = {tr("Field"), tr("Value"), tr("Meaning")};
    const bool isTitle = orientation == Qt::Horizontal && role == Qt::DisplayRole;
    return isTitle && section >= 0 && section < Columns ? QVariant(titles[section]) : QVariant();
}

} // namespace seatape::gui
