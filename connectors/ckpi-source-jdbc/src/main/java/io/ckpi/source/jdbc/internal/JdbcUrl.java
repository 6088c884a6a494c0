package io.ckpi.source.jdbc.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checked JDBC URL. A URL is code: parameters of drivers load classes by name (CVE-2022-21724), run scripts or read files
 * of the client. So schemes and parameters are those of a list, and all else is refused.
 *
 * @param scheme the part after {@code jdbc:}
 * @param place hosts, ports and database, as they were written
 * @param parameters the parameters
 */
public record JdbcUrl(Scheme scheme, String place, Map<String, String> parameters) {

    /** The databases that can be read. */
    enum Scheme {
        POSTGRESQL(
                Dialect.POSTGRESQL,
                List.of("org.postgresql.Driver"),
                "org.postgresql:postgresql",
                Set.of(
                        "ssl",
                        "sslmode",
                        "sslrootcert",
                        "sslNegotiation",
                        "connectTimeout",
                        "loginTimeout",
                        "socketTimeout",
                        "tcpKeepAlive",
                        "ApplicationName",
                        "currentSchema",
                        "targetServerType",
                        "loadBalanceHosts",
                        "prepareThreshold",
                        "gssEncMode")),
        MARIADB(
                Dialect.MYSQL,
                List.of("org.mariadb.jdbc.Driver"),
                "org.mariadb.jdbc:mariadb-java-client",
                Set.of("sslMode", "serverSslCert", "connectTimeout", "socketTimeout", "tcpKeepAlive")),
        MYSQL(
                Dialect.MYSQL,
                List.of("com.mysql.cj.jdbc.Driver", "org.mariadb.jdbc.Driver"),
                "com.mysql:mysql-connector-j or org.mariadb.jdbc:mariadb-java-client",
                Set.of("sslMode", "connectTimeout", "socketTimeout", "tcpKeepAlive"));

        final Dialect dialect;
        final List<String> drivers;
        final String artifact;
        final Set<String> allowed;

        Scheme(Dialect dialect, List<String> drivers, String artifact, Set<String> allowed) {
            this.dialect = dialect;
            this.drivers = drivers;
            this.artifact = artifact;
            this.allowed = allowed;
        }
    }

    private static final String HOST = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?";
    private static final Pattern URL = Pattern.compile(
            "jdbc:(postgresql|mariadb|mysql)://(" + HOST + "(?:," + HOST + ")*/[A-Za-z0-9_.$-]{1,64})(?:\\?(.*))?",
            Pattern.DOTALL);
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9 ._:/\\\\,@+-]{1,512}");

    /** Copies the parameters. */
    public JdbcUrl {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is another scheme, has another form or parameters that are not allowed; the
     *     message goes on from the name of the option and holds no value
     */
    public static JdbcUrl parse(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw new IllegalArgumentException("is not jdbc:postgresql://HOST:PORT/DATABASE, jdbc:mariadb://… or"
                    + " jdbc:mysql://…; user and password are options of their own");
        }
        Scheme scheme = Scheme.valueOf(url.group(1).toUpperCase(java.util.Locale.ROOT));
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = url.group(3);
        if (query != null && !query.isEmpty()) {
            for (String part : query.split("&", -1)) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                String value = equals < 0 ? "" : part.substring(equals + 1);
                if (name.equalsIgnoreCase("user") || name.equalsIgnoreCase("password")) {
                    throw new IllegalArgumentException("holds " + name + ": it is an option of its own");
                }
                if (!scheme.allowed.contains(name)) {
                    throw new IllegalArgumentException("has the parameter "
                            + (name.matches("[A-Za-z0-9._-]{1,64}") ? name : "?")
                            + ", which is not allowed; allowed are "
                            + String.join(", ", new TreeSet<>(scheme.allowed)));
                }
                if (!VALUE.matcher(value).matches()) {
                    throw new IllegalArgumentException("has a value of the parameter " + name + " that cannot be");
                }
                if (parameters.put(name, value) != null) {
                    throw new IllegalArgumentException("has the parameter " + name + " twice");
                }
            }
        }
        return new JdbcUrl(scheme, url.group(2), parameters);
    }

    /** The URL without parameters, for a driver of that class; parameters are given to it apart. */
    String forDriver(String driver) {
        boolean mariadb = driver.startsWith("org.mariadb.");
        return "jdbc:" + (mariadb ? "mariadb" : scheme.name().toLowerCase(java.util.Locale.ROOT)) + "://" + place;
    }
}
