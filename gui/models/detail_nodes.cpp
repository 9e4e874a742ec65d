// SPDX-License-Identifier: Apache-2.0
// What describeFrame() tells, part by part.

#include "gui/models/detail_model.h"
#include "gui/models/frame_text.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/core/injection_text.h"
#include "seatape/esr/format.h"
#include "seatape/esr/register_layouts.h"

#include <QCoreApplication>

#include <algorithm>

namespace seatape::gui {
namespace {

QString trDetail(const char* text) {
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

/// Compares a name of the filter language with a value.
QString equals(const QString& name, const QString& value) {
    return QStringLiteral("%1 == %2").arg(name, value);
}

/// Picks the frames whose register, by its name in the filter language, has the same in a field.
/// Reserved bits have no name there.
QString fieldFilter(const QString& whole, const FieldNote& field) {
    const QString name = toQString(field.name);
    const bool isName = std::ranges::all_of(
        name, [](QChar c) { return c.isLetterOrNumber() || c == QLatin1Char('_'); });
    return isName && !name.startsWith(QLatin1String("RES"))
               ? equals(whole + QLatin1Char('.') + name, fieldValue(field))
               : QString();
}

DetailNode fieldNode(const FieldNote& field, const QString& whole,
                     std::optional<SyndromeKind> kind) {
    const QString range = field.msb == field.lsb
                              ? QStringLiteral("[%1]").arg(field.msb)
                              : QStringLiteral("[%1:%2]").arg(field.msb).arg(field.lsb);
    DetailNode node;
    node.name = toQString(field.name) + QLatin1Char(' ') + range;
    node.value = fieldValue(field);
    node.meaning = fieldMeaning(field);
    node.help = toQString(field.explanation);
    node.isOdd = !field.remark.empty();
    node.filter = fieldFilter(whole, field);
    if (!field.source.empty())
        node.help += QStringLiteral("\n%1").arg(toQString(field.source));
    if (kind)
        node.place = FieldPlace{*kind, field.msb, field.lsb};
    return node;
}

/// `whole` is its name in the filter language. User space passes the ISS alone: what is above it in
/// the tree is what the kernel adds.
DetailNode syndromeNode(const QString& name, const QString& whole, uint64_t value,
                        const Syndrome& syndrome, SyndromeKind kind) {
    DetailNode node;
    node.name = name;
    node.value = hexText(value);
    node.meaning = toQString(summarizeFields(syndrome.fields));
    node.isOdd = syndrome.remarkCount() != 0;
    node.place = FieldPlace{kind};
    node.filter = equals(whole, hexText(value));
    node.syndrome = value;
    constexpr unsigned kIssBits = 25;
    const bool isUsers = kind == SyndromeKind::SError || kind == SyndromeKind::Abort;
    for (const FieldNote& field : describeFields(syndrome)) {
        if (!isTelling(field))
            continue;
        node.children.push_back(fieldNode(field, whole, kind));
        if (isUsers && field.lsb >= kIssBits)
            node.children.back().filter.clear();
    }
    return node;
}

DetailNode plain(const QString& name, const QString& value, const QString& meaning = {},
                 const QString& filter = {}) {
    DetailNode node;
    node.name = name;
    node.value = value;
    node.meaning = meaning;
    node.filter = filter;
    return node;
}

/// KVM does not count instructions.
QString placeText(const Frame& frame) {
    return frame.instructions == 0 ? trDetail("vCPU %1").arg(frame.vcpu)
                                   : trDetail("vCPU %1 after %2 instructions")
                                         .arg(frame.vcpu)
                                         .arg(static_cast<qulonglong>(frame.instructions));
}

DetailNode exitNode(const Frame& frame, const Scenario& scenario) {
    const QString reason = toQString(exitName(frame.exit));
    const QString sameReason = equals(QStringLiteral("exit"), reason);
    DetailNode node =
        plain(trDetail("Exit"), QStringLiteral("KVM_EXIT_") + reason, placeText(frame), sameReason);
    for (const NamedValue& field : exitFields(frame.exit))
        if (field.name == "esr" && std::holds_alternative<SeaExit>(frame.exit))
            node.children.push_back(
                syndromeNode(QStringLiteral("esr"), QStringLiteral("esr"), field.value,
                             decodeEsr(field.value, EsrContext::forSeaExit(scenario.cpu.ras)),
                             SyndromeKind::Exit));
        else
            node.children.push_back(
                plain(toQString(field.name), hexText(field.value), {},
                      QStringLiteral("%1 && %2")
                          .arg(sameReason, equals(toQString(field.name), hexText(field.value)))));
    if (const auto* error = std::get_if<InternalErrorExit>(&frame.exit))
        node.children.push_back(plain(QStringLiteral("detail"), toQString(error->detail)));
    return node;
}

DetailNode memberNode(const EventsMember& member, const VcpuEvents& events) {
    const QString name = toQString(member.name);
    const QString whole = QStringLiteral("events.") + name;
    const uint64_t value = member.in(events);
    const QString place = trDetail("offset %1").arg(member.offset);
    if (member.word == &VcpuEvents::serror_esr)
        return syndromeNode(name, whole, value, decodeUserIss(ExceptionClass::SERROR, value),
                            SyndromeKind::SError);
    if (member.word == &VcpuEvents::ext_abt_esr)
        return syndromeNode(name, whole, value, decodeUserIss(ExceptionClass::DABT_CUR, value),
                            SyndromeKind::Abort);
    return plain(name, QString::number(value), place, equals(whole, QString::number(value)));
}

DetailNode writeNode(const RegChange& change) {
    const QString name = toQString(regInfo(change.reg).name);
    const QString value = hexText(change.value);
    DetailNode node = plain(QStringLiteral("KVM_SET_ONE_REG ") + name, value, {},
                            equals(QStringLiteral("written.") + name, value));
    if (change.reg == Reg::ESR_EL1)
        node.meaning = toQString(summarizeEsr(change.value));
    return node;
}

DetailNode answerNode(const Injection& answer, Dialect dialect, const InjectionResult& result) {
    DetailNode node = plain(trDetail("Answer"), toQString(summarizeInjection(answer, dialect)));
    for (const MemoryAction& action : answer.memory) {
        const QString verb = toQString(memoryVerb(action.kind));
        node.children.push_back(
            plain(verb, hexText(action.gpa),
                  trDetail("%1 bytes").arg(static_cast<qulonglong>(action.size)),
                  equals(QStringLiteral("memory.") + verb, hexText(action.gpa))));
    }
    for (const RegChange& change : answer.registers)
        node.children.push_back(writeNode(change));
    if (answer.events) {
        DetailNode events = plain(QStringLiteral("KVM_SET_VCPU_EVENTS"), {},
                                  trDetail("dialect %1").arg(toQString(dialectName(dialect))),
                                  QStringLiteral("events"));
        const VcpuEvents members = decodeEvents(dialect, *answer.events);
        for (const EventsMember& member : eventsLayout(dialect).members)
            events.children.push_back(memberNode(member, members));
        node.children.push_back(std::move(events));
    }
    if (answer.mmioData)
        node.children.push_back(
            plain(QStringLiteral("kvm_run.mmio.data"), hexText(*answer.mmioData), {},
                  equals(QStringLiteral("mmio_data"), hexText(*answer.mmioData))));
    const bool isKill = answer.verdict == Verdict::Kill;
    node.children.push_back(plain(
        trDetail("verdict"), isKill ? trDetail("the VM is ended") : trDetail("KVM_RUN again"), {},
        equals(QStringLiteral("verdict"),
               isKill ? QStringLiteral("kill") : QStringLiteral("resume"))));
    const bool isOdd = result != InjectionResult{};
    DetailNode returned = plain(trDetail("result"), resultLine(result), {},
                                isOdd ? QStringLiteral("errno") : QStringLiteral("!errno"));
    returned.isOdd = isOdd;
    node.children.push_back(std::move(returned));
    return node;
}

/// A register after the answer.
DetailNode layoutNode(Reg reg, uint64_t value) {
    const std::string_view name = regInfo(reg).name;
    const QString whole = QStringLiteral("after.") + toQString(name);
    DetailNode node = plain(toQString(name), hexText(value), {}, equals(whole, hexText(value)));
    if (const Layout* layout = registerLayout(name)) {
        const FieldList fields = decodeFields(*layout, value);
        node.meaning = toQString(summarizeFields(fields));
        for (const FieldNote& field : describeFields(fields))
            node.children.push_back(fieldNode(field, whole, std::nullopt));
    }
    return node;
}

DetailNode guestNode(const FramePage& page) {
    const VcpuState& after = page.after;
    const bool isEntered = isExceptionEntry(page.atExit, after);
    DetailNode node = plain(trDetail("Guest"), QStringLiteral("PC ") + hexText(after[Reg::PC]),
                            isEntered ? toQString(vectorText(after[Reg::PC] - after[Reg::VBAR_EL1]))
                                      : trDetail("goes on where it was"),
                            equals(QStringLiteral("after.PC"), hexText(after[Reg::PC])));
    if (!isEntered)
        return node;
    node.children.push_back(syndromeNode(QStringLiteral("ESR_EL1"), QStringLiteral("after.ESR_EL1"),
                                         after[Reg::ESR_EL1], decodeEsr(after[Reg::ESR_EL1]),
                                         SyndromeKind::Guest));
    for (const Reg reg : {Reg::FAR_EL1, Reg::ELR_EL1, Reg::SPSR_EL1})
        node.children.push_back(layoutNode(reg, after[reg]));
    return node;
}

/// Filters see what was recorded, not what has been edited.
void forgetFilters(DetailNode& node) {
    node.filter.clear();
    for (DetailNode& child : node.children)
        forgetFilters(child);
}

} // namespace

std::vector<DetailNode> describeFrame(const FramePage& page, const Injection& answer,
                                      Dialect dialect, const Scenario& scenario) {
    DetailNode answered = answerNode(answer, dialect, page.frame.result);
    if (answer != page.frame.injection || dialect != scenario.dialect)
        forgetFilters(answered);
    return {exitNode(page.frame, scenario), std::move(answered), guestNode(page)};
}

} // namespace seatape::gui
