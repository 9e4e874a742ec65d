// SPDX-License-Identifier: Apache-2.0
#include "gui/models/notes.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace seatape::gui {
namespace {

constexpr qint64 kMostBytes = 16 << 20;

QJsonDocument toJson(const Notes& notes) {
    QJsonArray rows;
    for (const auto& [frame, text] : notes)
        rows << QJsonObject{{QStringLiteral("frame"), static_cast<qint64>(frame)},
                            {QStringLiteral("text"), text}};
    return QJsonDocument(QJsonObject{{QStringLiteral("notes"), rows}});
}

tl::unexpected<Error> notNotes(const QString& path) {
    return failure("this is no file of notes", path.toStdString(),
                   "move it away, so that a new one can be made");
}

} // namespace

QString notesPath(const QString& tracePath) {
    return tracePath + QStringLiteral(".notes.json");
}

Result<Notes> loadNotes(const QString& tracePath) {
    QFile file(notesPath(tracePath));
    if (!file.exists())
        return Notes{};
    if (!file.open(QIODevice::ReadOnly))
        return failure(file.errorString().toStdString(), file.fileName().toStdString());
    if (file.size() > kMostBytes)
        return notNotes(file.fileName());
    const QJsonDocument json = QJsonDocument::fromJson(file.readAll());
    const QJsonValue rows = json.object().value(QStringLiteral("notes"));
    if (!rows.isArray())
        return notNotes(file.fileName());
    Notes notes;
    for (const QJsonValue row : rows.toArray()) {
        const qint64 frame = row.toObject().value(QStringLiteral("frame")).toInteger(-1);
        const QJsonValue text = row.toObject().value(QStringLiteral("text"));
        if (frame < 0 || !text.isString())
            return notNotes(file.fileName());
        notes[static_cast<uint64_t>(frame)] = text.toString();
    }
    return notes;
}

Result<void> saveNotes(const QString& tracePath, const Notes& notes) {
    const QString path = notesPath(tracePath);
    if (notes.empty()) {
        QFile file(path);
        if (file.exists() && !file.remove())
            return failure(file.errorString().toStdString(), path.toStdString());
        return {};
    }
    QSaveFile file(path);
    const QByteArray bytes = toJson(notes).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return failure(file.errorString().toStdString(), path.toStdString(),
                       "make the folder writable, or copy the trace elsewhere");
    return {};
}

} // namespace seatape::gui
