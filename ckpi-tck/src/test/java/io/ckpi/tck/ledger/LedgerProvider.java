package io.ckpi.tck.ledger;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Names;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceOption.Kind;
import io.ckpi.spi.SourceProvider;
import java.util.List;
import java.util.logging.Logger;

/** The plugin for the {@link Ledger}. It keeps all rules but those that the present flaw breaks. */
public final class LedgerProvider implements SourceProvider {

    public LedgerProvider() {
        if (Ledger.has(Flaw.CONSTRUCTOR_PRINTS)) {
            System.out.println("here I am");
        } else if (Ledger.has(Flaw.CONSTRUCTOR_STARTS_THREAD)) {
            LedgerSource.leaveThread();
        }
    }

    @Override
    public int spiLevel() {
        return Ledger.has(Flaw.LEVEL_OF_TOMORROW) ? 99 : 1;
    }

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public String version() {
        return Ledger.has(Flaw.BLANK_VERSION) ? " " : "1.0";
    }

    @Override
    public List<SourceOption> options() {
        String help = Ledger.has(Flaw.HELP_ONLY_IN_ENGLISH) ? "the account" : "счёт";
        return List.of(
                SourceOption.optional("account", Kind.STRING, null, new Names(help, "the account")),
                SourceOption.required("password", Kind.SECRET, new Names("пароль", "the password")),
                SourceOption.optional("book", Kind.STRING, "main", new Names("книга", "the book")),
                SourceOption.optional(
                        Ledger.has(Flaw.OPTION_OF_ANOTHER_NAME) ? "no-such-option" : "page-size",
                        Kind.INT,
                        "8",
                        new Names("строк на странице", "rows of a page")));
    }

    @Override
    public RecordSource open(SourceConfig config, SourceContext context) {
        String source = config.source();
        if (Ledger.has(Flaw.MISSING_OPTION_IS_NO_SUCH_ELEMENT)) {
            config.text("account").orElseThrow();
        }
        config.text("account")
                .orElseThrow(() -> fault(source, CkpiException.Kind.CONFIG, "the option account is missing"));
        String book = config.text("book").orElseThrow();
        if (!Ledger.has(Flaw.FOLLOWS_ANY_PATH) && !List.of("main", "huge").contains(book)) {
            throw fault(source, CkpiException.Kind.CONFIG, "the option book names no book");
        }
        long page = Ledger.has(Flaw.OPTION_OF_ANOTHER_NAME)
                ? 8
                : config.integer("page-size").orElseThrow();
        if (page < 1 || page > 10_000) {
            if (Ledger.has(Flaw.NEGATIVE_PAGE_IS_AN_ARGUMENT)) {
                throw new IllegalArgumentException("page-size " + page);
            }
            throw fault(source, CkpiException.Kind.CONFIG, "the option page-size is not 1 to 10000: " + page);
        }
        config.secret("password").orElseThrow().use(chars -> {
            signIn(source, new String(chars));
            return chars.length;
        });
        return new LedgerSource(config, context, (int) page, book);
    }

    private static void signIn(String source, String password) {
        if (Ledger.has(Flaw.SECRET_IN_LOG)) {
            Logger.getLogger("ledger").fine("signing in with " + password);
        }
        if (!password.equals(Ledger.PASSWORD) && !Ledger.has(Flaw.WRONG_PASSWORD_IS_IGNORED)) {
            Throwable cause =
                    Ledger.has(Flaw.SECRET_IN_CAUSE) ? new IllegalStateException("no match: " + password) : null;
            throw new CkpiException(
                    Ledger.has(Flaw.WRONG_PASSWORD_IS_CONFIG) ? CkpiException.Kind.CONFIG : CkpiException.Kind.AUTH,
                    "LEDGER-PASSWORD",
                    source,
                    "the password is wrong",
                    cause);
        }
    }

    private static CkpiException fault(String source, CkpiException.Kind kind, String message) {
        return new CkpiException(kind, "LEDGER-OPTION", source, message);
    }
}
