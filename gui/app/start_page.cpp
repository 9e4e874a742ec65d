// SPDX-License-Identifier: Apache-2.0
#include "gui/app/start_page.h"

#include <QAction>
#include <QCommandLinkButton>
#include <QFileInfo>
#include <QLabel>
#include <QVBoxLayout>

namespace seatape::gui {
namespace {

constexpr int kWidth = 420;
constexpr int kMostShown = 5;

QLabel* heading(const QString& text, double scale, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    font.setBold(true);
    label->setFont(font);
    return label;
}

} // namespace

StartPage::StartPage(Actions& actions, QWidget* parent)
    : QWidget(parent), m_recent(new QWidget(this)), m_recentLayout(new QVBoxLayout(m_recent)) {
    auto* column = new QWidget(this);
    column->setFixedWidth(kWidth);
    auto* layout = new QVBoxLayout(column);
    layout->addWidget(heading(tr("Seatape"), 2, column));
    auto* summary = new QLabel(
        tr("Step through synchronous external aborts of a guest, edit what user space answered, "
           "and see what would have happened."),
        column);
    summary->setWordWrap(true);
    layout->addWidget(summary);
    layout->addSpacing(12);
    for (const ActionId id : {ActionId::Open, ActionId::NewRun, ActionId::Lessons})
        addWay(*layout, actions[id]);
    m_recentLayout->setContentsMargins(0, 12, 0, 0);
    m_recentLayout->setSpacing(2);
    layout->addWidget(m_recent);
    auto* outer = new QVBoxLayout(this);
    outer->addWidget(column, 0, Qt::AlignCenter);
}

void StartPage::addWay(QVBoxLayout& layout, QAction& action) {
    auto* button = new QCommandLinkButton(action.iconText(), action.toolTip(), this);
    button->setIcon(action.icon());
    connect(button, &QCommandLinkButton::clicked, &action, &QAction::trigger);
    layout.addWidget(button);
}

void StartPage::setRecent(const QStringList& paths) {
    qDeleteAll(m_recent->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
    m_recent->setVisible(!paths.isEmpty());
    if (!paths.isEmpty())
        m_recentLayout->addWidget(heading(tr("Recent traces"), 1, m_recent));
    for (const QString& path : paths.mid(0, kMostShown)) {
        const QFileInfo file(path);
        auto* link = new QLabel(
            QStringLiteral("<a href=\"#\">%1</a> &nbsp;%2")
                .arg(file.fileName().toHtmlEscaped(), file.absolutePath().toHtmlEscaped()),
            m_recent);
        link->setAccessibleName(path);
        link->setToolTip(path);
        link->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
        link->setFocusPolicy(Qt::StrongFocus);
        connect(link, &QLabel::linkActivated, this, [this, path] { Q_EMIT traceWanted(path); });
        m_recentLayout->addWidget(link);
    }
}

} // namespace seatape::gui
