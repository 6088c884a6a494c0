package io.ckpi.report.internal.text;

import io.ckpi.core.Flag;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.report.internal.tree.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reading of a record: measured, bounded or absent. A place without a reading is absent for want of data.
 */
public final class Figure {

    /** The three kinds of reading. */
    public enum Kind {
        /** A number. */
        MEASURED,
        /** Between two bounds. */
        BOUNDED,
        /** No number. */
        ABSENT
    }

    private final Node node;
    private final Kind kind;

    private Figure(Node node, Kind kind) {
        this.node = node;
        this.kind = kind;
    }

    /** The reading at a place of the record. */
    public static Figure of(Node node) {
        Kind kind = node.present()
                ? node.get("kind").constant(Kind.class).orElseThrow(() -> node.get("kind")
                        .invalid("MEASURED, BOUNDED or ABSENT"))
                : Kind.ABSENT;
        Figure figure = new Figure(node, kind);
        figure.check();
        return figure;
    }

    private void check() {
        if (kind == Kind.MEASURED) {
            value();
            Node interval = node.get("interval");
            if (interval.present()) {
                BigDecimal low = interval.get("low").optionalNumber().orElse(null);
                BigDecimal high = interval.get("high").optionalNumber().orElse(null);
                if (low != null && high != null && low.compareTo(high) > 0) {
                    throw interval.invalid("an interval with its low end first");
                }
            }
        } else if (kind == Kind.BOUNDED && least().compareTo(greatest()) > 0) {
            throw node.invalid("bounds with the low one first");
        }
    }

    /** Where it stands. */
    public Node node() {
        return node;
    }

    /** What it is. */
    public Kind kind() {
        return kind;
    }

    /** Whether it is a number. */
    public boolean measured() {
        return kind == Kind.MEASURED;
    }

    /** The number of a measured reading. */
    public BigDecimal value() {
        return node.get("value").number();
    }

    /** The lower bound of a bounded reading. */
    public BigDecimal least() {
        return node.get("low").number();
    }

    /** The upper bound of a bounded reading. */
    public BigDecimal greatest() {
        return node.get("high").number();
    }

    /** The lower end of the interval, if there is one and it is closed. */
    public Optional<BigDecimal> low() {
        return node.get("interval").get("low").optionalNumber();
    }

    /** The upper end of the interval, if there is one and it is closed. */
    public Optional<BigDecimal> high() {
        return node.get("interval").get("high").optionalNumber();
    }

    /** The level of the interval, if there is one. */
    public Optional<BigDecimal> level() {
        return node.get("interval").get("level").optionalNumber();
    }

    /** Whether there is an interval. */
    public boolean hasInterval() {
        return low().isPresent() || high().isPresent();
    }

    /** Half of the interval's width; of a one-sided interval the distance of the value from its end. */
    public Optional<BigDecimal> halfWidth() {
        @Nullable BigDecimal low = low().orElse(null);
        @Nullable BigDecimal high = high().orElse(null);
        if (low != null && high != null) {
            return Optional.of(high.subtract(low).divide(BigDecimal.valueOf(2)));
        }
        if (low != null) {
            return Optional.of(value().subtract(low).abs());
        }
        return high == null
                ? Optional.empty()
                : Optional.of(high.subtract(value()).abs());
    }

    /** Observations. */
    public long n() {
        return node.get("n").count();
    }

    /** Cases still open. */
    public long pending() {
        return node.get("pending").count();
    }

    /** The unit's kind; empty for a kind of a newer version. */
    public Optional<Unit.Kind> unit() {
        String unit = node.get("unit").optionalText().orElse("");
        String name = unit.contains(":") ? unit.substring(0, unit.indexOf(':')) : unit;
        for (Unit.Kind constant : Unit.Kind.values()) {
            if (constant.name().equals(name)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }

    /** The currency code of an amount, else an empty text. */
    public String currency() {
        String unit = node.get("unit").optionalText().orElse("");
        return unit.startsWith("MONEY:") ? unit.substring("MONEY:".length()) : "";
    }

    /** Whether a ratio is a share, shown in per cent. */
    public boolean share() {
        return "PERCENT".equals(node.get("as").optionalText().orElse(""));
    }

    /** Why there is no single number, as a sentence. */
    public String why(Words words) {
        String code = node.get("reason").optionalText().orElse(Reason.NO_DATA.name());
        String sentence = code;
        for (Reason reason : Reason.values()) {
            if (reason.name().equals(code)) {
                sentence = words.russian()
                        ? reason.sentence().ru()
                        : reason.sentence().en();
            }
        }
        Node detail = node.get("detail");
        return detail.present() ? sentence + ": " + inLanguage(detail, words) : sentence;
    }

    /** What is worth knowing about a measured number. */
    public List<String> flags(Words words) {
        List<String> flags = new ArrayList<>();
        for (Node flag : node.get("flags").items()) {
            String code = flag.text("code");
            String sentence = code;
            for (Flag.Code known : Flag.Code.values()) {
                if (known.name().equals(code)) {
                    sentence = words.russian()
                            ? known.sentence().ru()
                            : known.sentence().en();
                }
            }
            String subject = flag.get("subject").optionalText().orElse("");
            flags.add(subject.isEmpty() ? sentence : sentence + ": " + subject);
        }
        return flags;
    }

    /** Whether the flag {@code code} is set. */
    public boolean has(Flag.Code code) {
        return node.get("flags").items().stream().anyMatch(flag -> code.name().equals(flag.text("code")));
    }

    /** The text of a pair of names {@code {ru, en}} in the language of {@code words}. */
    public static String inLanguage(Node names, Words words) {
        return names.text(words.language());
    }
}
