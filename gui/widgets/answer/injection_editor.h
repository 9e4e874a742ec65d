// SPDX-License-Identifier: Apache-2.0
/// The answer to an exit as a form: what user space gives to KVM, judged while it is edited.
#pragma once

#include "explain/answer_check.h"
#include "gui/widgets/answer/answer_notes.h"
#include "gui/widgets/answer/events_bytes.h"
#include "gui/widgets/answer/hex_edit.h"
#include "gui/widgets/answer/memory_actions.h"
#include "gui/widgets/answer/register_writes.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGroupBox>
#include <QLabel>
#include <QRadioButton>
#include <QToolButton>
#include <QWidget>

#include <map>
#include <string_view>

namespace seatape::gui {

/// Belongs in a QScrollArea.
class InjectionEditor final : public QWidget {
    Q_OBJECT

public:
    explicit InjectionEditor(QWidget* parent = nullptr);

    /// Shows an answer, to edit or only to read; sends no signal.
    void show(const explain::AnswerPlace& place, const Injection& answer, bool isEditable);
    const Injection& answer() const { return m_answer; }

Q_SIGNALS:
    /// The user has changed the answer; `what` is for the undo menu.
    void answerEdited(const seatape::Injection& answer, const QString& what);
    /// The user wants another ABI for the whole trace.
    void dialectChosen(seatape::Dialect dialect);

protected:
    void changeEvent(QEvent* event) override;

private:
    /// A member of kvm_vcpu_events: one of the two, and for a syndrome the bits.
    struct MemberRow {
        QCheckBox* flag = nullptr;
        QLabel* colour = nullptr; ///< of the member's bytes
        QLabel* label = nullptr;
        HexEdit* number = nullptr;
        QToolButton* unfold = nullptr;
        BitDiagram* bits = nullptr;
    };

    QWidget* makeHead();
    QGroupBox* makeEvents();
    void addByteMember(std::string_view name, QVBoxLayout* column);
    void addWordMember(std::string_view name, ExceptionClass ec, QVBoxLayout* column);
    QWidget* makeRegisters();
    QWidget* makeMemory();
    QWidget* makeMmio();
    QWidget* makeVerdict();
    void fill();
    void fillEvents();
    void fillMember(std::string_view name, MemberRow& row, const VcpuEvents& events);
    void fillMmio();
    void openTemplates();
    void setMember(std::string_view name, uint64_t value);
    void setByte(int index, int value);
    void setMmio(std::optional<uint64_t> value);
    void change(Injection answer, const QString& what);

    explain::AnswerPlace m_place;
    Injection m_answer;
    QToolButton* m_templates = nullptr;
    QComboBox* m_dialect = nullptr;
    QGroupBox* m_events = nullptr;
    QCheckBox* m_call = nullptr;
    std::map<std::string_view, MemberRow> m_members;
    EventsBytes* m_bytes = nullptr;
    MemoryActions* m_memory = nullptr;
    RegisterWrites* m_registers = nullptr;
    QWidget* m_mmioRow = nullptr;
    QCheckBox* m_hasMmio = nullptr;
    HexEdit* m_mmio = nullptr;
    QRadioButton* m_resume = nullptr;
    QRadioButton* m_kill = nullptr;
    QWidget* m_form = nullptr; ///< everything that is disabled for reading
    AnswerNotes* m_notes = nullptr;
};

} // namespace seatape::gui
