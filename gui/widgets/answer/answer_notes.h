// SPDX-License-Identifier: Apache-2.0
/// What an answer does, judged: a line for each part, and what the guest reads in ESR_EL1.
#pragma once

#include "explain/answer_check.h"
#include "gui/widgets/syndrome/bit_diagram.h"

#include <QLabel>
#include <QVBoxLayout>
#include <QWidget>

#include <vector>

namespace seatape::gui {

class AnswerNotes final : public QWidget {
    Q_OBJECT

public:
    explicit AnswerNotes(QWidget* parent = nullptr);

    void setNotes(std::vector<explain::AnswerNote> notes, const EsrContext& guest);

protected:
    void changeEvent(QEvent* event) override;

private:
    void addNote(const explain::AnswerNote& note);
    void showEsr();
    void fill();

    std::vector<explain::AnswerNote> m_notes;
    EsrContext m_guest;
    QVBoxLayout* m_lines;
    QLabel* m_esrTitle;
    BitDiagram* m_esr;
};

} // namespace seatape::gui
