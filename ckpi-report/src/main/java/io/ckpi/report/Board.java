package io.ckpi.report;

import io.ckpi.report.internal.page.Page;
import io.ckpi.report.internal.text.Words;
import io.ckpi.report.internal.tree.Node;
import io.ckpi.sdk.CkpiReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Draws the board: one self-contained HTML page with nine cards (CKPImarc, indicators by perspective, funnel, strategy map,
 * contributions, cohorts, effect against control, trend, data).
 *
 * <p>The page has no script, loads nothing and forbids both by its own content security policy; it prints on one A4 page
 * and carries its {@link ReportRecord} in a {@code template} element. Every number on it names, in its attribute
 * {@code data-r}, the JSON pointer of the record it was drawn from. A card without data stays in place and says why.
 * Rounding: the last decimal is the second significant digit of the interval's half-width, a share has at most three
 * significant digits; contributions are rounded by the largest remainder, so that the parts shown add up to the whole shown.
 *
 * <p>Rendering is a pure function of the record and the options: the same input gives the same bytes on every JDK,
 * whatever the default locale, zone and charset. Instances are immutable and safe for use by several threads.
 */
public final class Board {

    private static final Board DEFAULT = new Board(Locale.ENGLISH, BoardLimits.standard());

    private final Locale locale;
    private final BoardLimits limits;

    private Board(Locale locale, BoardLimits limits) {
        this.locale = locale;
        this.limits = limits;
    }

    /** In English, with at most seven indicators. */
    public static Board withDefaults() {
        return DEFAULT;
    }

    /** In Russian for a Russian locale, in English for every other. */
    public Board with(Locale newLocale) {
        return new Board(Objects.requireNonNull(newLocale, "newLocale"), limits);
    }

    /** With other limits. */
    public Board with(BoardLimits newLimits) {
        return new Board(locale, Objects.requireNonNull(newLimits, "newLimits"));
    }

    /**
     * The page, to be written as UTF-8. Its embedded record is {@code record} with the language and limits of this board
     * among its options.
     *
     * @throws IllegalArgumentException if the record has more headline indicators than the limit: nothing is cut off in
     *     silence
     * @throws io.ckpi.core.CkpiException of kind DATA, code RECORD_INVALID, if a part of the record is not what the schema
     *     says
     */
    public String render(ReportRecord record) {
        check(record);
        Words words = Words.of(locale);
        ReportRecord drawn = record.withOptions(words.language(), limits);
        return Page.draw(drawn.root(), drawn.json(), words);
    }

    /** The page of a measured report, see {@link #render(ReportRecord)}. */
    public String render(CkpiReport report) {
        return render(ReportRecord.of(report));
    }

    private void check(ReportRecord record) {
        List<Node> rows = record.root().at("cards/indicators/rows").items();
        if (rows.size() > limits.indicators()) {
            List<String> surplus = new ArrayList<>();
            for (Node row : rows.subList(limits.indicators(), rows.size())) {
                surplus.add(row.get("indicator").optionalText().orElse("?"));
            }
            throw new IllegalArgumentException("the board shows at most " + limits.indicators()
                    + " indicators, the record has " + rows.size() + "; too many: " + String.join(", ", surplus));
        }
    }
}
