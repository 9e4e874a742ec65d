// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/syndrome/register_decoder.h"

#include <QCoreApplication>

#include <fmt/format.h>

#include "gui/text.h"

namespace seatape::gui {
namespace {

bool isUsual(const ValueName& value, const EsrContext& context) {
    return !value.needs.intersects(context.absent) && !value.forbids.intersects(context.present) &&
           (context.targetEl == 0 || context.targetEl >= value.lowestEl);
}

std::string place(const FieldNote& note) {
    return note.msb == note.lsb ? fmt::format("[{}]", note.msb)
                                : fmt::format("[{}:{}]", note.msb, note.lsb);
}

std::string escaped(std::string_view text) {
    return toQString(text).toHtmlEscaped().toStdString();
}

} // namespace

Decoder esrDecoder(const EsrContext& context) {
    return [context](uint64_t value) {
        const Syndrome syndrome = decodeEsr(value, context);
        return DecodedValue{syndrome.fields, describeFields(syndrome)};
    };
}

Decoder userIssDecoder(ExceptionClass ec, const EsrContext& context) {
    return [ec, context](uint64_t value) {
        const Syndrome syndrome = decodeUserIss(ec, value, context);
        return DecodedValue{syndrome.fields, describeFields(syndrome)};
    };
}

Decoder layoutDecoder(const Layout& layout, const EsrContext& context) {
    return [&layout, context](uint64_t value) {
        DecodedValue decoded{decodeFields(layout, value, context), {}};
        decoded.notes = describeFields(decoded.fields);
        for (FieldNote& note : decoded.notes)
            note.source = layout.source;
        return decoded;
    };
}

std::vector<FieldChoice> fieldChoices(const FieldValue& field, const EsrContext& context) {
    std::vector<FieldChoice> choices;
    if (!isEditable(field))
        return choices;
    for (const ValueName& value : field.row->values)
        if (!value.name.empty())
            choices.push_back({value.code, fmt::format("{:#x} {}", value.code, value.name),
                               std::string(value.text), isUsual(value, context)});
    if (choices.empty() && field.row->width() == 1)
        choices = {{0, "0", "", true}, {1, "1", std::string(field.row->text), true}};
    return choices;
}

bool isEditable(const FieldValue& field) {
    return field.state != FieldState::Implied;
}

std::string fieldTip(const FieldNote& note) {
    std::string tip = fmt::format("<p style='white-space:pre'><b>{}</b> {}&nbsp;&nbsp;= {:#x}",
                                  escaped(note.name), place(note), note.value);
    if (!note.valueName.empty())
        tip += fmt::format("&nbsp;&nbsp;<b>{}</b>", escaped(note.valueName));
    tip += "</p>";
    if (!note.valueText.empty())
        tip += fmt::format("<p>{}</p>", escaped(note.valueText));
    tip += fmt::format("<p>{}</p>", escaped(note.explanation));
    if (!note.remark.empty())
        tip += fmt::format("<p><b>! {}</b></p>", escaped(note.remark));
    if (!note.source.empty())
        tip += fmt::format("<p><small>{}</small></p>", escaped(note.source));
    return tip;
}

} // namespace seatape::gui
