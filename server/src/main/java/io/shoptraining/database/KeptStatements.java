package io.shoptraining.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Keeps the prepared statements of one connection: SQLite takes as long to understand a statement as to run it. A
 * statement in use is not in the store, so the same text may be used twice at once. Not thread-safe, as its connection.
 */
final class KeptStatements extends DefaultStatementBuilder {
    private static final int KEPT = 200;

    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();
    private final Map<Statement, String> lent = new HashMap<>();

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        if (context.isReturningGeneratedKeys()) {
            return super.create(connection, sql, context);
        }
        PreparedStatement kept = idle.remove(sql);
        PreparedStatement statement = kept == null ? connection.prepareStatement(sql) : kept;
        lent.put(statement, sql);
        return statement;
    }

    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        String text = lent.remove(statement);
        if (text == null || !(statement instanceof PreparedStatement prepared) || idle.containsKey(text)) {
            statement.close();
            return;
        }
        prepared.clearParameters();
        idle.put(text, prepared);
        if (idle.size() > KEPT) {
            Iterator<PreparedStatement> oldest = idle.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
    }

    @Override
    public void close(Connection connection) {
        idle.clear(); // the connection closes its statements with itself
    }
}
