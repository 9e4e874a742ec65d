// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/answer/memory_actions.h"

#include "explain/words.h"
#include "gui/text.h"
#include "gui/widgets/answer/hex_edit.h"
#include "seatape/base/page.h"
#include "seatape/core/injection_text.h"

namespace seatape::gui {
namespace {

using Kind = MemoryAction::Kind;

enum Column { Verb, Address, Size };
constexpr size_t kWritten = 8; // bytes, of a new write

constexpr struct {
    Kind kind;
    const char* text;
    const char* tip;
} kKinds[] = {
    {Kind::Heal, QT_TRANSLATE_NOOP("MemoryActions", "Replace (heal)"),
     QT_TRANSLATE_NOOP("MemoryActions", "New backing: poison is gone, and it reads as zero")},
    {Kind::Unmap, QT_TRANSLATE_NOOP("MemoryActions", "Unmap"),
     QT_TRANSLATE_NOOP("MemoryActions", "Take whole pages out of the memory slots")},
    {Kind::Write, QT_TRANSLATE_NOOP("MemoryActions", "Write"),
     QT_TRANSLATE_NOOP("MemoryActions", "Store bytes")},
    {Kind::Poison, QT_TRANSLATE_NOOP("MemoryActions", "Poison"),
     QT_TRANSLATE_NOOP("MemoryActions", "Make it bad: an access is an external abort")},
};

QString tipOf(Kind kind) {
    for (const auto& row : kKinds)
        if (row.kind == kind)
            return MemoryActions::tr(row.tip);
    return {};
}

/// Puts an entered text into an action; returns what is wrong with it, or nothing.
QString put(MemoryAction& action, int column, const QString& text) {
    if (column == Size && action.kind == Kind::Write) {
        auto bytes = parseBytes(text);
        if (!bytes || bytes->empty())
            return MemoryActions::tr("'%1' are no bytes; write pairs of hexadecimal digits: 00 1f")
                .arg(text);
        action.bytes = std::move(*bytes);
        action.size = action.bytes.size();
        return {};
    }
    const auto value = parseNumber(text);
    if (!value)
        return numberProblem(text);
    (column == Address ? action.gpa : action.size) = *value;
    return {};
}

} // namespace

MemoryActions::MemoryActions(QWidget* parent)
    : EditTable(tr("Memory actions"), {tr("Action"), tr("Address"), tr("Size, or the bytes")},
                parent) {
    for (const auto& row : kKinds) {
        QAction* action = addMenu().addAction(tr(row.text));
        action->setToolTip(tr(row.tip));
        connect(action, &QAction::triggered, this, [this, kind = row.kind] { add(kind); });
    }
}

void MemoryActions::setActions(const std::vector<MemoryAction>& actions, uint64_t gpa) {
    m_gpa = gpa;
    tellProblem({});
    if (m_actions == actions)
        return;
    m_actions = actions;
    fill();
}

void MemoryActions::fill() {
    QList<EditTable::Row> rows;
    for (const MemoryAction& action : m_actions)
        rows.append({{toQString(memoryVerb(action.kind)), hexText(action.gpa),
                      action.kind == Kind::Write ? toQString(explain::hexGroups(action.bytes))
                                                 : hexText(action.size)},
                     tipOf(action.kind)});
    setRows(rows);
}

void MemoryActions::enter(int row, int column, const QString& text) {
    MemoryAction& action = m_actions[static_cast<size_t>(row)];
    const MemoryAction before = action;
    const QString problem = put(action, column, text);
    const bool isNew = action != before;
    fill();
    tellProblem(problem);
    if (isNew)
        Q_EMIT edited();
}

void MemoryActions::add(Kind kind) {
    MemoryAction action{kind, m_gpa, kPageSize, {}};
    if (kind == Kind::Write) {
        action.bytes.assign(kWritten, 0);
        action.size = kWritten;
    }
    m_actions.push_back(std::move(action));
    fill();
    goTo(static_cast<int>(m_actions.size()) - 1, Address);
    Q_EMIT edited();
}

void MemoryActions::remove(int row) {
    m_actions.erase(m_actions.begin() + row);
    fill();
    Q_EMIT edited();
}

} // namespace seatape::gui
