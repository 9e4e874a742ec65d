// SPDX-License-Identifier: Apache-2.0
// Runs tests inside an application that draws into memory.

#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include <QApplication>
#include <QStandardPaths>

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true); // no test touches the user's settings
    const QApplication application(argc, argv);
    return Catch::Session().run(argc, argv);
}
