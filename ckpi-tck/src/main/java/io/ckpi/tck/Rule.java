package io.ckpi.tck;

import io.ckpi.spi.Capability;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of the kit, in their order. */
enum Rule {
    D01("found on the class path and on the module path", true, null),
    D02("the name is well formed", true, null),
    D03("the constructor does nothing", true, null),
    D04("the level of the contract is one that hosts support", true, null),
    D05("options are unique, explained in Russian and English, and have valid defaults", true, null),
    C01("a missing option is CONFIG and named", false, null),
    C02("an unknown option is CONFIG and named", true, null),
    C03("a value of the wrong kind is CONFIG and named", false, null),
    C04("wrong credentials are AUTH", false, null),
    C05("all faults are told at once", false, null),
    S01("the description is the same at every call", true, null),
    S02("time, money and lateness are told", true, null),
    S03("personal fields are listed", false, null),
    R01("the records come back, none lost and none doubled", false, null),
    R02("absent values in every optional field stay absent", false, null),
    R03("0, 1, page - 1, page, page + 1 and two pages + 1 rows", false, null),
    R04("Cyrillic, emoji and combining marks", false, null),
    R05("64-bit unsigned ids and leading zeros", false, null),
    R06("both changes of the clocks, and before 1970", false, null),
    R07("money of scale 0, 2, 3 and 6", false, null),
    R08("null at the end, and then for ever", true, null),
    R09("from is in, to is out", false, null),
    Q01("a spoiled row is one reject, its neighbours arrive", false, null),
    Q02("too many rejects end the read", false, null),
    Q03("rejects and records add up to the rows", false, null),
    Q04("ids in scientific notation are rejected", false, null),
    Q05("duplicate rows change nothing", false, null),
    Q06("the order of rows and pages changes nothing", false, null),
    W01("cancel and resume after every row", false, Capability.RESUME),
    W02("a foreign cursor is refused", false, Capability.RESUME),
    W03("a late correction replaces", false, Capability.RESUME),
    W04("a deletion between pages", false, Capability.RESUME),
    W05("the watermark only moves forward, by the host's clock", false, null),
    P01("the source's filter equals the host's", false, Capability.TIME_FILTER),
    P02("bounds finer than the source's own are kept", false, Capability.TIME_FILTER),
    P03("injection strings are values", false, null),
    P04("claims equal behaviour", true, null),
    M01("equal to local accumulation", false, Capability.MOMENTS),
    M02("the ill-conditioned column", false, Capability.MOMENTS),
    M03("groups of 0 and 1 row, no group, units in two groups", false, Capability.MOMENTS),
    M04("missing values", false, Capability.MOMENTS),
    M05("the order of rows changes nothing", false, Capability.MOMENTS),
    L01("close twice", true, null),
    L02("close in the middle", true, null),
    L03("use after close fails with CKPI-SRC-CLOSED", true, null),
    L04("two readers at once", false, null),
    L05("cancellation is seen within a second", false, null),
    L06("no thread, file or connection is left", false, null),
    L07("a failure in the third page surfaces once", false, null),
    X01("a secret is in no message, log or text form", true, null),
    X02("a person is in no message, log or text form", false, null),
    X03("paths cannot escape", false, null),
    X04("oversized lines and archives are refused", false, null),
    V01("the same request twice gives the same digest", true, null);

    private static final Pattern METHOD = Pattern.compile("([a-z])([0-9]{2})[A-Z].*");

    private final String title;
    private final boolean universal;
    private final @Nullable Capability capability;

    Rule(String title, boolean universal, @Nullable Capability capability) {
        this.title = title;
        this.universal = universal;
        this.capability = capability;
    }

    /** The rule that a test method of that name checks. */
    static Optional<Rule> of(String method) {
        Matcher matcher = METHOD.matcher(method);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(1).toUpperCase(Locale.ROOT) + matcher.group(2);
        for (Rule rule : values()) {
            if (rule.name().equals(name)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** Such as R-07. */
    String id() {
        return name().charAt(0) + "-" + name().substring(1);
    }

    String title() {
        return title;
    }

    /** True if it applies to every source, so that nobody can declare it away. */
    boolean universal() {
        return universal;
    }

    /** The capability without which it does not apply, or null. */
    @Nullable
    Capability capability() {
        return capability;
    }
}
