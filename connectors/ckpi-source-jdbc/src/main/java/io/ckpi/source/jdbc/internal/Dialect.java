package io.ckpi.source.jdbc.internal;

import io.ckpi.core.MomentsLayout;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In what the databases differ. */
enum Dialect {
    /** PostgreSQL. */
    POSTGRESQL('"', MomentsLayout.Dialect.POSTGRESQL),
    /** MySQL and MariaDB. */
    MYSQL('`', MomentsLayout.Dialect.MYSQL);

    private final char quote;
    private final MomentsLayout.Dialect moments;

    Dialect(char quote, MomentsLayout.Dialect moments) {
        this.quote = quote;
        this.moments = moments;
    }

    /** The dialect of a database product, or null if it cannot be read. */
    static @Nullable Dialect of(String product) {
        return switch (product.toLowerCase(Locale.ROOT)) {
            case "postgresql" -> POSTGRESQL;
            case "mysql", "mariadb" -> MYSQL;
            default -> null;
        };
    }

    MomentsLayout.Dialect moments() {
        return moments;
    }

    /** A name in quotes: taken letter by letter. */
    String quoted(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a name for SQL");
        }
        String mark = String.valueOf(quote);
        return mark + name.replace(mark, mark + mark) + mark;
    }

    /** NULL of a type. */
    String nullOf(Need.Type type) {
        String name =
                switch (type) {
                    case TEXT -> this == MYSQL ? "CHAR" : "text";
                    case INTEGER -> this == MYSQL ? "SIGNED" : "bigint";
                    case DECIMAL -> this == MYSQL ? "DECIMAL(38,10)" : "numeric";
                    case TIME -> this == MYSQL ? "DATETIME" : "timestamp";
                    case FLAG -> this == MYSQL ? "SIGNED" : "boolean";
                };
        return "CAST(NULL AS " + name + ")";
    }

    /** A column as text that is compared letter by letter. */
    String text(String column) {
        return this == MYSQL
                ? "CONVERT(CAST(" + column + " AS CHAR) USING utf8mb4) COLLATE utf8mb4_bin"
                : "CAST(" + column + " AS text)";
    }
}
