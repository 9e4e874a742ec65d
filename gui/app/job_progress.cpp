// SPDX-License-Identifier: Apache-2.0
#include "gui/app/job_progress.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QToolButton>

#include <algorithm>

namespace seatape::gui {
namespace {

constexpr int kLookEvery = 150; // milliseconds; a shorter job is never shown
constexpr int kBarWidth = 140;  // pixels
constexpr int kBarSteps = 1000;

} // namespace

JobProgress::JobProgress(const QString& text, uint64_t total, const CancelFlag& flag,
                         QWidget* parent)
    : QWidget(parent), m_flag(flag), m_total(total), m_count(new QLabel(this)),
      m_bar(new QProgressBar(this)) {
    m_bar->setRange(0, total == 0 ? 0 : kBarSteps);
    m_bar->setFixedWidth(kBarWidth);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(text);
    auto* button = new QToolButton(this);
    button->setText(tr("Cancel"));
    button->setAccessibleName(tr("Cancel: %1").arg(text));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 8, 0);
    row->addWidget(new QLabel(text, this));
    row->addWidget(m_count);
    row->addWidget(m_bar);
    row->addWidget(button);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    hide();
    connect(button, &QToolButton::clicked, this, &JobProgress::cancel);
    connect(&m_timer, &QTimer::timeout, this, &JobProgress::look);
    m_timer.start(kLookEvery);
}

RunProgress JobProgress::counter() const {
    return [flag = m_flag, done = m_done](uint64_t count) {
        *done = count;
        return !flag.isCancelled();
    };
}

void JobProgress::look() {
    if (m_flag.isCancelled())
        return leave();
    show();
    const uint64_t done = m_done->load();
    m_count->setText(tr("%1 frames").arg(QLocale().toString(static_cast<qulonglong>(done))));
    m_count->setVisible(m_total == 0 && done != 0);
    if (m_total != 0)
        m_bar->setValue(static_cast<int>(std::min(done, m_total) * kBarSteps / m_total));
}

void JobProgress::cancel() {
    m_flag.cancel();
    leave();
    Q_EMIT cancelled();
}

void JobProgress::leave() {
    m_timer.stop();
    hide();
    deleteLater();
}

} // namespace seatape::gui
