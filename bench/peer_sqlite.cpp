// SPDX-License-Identifier: Apache-2.0
#include "bench/measure.h"
#include "bench/peers.h"

#ifdef SEATAPE_HAS_SQLITE

#include <memory>

#include <sqlite3.h>

namespace seatape::bench {
namespace {

constexpr size_t kBatch = 1000; // frames of a transaction

constexpr const char* kSetUp =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    "CREATE TABLE frame (number INTEGER PRIMARY KEY, vcpu INTEGER,"
    " instructions INTEGER, exit INTEGER, esr INTEGER, gva INTEGER,"
    " gpa INTEGER, ran BLOB, events BLOB, injected BLOB, digest INTEGER)";

class Database {
public:
    explicit Database(const std::string& path) {
        check(sqlite3_open(path.c_str(), &m_db));
        run(kSetUp);
        check(sqlite3_prepare_v2(m_db, "INSERT INTO frame VALUES (?,?,?,?,?,?,?,?,?,?,?)", -1,
                                 &m_insert, nullptr));
    }
    ~Database() {
        sqlite3_finalize(m_insert);
        sqlite3_close(m_db);
    }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void run(const char* sql) { check(sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr)); }

    void insert(size_t number, const Frame& frame) {
        m_column = 0;
        bind(number);
        bind(frame.vcpu);
        bind(frame.instructions);
        bind(frame.exit.index());
        const auto& sea = std::get<SeaExit>(frame.exit); // these traces have no other
        bind(sea.esr);
        bind(sea.gva.value_or(0));
        bind(sea.gpa.value_or(0));
        bindBytes(frame.ran);
        bindBytes(*frame.injection.events);
        bindBytes(frame.injected);
        bind(frame.digest);
        if (sqlite3_step(m_insert) != SQLITE_DONE)
            giveUp(sqlite3_errmsg(m_db));
        check(sqlite3_reset(m_insert));
    }

private:
    void check(int status) {
        if (status != SQLITE_OK)
            giveUp(sqlite3_errmsg(m_db));
    }
    void bind(uint64_t value) {
        check(sqlite3_bind_int64(m_insert, ++m_column, static_cast<sqlite3_int64>(value)));
    }
    template <class List>
    void bindBytes(const List& list) {
        const auto bytes = std::as_bytes(std::span(list));
        check(sqlite3_bind_blob64(m_insert, ++m_column, bytes.data(), bytes.size(), SQLITE_STATIC));
    }

    sqlite3* m_db = nullptr;
    sqlite3_stmt* m_insert = nullptr;
    int m_column = 0;
};

} // namespace

bool hasSqlite() {
    return true;
}

void writeSqlite(const std::string& path, std::span<const Frame> frames, size_t times) {
    Database database(path);
    for (size_t number = 0; number < frames.size() * times; ++number) {
        if (number % kBatch == 0)
            database.run(number == 0 ? "BEGIN" : "COMMIT; BEGIN");
        database.insert(number, frames[number % frames.size()]);
    }
    database.run("COMMIT");
}

} // namespace seatape::bench

#else

namespace seatape::bench {

bool hasSqlite() {
    return false;
}

void writeSqlite(const std::string&, std::span<const Frame>, size_t) {
    giveUp("built without SQLite");
}

} // namespace seatape::bench

#endif
