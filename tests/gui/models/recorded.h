// SPDX-License-Identifier: Apache-2.0
/// Traces for the window's tests: a scenario recorded into a file, and waiting for workers.
#pragma once

#include "gui/app/simulator.h"
#include "gui/models/document.h"
#include "gui/models/what_if_run.h"
#include "tests/support/catch.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <string>

namespace seatape::test {

/// Lets the workers work until something has happened; fails after 20 s.
inline void waitUntil(const std::function<bool()>& happened) {
    const QDeadlineTimer deadline(20'000);
    while (!happened() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
    REQUIRE(happened());
}

/// A folder with the recording of a committed scenario in it.
class Recorded {
public:
    explicit Recorded(const std::string& scenario = "recovery") {
        auto loaded = gui::committedScenarios().load(scenario);
        REQUIRE(loaded.has_value());
        record(*loaded);
    }
    explicit Recorded(const Scenario& scenario) { record(scenario); }

    std::string path(const char* name = "a.seatape") const {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }
    QString qpath(const char* name = "a.seatape") const {
        return QString::fromStdString(path(name));
    }

    /// Opens the trace and waits for its overview.
    std::shared_ptr<gui::Document> open(const char* name = "a.seatape") const {
        auto reader = gui::openTrace(path(name));
        REQUIRE(reader.has_value());
        auto document = std::make_shared<gui::Document>(qpath(name), std::move(*reader));
        waitUntil([&] { return document->isScanned(); });
        return document;
    }

private:
    void record(const Scenario& scenario) {
        REQUIRE(gui::recordScenario(gui::simulatedMachines(), scenario, path(), {}).has_value());
    }

    QTemporaryDir m_folder;
};

} // namespace seatape::test
