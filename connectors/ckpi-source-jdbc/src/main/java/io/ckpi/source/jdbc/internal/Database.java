package io.ckpi.source.jdbc.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.spi.Secret;
import io.ckpi.spi.UnavailableException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Where connections come from. Immutable. */
public final class Database {

    private static final String CONNECT_SECONDS = "10";
    /** How much longer than a statement the line may be silent before it counts as broken. */
    private static final long SILENCE_MILLIS = 10_000;

    private final String source;
    private final Options options;
    private final Connector connector;

    /** Gives a connection. */
    @FunctionalInterface
    private interface Connector {
        Connection connect() throws SQLException;
    }

    private Database(String source, Options options, Connector connector) {
        this.source = source;
        this.options = options;
        this.connector = connector;
    }

    /** Connections of the host. */
    public static Database of(String source, DataSource dataSource, Options options) {
        return new Database(source, options, dataSource::getConnection);
    }

    /**
     * Connections by a driver.
     *
     * @throws CkpiException kind CONFIG if the driver is not there
     */
    public static Database of(
            String source, JdbcUrl url, @Nullable String user, @Nullable Secret password, Options options) {
        Driver driver = driver(source, url.scheme());
        String address = url.forDriver(driver.getClass().getName());
        return new Database(source, options, () -> {
            Properties properties = properties(url, driver, options);
            if (user != null) {
                properties.setProperty("user", user);
            }
            Connection connection = password == null
                    ? driver.connect(address, properties)
                    : connect(driver, address, properties, password);
            if (connection == null) {
                throw new SQLException("the driver does not take the URL", "08001");
            }
            return connection;
        });
    }

    private static @Nullable Connection connect(Driver driver, String address, Properties properties, Secret password)
            throws SQLException {
        Object result = password.use(value -> {
            properties.setProperty("password", new String(value));
            try {
                return driver.connect(address, properties);
            } catch (SQLException e) {
                return e;
            } finally {
                properties.remove("password");
            }
        });
        if (result instanceof SQLException e) {
            throw e;
        }
        return (Connection) result;
    }

    private static Properties properties(JdbcUrl url, Driver driver, Options options) {
        Properties properties = new Properties();
        long silence = options.timeout().toMillis() + SILENCE_MILLIS;
        if (url.scheme() == JdbcUrl.Scheme.POSTGRESQL) {
            properties.setProperty("ApplicationName", "ckpi");
            properties.setProperty("connectTimeout", CONNECT_SECONDS);
            properties.setProperty("loginTimeout", CONNECT_SECONDS);
            properties.setProperty("socketTimeout", Long.toString(silence / 1000));
            properties.setProperty("tcpKeepAlive", "true");
        } else {
            properties.setProperty("connectTimeout", CONNECT_SECONDS + "000");
            properties.setProperty("socketTimeout", Long.toString(Math.min(silence, Integer.MAX_VALUE)));
            properties.setProperty("tinyInt1isBit", "false"); // 0 and 1, as they are stored
            properties.setProperty("allowLocalInfile", "false");
            if (driver.getClass().getName().startsWith("com.mysql.")) {
                properties.setProperty("allowLoadLocalInfile", "false");
                properties.setProperty("allowMultiQueries", "false");
                properties.setProperty("useCursorFetch", "true");
                properties.remove("allowLocalInfile");
            }
        }
        url.parameters().forEach(properties::setProperty);
        return properties;
    }

    /** The driver by the name of its class, found as a service or by that name; {@code DriverManager} is not asked. */
    private static Driver driver(String source, JdbcUrl.Scheme scheme) {
        for (String name : scheme.drivers) {
            Driver driver = service(name);
            if (driver == null) {
                driver = loaded(name);
            }
            if (driver != null) {
                return driver;
            }
        }
        throw new CkpiException(
                CkpiException.Kind.CONFIG,
                "CKPI-JDBC-DRIVER",
                source,
                "the driver " + scheme.drivers.get(0) + " is not there: add " + scheme.artifact
                        + " to the class path or the module path");
    }

    private static @Nullable Driver service(String name) {
        ModuleLayer layer = Database.class.getModule().getLayer();
        ServiceLoader<Driver> loader = layer == null
                ? ServiceLoader.load(Driver.class, Database.class.getClassLoader())
                : ServiceLoader.load(layer, Driver.class);
        Iterator<ServiceLoader.Provider<Driver>> providers = loader.stream().iterator();
        for (int failures = 0; failures < 100; ) {
            try {
                if (!providers.hasNext()) {
                    return null;
                }
                ServiceLoader.Provider<Driver> provider = providers.next();
                if (provider.type().getName().equals(name)) {
                    return provider.get();
                }
            } catch (ServiceConfigurationError | LinkageError broken) {
                failures++; // another driver that cannot be loaded is none of ours
            }
        }
        return null;
    }

    private static @Nullable Driver loaded(String name) {
        try {
            return Class.forName(name, true, Database.class.getClassLoader())
                    .asSubclass(Driver.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            return null;
        }
    }

    String source() {
        return source;
    }

    Options options() {
        return options;
    }

    /**
     * Begins a transaction that only reads and sees one state of the data.
     *
     * @param now the host's time
     * @param check throws if the work is to stop; asked several times a second, also while a statement runs
     */
    Session begin(Instant now, Runnable check) {
        Connection connection;
        try {
            connection = connector.connect();
        } catch (SQLException e) {
            throw SqlFaults.of(source, "connecting", e);
        }
        if (connection == null) {
            throw new UnavailableException(
                    "CKPI-JDBC-UNAVAILABLE", source, "the data source gave no connection", null, null);
        }
        return Session.begin(source, connection, options, now, check);
    }
}
