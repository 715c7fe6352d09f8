internal import CSQLite

/// One open SQLite database; used by one thread at a time.
package final class SQLiteConnection {
    fileprivate let handle: OpaquePointer

    package enum Access {
        /// Opens for writing; creates the file when it is missing.
        case readWrite
        /// Opens an existing file for reading only.
        case readOnly
    }

    /// Opens a database file.
    ///
    /// - Parameter busyTimeoutMilliseconds: how long a statement waits for another process's lock.
    /// - Throws: `EventLogError.sqlite` when the file cannot be opened.
    package init(path: String, access: Access, busyTimeoutMilliseconds: Int32 = 2000)
        throws(EventLogError)
    {
        let flags =
            switch access {
            case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readOnly: SQLITE_OPEN_READONLY
            }
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            // A failed open still leaves a handle to close.
            sqlite3_close_v2(opened)
            throw .sqlite(code: code, message: message, path: path)
        }
        handle = opened
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, busyTimeoutMilliseconds)
        _ = broadside_set_defensive(handle, 1)
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    /// Runs one or more statements that return no rows.
    package func execute(_ sql: String) throws(EventLogError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    package func prepare(_ sql: String) throws(EventLogError) -> SQLiteStatement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(
            handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw failure(code) }
        return SQLiteStatement(connection: self, handle: statement)
    }

    /// The first column of the first row as an integer; nil when there is no row or it is null.
    package func integer(_ sql: String) throws(EventLogError) -> Int64? {
        let statement = try prepare(sql)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.integer(0)
    }

    /// The first column of the first row as text; nil when there is no row or it is null.
    package func text(_ sql: String) throws(EventLogError) -> String? {
        let statement = try prepare(sql)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.text(0)
    }

    /// Whether a transaction is open on this connection.
    package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    fileprivate func failure(_ code: Int32) -> EventLogError {
        .sqlite(
            code: code, message: String(cString: sqlite3_errmsg(handle)),
            path: sqlite3_db_filename(handle, nil).map { String(cString: $0) } ?? "")
    }
}

/// One prepared statement: bind from 1, step, read columns from 0, reset.
package final class SQLiteStatement {
    private let connection: SQLiteConnection
    private let handle: OpaquePointer

    fileprivate init(connection: SQLiteConnection, handle: OpaquePointer) {
        self.connection = connection
        self.handle = handle
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Advances to the next row; false at the end.
    package func step() throws(EventLogError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw connection.failure(code)
        }
    }

    /// Steps a statement that returns no rows and makes it ready to be bound anew.
    package func run() throws(EventLogError) {
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else {
            let error = connection.failure(code)
            sqlite3_reset(handle)
            throw error
        }
        sqlite3_reset(handle)
    }

    package func reset() {
        sqlite3_reset(handle)
    }

    package func bind(_ value: Int64, at index: Int32) {
        sqlite3_bind_int64(handle, index, value)
    }

    package func bind(_ value: Int64?, at index: Int32) {
        if let value { bind(value, at: index) } else { sqlite3_bind_null(handle, index) }
    }

    package func bind(_ text: String, at index: Int32) {
        var text = text
        _ = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                // An empty buffer may have no base address, which SQLite would bind as null.
                characters.baseAddress.map {
                    broadside_bind_text(handle, index, $0, Int32(characters.count))
                } ?? broadside_bind_text(handle, index, "", 0)
            }
        }
    }

    package func bind(_ text: String?, at index: Int32) {
        if let text { bind(text, at: index) } else { sqlite3_bind_null(handle, index) }
    }

    package func bind(_ blob: [UInt8]?, at index: Int32) {
        guard let blob, !blob.isEmpty else {
            sqlite3_bind_null(handle, index)
            return
        }
        _ = blob.withUnsafeBytes { bytes in
            broadside_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count))
        }
    }

    package func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    package func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    package func text(_ column: Int32) -> String {
        guard let characters = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: characters, count: count), as: UTF8.self)
    }

    package func blob(_ column: Int32) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, column))
        return Array(UnsafeRawBufferPointer(start: bytes, count: count))
    }
}
