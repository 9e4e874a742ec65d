// What describeFrame() tells, part by part.

#include "gui/models/detail_model.h"
#include "gui/models/frame_text.h"

#include "core/esr/format.h"
#include "core/esr/register_layouts.h"
#include "core/exception_entry.h"
#include "core/injection_text.h"

#include <QCoreApplication>

namespace seatape::gui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Detail", text);
}

QString fieldValue(const FieldNote& field) {
    const unsigned width = field.msb - field.lsb + 1;
    return width == 1 ? QString::number(field.value) : hexText(field.value);
}

QString fieldMeaning(const FieldNote& field) {
    QString text = toQString(field.valueName);
    if (!field.valueText.empty())
        text += (text.isEmpty() ? QString() : QStringLiteral(": ")) + toQString(field.valueText);
    if (!field.remark.empty())
        text += (text.isEmpty() ? QString() : QStringLiteral(" – ")) + toQString(field.remark);
    return text;
}

/// What KVM hides, and what is reserved and zero, says nothing; a diagram of the bits shows it.
bool isTelling(const FieldNote& field) {
    const bool isReserved = field.name.starts_with("RES0");
    return field.state != FieldState::Hidden && (!isReserved || field.value != 0);
}

DetailNode fieldNode(const FieldNote& field, std::optional<SyndromeKind> kind) {
    const QString range = field.msb == field.lsb
                              ? QStringLiteral("[%1]").arg(field.msb)
                              : QStringLiteral("[%1:%2]").arg(field.msb).arg(field.lsb);
    DetailNode node{toQString(field.name) + QLatin1Char(' ') + range,
                    fieldValue(field),
                    fieldMeaning(field),
                    toQString(field.explanation),
                    !field.remark.empty(),
                    {},
                    {}};
    if (!field.source.empty())
        node.help += QStringLiteral("\n%1").arg(toQString(field.source));
    if (kind)
        node.place = FieldPlace{*kind, field.msb, field.lsb};
    return node;
}

DetailNode syndromeNode(const QString& name, uint64_t value, const Syndrome& syndrome,
                        SyndromeKind kind) {
    DetailNode node{name, hexText(value), {}, {}, syndrome.remarkCount() != 0, FieldPlace{kind},
                    {}};
    node.meaning = toQString(summarizeFields(syndrome.fields));
    for (const FieldNote& field : describeFields(syndrome))
        if (isTelling(field))
            node.children.push_back(fieldNode(field, kind));
    return node;
}

DetailNode plain(const QString& name, const QString& value, const QString& meaning = {}) {
    return {name, value, meaning, {}, false, {}, {}};
}

DetailNode exitNode(const Frame& frame, const Scenario& scenario) {
    DetailNode node =
        plain(tr("Exit"), QStringLiteral("KVM_EXIT_") + toQString(exitName(frame.exit)),
              tr("vCPU %1 after %2 instructions")
                  .arg(frame.vcpu)
                  .arg(static_cast<qulonglong>(frame.instructions)));
    for (const NamedValue& field : exitFields(frame.exit))
        if (field.name == "esr" && std::holds_alternative<SeaExit>(frame.exit))
            node.children.push_back(
                syndromeNode(QStringLiteral("esr"), field.value,
                             decodeEsr(field.value, EsrContext::forSeaExit(scenario.cpu.ras)),
                             SyndromeKind::Exit));
        else
            node.children.push_back(plain(toQString(field.name), hexText(field.value)));
    if (const auto* error = std::get_if<InternalErrorExit>(&frame.exit))
        node.children.push_back(plain(QStringLiteral("detail"), toQString(error->detail)));
    return node;
}

DetailNode memberNode(const EventsMember& member, const VcpuEvents& events) {
    const QString name = toQString(member.name);
    const uint64_t value = member.in(events);
    const QString place = tr("offset %1").arg(member.offset);
    if (member.word == &VcpuEvents::serror_esr)
        return syndromeNode(name, value, decodeUserIss(ExceptionClass::SERROR, value),
                            SyndromeKind::SError);
    if (member.word == &VcpuEvents::ext_abt_esr)
        return syndromeNode(name, value, decodeUserIss(ExceptionClass::DABT_CUR, value),
                            SyndromeKind::Abort);
    return plain(name, QString::number(value), place);
}

DetailNode registerNode(const RegChange& change, const QString& verb) {
    DetailNode node = plain(verb + toQString(regInfo(change.reg).name), hexText(change.value));
    if (change.reg == Reg::ESR_EL1)
        node.meaning = toQString(summarizeEsr(change.value));
    return node;
}

DetailNode answerNode(const Injection& answer, Dialect dialect, const InjectionResult& result) {
    DetailNode node = plain(tr("Answer"), toQString(summarizeInjection(answer, dialect)));
    for (const MemoryAction& action : answer.memory)
        node.children.push_back(plain(toQString(memoryVerb(action.kind)), hexText(action.gpa),
                                      tr("%1 bytes").arg(static_cast<qulonglong>(action.size))));
    for (const RegChange& change : answer.registers)
        node.children.push_back(registerNode(change, QStringLiteral("KVM_SET_ONE_REG ")));
    if (answer.events) {
        DetailNode events = plain(QStringLiteral("KVM_SET_VCPU_EVENTS"), {},
                                  tr("dialect %1").arg(toQString(dialectName(dialect))));
        const VcpuEvents members = decodeEvents(dialect, *answer.events);
        for (const EventsMember& member : eventsLayout(dialect).members)
            events.children.push_back(memberNode(member, members));
        node.children.push_back(std::move(events));
    }
    if (answer.mmioData)
        node.children.push_back(
            plain(QStringLiteral("kvm_run.mmio.data"), hexText(*answer.mmioData)));
    node.children.push_back(plain(tr("verdict"), answer.verdict == Verdict::Kill
                                                     ? tr("the VM is ended")
                                                     : tr("KVM_RUN again")));
    DetailNode returned = plain(tr("result"), resultLine(result));
    returned.isOdd = result != InjectionResult{};
    node.children.push_back(std::move(returned));
    return node;
}

DetailNode layoutNode(Reg reg, uint64_t value) {
    const std::string_view name = regInfo(reg).name;
    DetailNode node = plain(toQString(name), hexText(value));
    if (const Layout* layout = registerLayout(name)) {
        const FieldList fields = decodeFields(*layout, value);
        node.meaning = toQString(summarizeFields(fields));
        for (const FieldNote& field : describeFields(fields))
            node.children.push_back(fieldNode(field, std::nullopt));
    }
    return node;
}

DetailNode guestNode(const FramePage& page) {
    const VcpuState& after = page.after;
    const bool isEntered = isExceptionEntry(page.atExit, after);
    DetailNode node = plain(tr("Guest"), QStringLiteral("PC ") + hexText(after[Reg::PC]),
                            isEntered ? toQString(vectorText(after[Reg::PC] - after[Reg::VBAR_EL1]))
                                      : tr("goes on where it was"));
    if (!isEntered)
        return node;
    node.children.push_back(syndromeNode(QStringLiteral("ESR_EL1"), after[Reg::ESR_EL1],
                                         decodeEsr(after[Reg::ESR_EL1]), SyndromeKind::Guest));
    for (const Reg reg : {Reg::FAR_EL1, Reg::ELR_EL1, Reg::SPSR_EL1})
        node.children.push_back(layoutNode(reg, after[reg]));
    return node;
}

} // namespace

std::vector<DetailNode> describeFrame(const FramePage& page, const Injection& answer,
                                      Dialect dialect, const Scenario& scenario) {
    return {exitNode(page.frame, scenario), answerNode(answer, dialect, page.frame.result),
            guestNode(page)};
}

} // namespace seatape::gui
