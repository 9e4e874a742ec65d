// SPDX-License-Identifier: Apache-2.0
#include "gui/app/filter_line.h"

#include "gui/models/frame_text.h"
#include "gui/widgets/symbol_icon.h"
#include "gui/widgets/theme.h"

#include <QAbstractItemView>
#include <QAction>
#include <QCompleter>
#include <QCursor>
#include <QMenu>
#include <QSettings>
#include <QStringListModel>
#include <QVBoxLayout>

namespace seatape::gui {
namespace {

constexpr const char* kSavedKey = "filters";

} // namespace

FilterLine::FilterLine(const QString& name, const QString& placeholder, QWidget* parent)
    : QWidget(parent), m_edit(new QLineEdit(this)), m_problem(new QLabel(this)),
      m_completer(new QCompleter(this)), m_words(new QStringListModel(this)) {
    m_edit->setAccessibleName(name);
    m_edit->setPlaceholderText(placeholder);
    m_edit->setClearButtonEnabled(true);
    m_edit->setFont(monospaceFont(font()));
    m_edit->setMaxLength(static_cast<int>(trace::Filter::kMaxLength));
    m_problem->setFont(monospaceFont(font()));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->hide();
    m_completer->setModel(m_words);
    m_completer->setWidget(m_edit);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_edit);
    layout->addWidget(m_problem);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, &FilterLine::complete);
    connect(m_edit, &QLineEdit::textChanged, this, &FilterLine::check);
    connect(m_edit, &QLineEdit::returnPressed, this, &FilterLine::submit);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this,
            &FilterLine::insert);
}

void FilterLine::addSavedFilters() {
    QAction* action =
        m_edit->addAction(symbolIcon(QStringLiteral("bookmark")), QLineEdit::TrailingPosition);
    action->setToolTip(tr("Saved filters"));
    connect(action, &QAction::triggered, this, &FilterLine::openSavedFilters);
}

void FilterLine::openSavedFilters() {
    QSettings settings;
    QStringList saved = settings.value(QLatin1String(kSavedKey)).toStringList();
    QMenu menu(this);
    for (const QString& filter : saved)
        menu.addAction(filter, this, [this, filter] {
            setText(filter);
            submit();
        });
    menu.addSeparator();
    const QString now = text().trimmed();
    QAction* keep = menu.addAction(tr("Save this filter"));
    keep->setEnabled(!now.isEmpty() && !saved.contains(now));
    QAction* forget = menu.addAction(tr("Forget this filter"));
    forget->setEnabled(saved.contains(now));
    const QAction* chosen = menu.exec(QCursor::pos());
    if (chosen == keep)
        saved.append(now);
    else if (chosen == forget)
        saved.removeAll(now);
    settings.setValue(QLatin1String(kSavedKey), saved);
}

void FilterLine::setText(const QString& text) {
    m_edit->setText(text);
}

/// Shows what is wrong under the column where it is.
void FilterLine::check() {
    const std::string text = m_edit->text().toStdString();
    const auto filter = trace::Filter::compile(text);
    m_problem->setVisible(!filter);
    const Theme theme(palette());
    QPalette colours = palette();
    if (!filter) {
        const trace::FilterError& error = filter.error();
        const auto column = static_cast<qsizetype>(error.column) - 1;
        const int frame = m_edit->fontMetrics().horizontalAdvance(QLatin1Char(' '));
        m_problem->setIndent(frame);
        m_problem->setText(QString(column, QLatin1Char(' ')) +
                           QString(static_cast<qsizetype>(error.length), QLatin1Char('^')) +
                           QLatin1Char(' ') + toQString(error.what));
        m_problem->setToolTip(toQString(error.remedy));
        QPalette bad = palette();
        bad.setColor(QPalette::WindowText, theme[Role::Bad]);
        m_problem->setPalette(bad);
        colours.setColor(QPalette::Base, theme[Role::BadSurface]);
    }
    m_edit->setPalette(colours);
}

void FilterLine::complete() {
    const std::string text = m_edit->text().toStdString();
    const auto cursor = m_edit->text().left(m_edit->cursorPosition()).toUtf8().size();
    const auto found = trace::completeFilter(text, static_cast<size_t>(cursor));
    QStringList words;
    for (const trace::Completion& completion : found) {
        m_start = completion.start;
        words << toQString(completion.text);
    }
    m_words->setStringList(words);
    if (words.isEmpty())
        return m_completer->popup()->hide();
    m_completer->complete();
}

void FilterLine::insert(const QString& completion) {
    const QByteArray text = m_edit->text().toUtf8();
    const QString before = QString::fromUtf8(text.left(static_cast<qsizetype>(m_start)));
    const QString behind = m_edit->text().mid(m_edit->cursorPosition());
    m_edit->setText(before + completion + behind);
    m_edit->setCursorPosition(static_cast<int>(before.size() + completion.size()));
}

void FilterLine::submit() {
    m_completer->popup()->hide();
    if (trace::Filter::compile(m_edit->text().toStdString()))
        Q_EMIT submitted(m_edit->text());
}

} // namespace seatape::gui
