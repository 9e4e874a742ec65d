// SPDX-License-Identifier: Apache-2.0
/// What the window shows while no trace is open: the ways to get one.
#pragma once

#include "gui/app/actions.h"

#include <QStringList>
#include <QWidget>

class QVBoxLayout;

namespace seatape::gui {

class StartPage final : public QWidget {
    Q_OBJECT

public:
    explicit StartPage(Actions& actions, QWidget* parent = nullptr);

    /// Lists the traces that were open last, the newest first.
    void setRecent(const QStringList& paths);

Q_SIGNALS:
    /// One of the recent traces is wanted.
    void traceWanted(const QString& path);

private:
    void addWay(QVBoxLayout& layout, QAction& action);

    QWidget* m_recent;
    QVBoxLayout* m_recentLayout;
};

} // namespace seatape::gui
