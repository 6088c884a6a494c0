package io.ckpi.tck;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules that every source plugin keeps, as tests: a vendor extends this class and fills in what the kit cannot know.
 *
 * <pre>{@code
 * class ShopLogTckTest extends SourceTck {
 *     @TempDir Path folder;
 *
 *     @Override protected SourceProvider provider() { return new ShopLogProvider(); }
 *     @Override protected Map<String, String> config() { return Map.of("file", folder.resolve("shop.log").toString()); }
 *     @Override protected void load(Fixture fixture) throws IOException { ... }  // write the rows
 *     @Override protected SourceRecord fit(SourceRecord record) { ... }          // what the log can hold of a record
 * }
 * }</pre>
 *
 * <p>The name of a test begins with the id of its rule: {@code r07...} is the rule R-07 of the plugin guide. A rule of a
 * capability that is not expected is skipped. A rule that cannot apply to a kind of source is declared in
 * {@link #notApplicable} with a sentence, and skipped with it. When all are done the kit prints a capability report in
 * Markdown and writes it to {@code target/ckpi-tck/}<i>test class</i>{@code .md}; the system property
 * {@code ckpi.tck.reports} names another folder.
 *
 * <p>The kit calls {@link #load} before {@link #config}, first with an empty fixture. It opens the plugin by itself, not
 * through a host, as a host would mask secrets and repair what it can. Its clock stands still at 2026-01-01T00:00:00Z, and
 * all loaded records are older.
 *
 * <p><b>Thread-safety.</b> rules capture {@link System#out} and {@link System#err} and count threads: do not run them
 * concurrently with other tests of one virtual machine.
 */
@ExtendWith(TckExtension.class)
@SuppressWarnings("exports") // nobody needs to name the extension
public abstract class SourceTck {

    private final Bench bench = new Bench(this);

    /** For the vendor's class. */
    protected SourceTck() {}

    // ---- what the vendor must say

    /** The plugin, as its constructor makes it. */
    protected abstract SourceProvider provider();

    /** The options with which the plugin reads what was loaded last. Secrets of eight characters and more are watched by X-01. */
    protected abstract Map<String, String> config();

    /**
     * Puts the rows into the system in place of everything there. Call {@link #cannotLoad} if the system cannot hold chosen
     * records; the rules that need some are then skipped with that sentence, the others use the records it has.
     *
     * @throws Exception whatever goes wrong; the rule then fails
     */
    protected abstract void load(Fixture fixture) throws Exception;

    // ---- what the vendor may say

    /** The capabilities the plugin claims; none unless overridden. */
    protected Set<Capability> expected() {
        return Set.of();
    }

    /**
     * The record as it comes back from the system once it has been loaded: without the components that the system does not
     * hold, with the system's own key, zone and fixed values. The kit loads and expects the result only. By default the system
     * holds everything.
     *
     * @param record a record with values in all components, or with none in some
     * @return a record of the same type; applied to its own result it must change nothing
     */
    protected SourceRecord fit(SourceRecord record) {
        return record;
    }

    /** By what kind of id the system knows people: {@link Tokenizer#EMAIL} unless overridden. */
    protected String personType() {
        return Tokenizer.EMAIL;
    }

    /** True if ids of the system are whole numbers; then all ids of fixtures are digits. False unless overridden. */
    protected boolean numericIds() {
        return false;
    }

    /** How many rows the plugin reads at once, 2 or more; 100 unless overridden. It is best made small by an option. */
    protected int pageSize() {
        return 100;
    }

    /**
     * How a row of the system can be spoiled: some of MISSING_KEY, ID_PRECISION_LOST, BAD_TIMESTAMP, NO_ZONE, BAD_NUMBER,
     * BAD_CURRENCY, UNKNOWN_VALUE and FUTURE_TIME. The first two and BAD_TIMESTAMP and BAD_NUMBER unless overridden.
     * {@link #load} writes what {@link Fixture.Row#text} gives for each.
     */
    protected Set<RejectReason> poisons() {
        return Set.of(
                RejectReason.MISSING_KEY,
                RejectReason.ID_PRECISION_LOST,
                RejectReason.BAD_TIMESTAMP,
                RejectReason.BAD_NUMBER);
    }

    /**
     * Rules that cannot apply to this kind of source, by id such as {@code C-04}, with the sentence that says why. Rules that
     * apply to every source cannot be declared away.
     */
    protected Map<String, String> notApplicable() {
        return Map.of();
    }

    /** Options to put over {@link #config} so that access is refused, for C-04. */
    protected Map<String, String> wrongCredentials() {
        throw missing("C-04", "wrongCredentials()");
    }

    /** Options to put over {@link #config}, one map for each way to make the plugin read what it must not, for X-03. */
    protected List<Map<String, String>> escapes() throws Exception {
        throw missing("X-03", "escapes()");
    }

    /** Options to put over {@link #config}, one map for each input that is larger than the plugin's limits, for X-04. */
    protected List<Map<String, String>> oversized() throws Exception {
        throw missing("X-04", "oversized()");
    }

    /**
     * Makes the loaded system fail at the first read behind that many rows, until the next {@link #load}, for L-07.
     *
     * @param rows a multiple of {@link #pageSize}
     */
    protected void failAfter(int rows) throws Exception {
        throw missing("L-07", "failAfter(int)");
    }

    /**
     * Puts a table into the system in place of an earlier one, for the rules M.
     *
     * @return the name by which the source knows the table
     */
    protected String loadTable(TableFixture table) throws Exception {
        throw missing("M-01 to M-05", "loadTable(TableFixture)");
    }

    /** The connections to the system that are open now, if the vendor can tell, for L-06. */
    protected OptionalInt openConnections() {
        return OptionalInt.empty();
    }

    // ---- what the kit gives

    /**
     * The token of an id, as the kit's host gives it, for {@link #fit}; {@link Fixture#raw} gives the id back. A token of the
     * kit is its own token, so that {@link #fit} of its own result changes nothing.
     *
     * @param type {@link Tokenizer#EMAIL}, {@link Tokenizer#PHONE} or any other
     * @param raw the id
     * @throws IllegalArgumentException if it cannot be normalised or is blank
     */
    protected final String token(String type, String raw) {
        return bench.token(type, raw);
    }

    /** True if the kit has made that text as a token: {@link #fit} then has nothing left to do with it. */
    protected final boolean isToken(@Nullable String text) {
        return bench.tokens.isToken(text);
    }

    /** The exception for a {@link #load} that cannot put chosen records into the system, with a sentence that says why. */
    protected static RuntimeException cannotLoad(String sentence) {
        return new Bench.CannotLoad(sentence);
    }

    private static AssertionError missing(String rules, String method) {
        return new AssertionError(
                "override " + method + ", or declare " + rules + " not applicable and say in a sentence why");
    }

    Bench bench() {
        return bench;
    }

    // ---- the rules

    /** The service loader finds the plugin; services file and, if there is one, module descriptor both declare it. */
    @Test
    @DisplayName("D-01 found on the class path and on the module path")
    public final void d01IsFoundOnClassPathAndModulePath() throws Exception {
        new DiscoveryRules(bench).d01();
    }

    /** The name is {@code [a-z][a-z0-9-]*}, at most 63 characters, and the version is not blank. */
    @Test
    @DisplayName("D-02 the name is well formed")
    public final void d02NameIsWellFormed() throws Exception {
        new DiscoveryRules(bench).d02();
    }

    /** Making providers starts no thread, opens no file or connection and prints nothing. */
    @Test
    @DisplayName("D-03 the constructor does nothing")
    public final void d03ConstructorDoesNothing() throws Exception {
        new DiscoveryRules(bench).d03();
    }

    /** The level is one that this version of the host supports. */
    @Test
    @DisplayName("D-04 the level of the contract is one that hosts support")
    public final void d04LevelIsSupported() throws Exception {
        new DiscoveryRules(bench).d04();
    }

    /** Options are unique, stable between calls and explained in both languages, and their defaults fit their kinds. */
    @Test
    @DisplayName("D-05 options are unique, explained in Russian and English, and have valid defaults")
    public final void d05OptionsAreUniqueAndExplained() throws Exception {
        new DiscoveryRules(bench).d05();
    }

    /** Without an option of {@link #config} the source is refused with kind CONFIG and the option's name, or opens. */
    @Test
    @DisplayName("C-01 a missing option is CONFIG and named")
    public final void c01MissingOptionIsNamed() throws Exception {
        new ConfigurationRules(bench).c01();
    }

    /** An option that the plugin does not declare is refused, and all options of {@link #config} are declared. */
    @Test
    @DisplayName("C-02 an unknown option is CONFIG and named")
    public final void c02UnknownOptionIsRefused() throws Exception {
        new ConfigurationRules(bench).c02();
    }

    /** A text that does not fit the kind of its option is refused; numbers of the right kind and no sense too, or work. */
    @Test
    @DisplayName("C-03 a value of the wrong kind is CONFIG and named")
    public final void c03WrongKindIsNamed() throws Exception {
        new ConfigurationRules(bench).c03();
    }

    /** With {@link #wrongCredentials} opening or the first read fails with kind AUTH. */
    @Test
    @DisplayName("C-04 wrong credentials are AUTH")
    public final void c04WrongCredentialsAreAuth() throws Exception {
        new ConfigurationRules(bench).c04();
    }

    /** A configuration with several faults fails with all of them in one message. */
    @Test
    @DisplayName("C-05 all faults are told at once")
    public final void c05AllFaultsAreToldAtOnce() throws Exception {
        new ConfigurationRules(bench).c05();
    }

    /** Two calls and two instances describe themselves alike. */
    @Test
    @DisplayName("S-01 the description is the same at every call")
    public final void s01DescriptionIsStable() throws Exception {
        new DescriptionRules(bench).s01();
    }

    /** The sentences about time and money are not blank, and there is a type of record. */
    @Test
    @DisplayName("S-02 time, money and lateness are told")
    public final void s02ContractsArePresent() throws Exception {
        new DescriptionRules(bench).s02();
    }

    /** A plugin that asks for tokens lists the personal fields they come from. */
    @Test
    @DisplayName("S-03 personal fields are listed")
    public final void s03PersonalFieldsAreListed() throws Exception {
        new DescriptionRules(bench).s03();
    }

    /** The loaded records come back as a multiset. */
    @Test
    @DisplayName("R-01 the records come back, none lost and none doubled")
    public final void r01RecordsComeBack() throws Exception {
        new ReadingRules(bench).r01();
    }

    /** Records without one optional value each, and without any, come back. */
    @Test
    @DisplayName("R-02 absent values in every optional field stay absent")
    public final void r02AbsentValuesStayAbsent() throws Exception {
        new ReadingRules(bench).r02();
    }

    /** Numbers of rows around {@link #pageSize} come back complete. */
    @Test
    @DisplayName("R-03 0, 1, page - 1, page, page + 1 and two pages + 1 rows")
    public final void r03EverySizeAroundAPage() throws Exception {
        new ReadingRules(bench).r03();
    }

    /** Texts come back letter by letter, not normalised. */
    @Test
    @DisplayName("R-04 Cyrillic, emoji and combining marks")
    public final void r04TextsKeepTheirLetters() throws Exception {
        new ReadingRules(bench).r04();
    }

    /** Ids beyond 2^63 - 1 and beyond the integers of a double, and ids with leading zeros, come back as they are. */
    @Test
    @DisplayName("R-05 64-bit unsigned ids and leading zeros")
    public final void r05IdsAreTexts() throws Exception {
        new ReadingRules(bench).r05();
    }

    /** Instants in the doubled hour, around the missing one and before 1970 come back exactly. */
    @Test
    @DisplayName("R-06 both changes of the clocks, and before 1970")
    public final void r06InstantsAreExact() throws Exception {
        new ReadingRules(bench).r06();
    }

    /** Amounts that no double can hold come back exactly. */
    @Test
    @DisplayName("R-07 money of scale 0, 2, 3 and 6")
    public final void r07MoneyOfScale0236() throws Exception {
        new ReadingRules(bench).r07();
    }

    /** After null comes null. */
    @Test
    @DisplayName("R-08 null at the end, and then for ever")
    public final void r08EndIsForEver() throws Exception {
        new ReadingRules(bench).r08();
    }

    /** A record at {@code from} is delivered, one at {@code to} is not. */
    @Test
    @DisplayName("R-09 from is in, to is out")
    public final void r09RangeIsHalfOpen() throws Exception {
        new ReadingRules(bench).r09();
    }

    /** Each of {@link #poisons} gives one reject with row and reason, without the value; the rows around it arrive. */
    @Test
    @DisplayName("Q-01 a spoiled row is one reject, its neighbours arrive")
    public final void q01PoisonRowIsOneReject() throws Exception {
        new QualityRules(bench).q01();
    }

    /** Above the budget the read fails with kind DATA, after all rows have been counted. */
    @Test
    @DisplayName("Q-02 too many rejects end the read")
    public final void q02BudgetEndsTheRead() throws Exception {
        new QualityRules(bench).q02();
    }

    /** Every row is counted once, as accepted or as rejected. */
    @Test
    @DisplayName("Q-03 rejects and records add up to the rows")
    public final void q03EveryRowIsCounted() throws Exception {
        new QualityRules(bench).q03();
    }

    /** An id such as {@code 1.03293E+19} is rejected with ID_PRECISION_LOST in each of its forms. */
    @Test
    @DisplayName("Q-04 ids in scientific notation are rejected")
    public final void q04RoundedIdsAreRejected() throws Exception {
        new QualityRules(bench).q04();
    }

    /** Rows that are there twice give the same state. */
    @Test
    @DisplayName("Q-05 duplicate rows change nothing")
    public final void q05DuplicatesChangeNothing() throws Exception {
        new QualityRules(bench).q05();
    }

    /** Rows in another order give the same state. */
    @Test
    @DisplayName("Q-06 the order of rows and pages changes nothing")
    public final void q06OrderChangesNothing() throws Exception {
        new QualityRules(bench).q06();
    }

    /** A read that is broken off after any record and resumed by a new instance gives the same state, without starting over. */
    @Test
    @DisplayName("W-01 cancel and resume after every row")
    public final void w01ResumesAfterEveryRow() throws Exception {
        new ResumeRules(bench).w01();
    }

    /** A cursor of another request, or a broken one, is kind CONFIG. */
    @Test
    @DisplayName("W-02 a foreign cursor is refused")
    public final void w02ForeignCursorIsRefused() throws Exception {
        new ResumeRules(bench).w02();
    }

    /** A newer revision that arrives after the cursor replaces the record. */
    @Test
    @DisplayName("W-03 a late correction replaces")
    public final void w03LateCorrectionReplaces() throws Exception {
        new ResumeRules(bench).w03();
    }

    /** A record deleted while reading is gone, and none of the others is lost. */
    @Test
    @DisplayName("W-04 a deletion between pages")
    public final void w04DeletionBetweenPages() throws Exception {
        new ResumeRules(bench).w04();
    }

    /** The watermark never goes back, and is read by the clock of the host. */
    @Test
    @DisplayName("W-05 the watermark only moves forward, by the host's clock")
    public final void w05WatermarkMovesForward() throws Exception {
        new ResumeRules(bench).w05();
    }

    /** Reading a range gives what reading everything and filtering gives. */
    @Test
    @DisplayName("P-01 the source's filter equals the host's")
    public final void p01FilterEqualsTheHosts() throws Exception {
        new PushDownRules(bench).p01();
    }

    /** Bounds a nanosecond off, open at one end or empty are honoured. */
    @Test
    @DisplayName("P-02 bounds finer than the source's own are kept")
    public final void p02BoundsAreExact() throws Exception {
        new PushDownRules(bench).p02();
    }

    /** Texts that look like SQL, shell, markup or templates come back as they are, and a read can resume behind them. */
    @Test
    @DisplayName("P-03 injection strings are values")
    public final void p03ValuesAreNoCode() throws Exception {
        new PushDownRules(bench).p03();
    }

    /** {@link #expected} equals the description, and no capability works that is not claimed. */
    @Test
    @DisplayName("P-04 claims equal behaviour")
    public final void p04ClaimsEqualBehaviour() throws Exception {
        new PushDownRules(bench).p04();
    }

    /** All moments equal those of local accumulation to 10^-9. */
    @Test
    @DisplayName("M-01 equal to local accumulation")
    public final void m01EqualLocalAccumulation() throws Exception {
        new MomentsRules(bench).m01();
    }

    /** The variance of 10^9 + (i mod 10), i below 100,000, is 8.25008250082501. */
    @Test
    @DisplayName("M-02 the ill-conditioned column")
    public final void m02IllConditionedColumn() throws Exception {
        new MomentsRules(bench).m02();
    }

    /** Empty tables, single rows, rows without a group and units in several groups are told apart. */
    @Test
    @DisplayName("M-03 groups of 0 and 1 row, no group, units in two groups")
    public final void m03SmallGroups() throws Exception {
        new MomentsRules(bench).m03();
    }

    /** Missing values count as 0, leave their row out or are kind DATA, as the layout says. */
    @Test
    @DisplayName("M-04 missing values")
    public final void m04MissingValues() throws Exception {
        new MomentsRules(bench).m04();
    }

    /** The same rows in another order give the same moments. */
    @Test
    @DisplayName("M-05 the order of rows changes nothing")
    public final void m05OrderIndependence() throws Exception {
        new MomentsRules(bench).m05();
    }

    /** A second close of a reader or source does nothing. */
    @Test
    @DisplayName("L-01 close twice")
    public final void l01CloseTwice() throws Exception {
        new LifeCycleRules(bench).l01();
    }

    /** A reader closed in the middle leaves its source usable; a source may be closed before its reader. */
    @Test
    @DisplayName("L-02 close in the middle")
    public final void l02CloseInTheMiddle() throws Exception {
        new LifeCycleRules(bench).l02();
    }

    /** Every call after close fails with kind INTERNAL or CONFIG and code CKPI-SRC-CLOSED. */
    @Test
    @DisplayName("L-03 use after close fails with CKPI-SRC-CLOSED")
    public final void l03UseAfterClose() throws Exception {
        new LifeCycleRules(bench).l03();
    }

    /** Two readers, interleaved and on two threads, both deliver everything. */
    @Test
    @DisplayName("L-04 two readers at once")
    public final void l04TwoReaders() throws Exception {
        new LifeCycleRules(bench).l04();
    }

    /** After the host cancels, reading fails with kind CANCELLED before the data end. */
    @Test
    @DisplayName("L-05 cancellation is seen within a second")
    public final void l05CancellationIsSeen() throws Exception {
        new LifeCycleRules(bench).l05();
    }

    /** Opening, reading and closing many times leaves no thread and no open file or connection. */
    @Test
    @DisplayName("L-06 no thread, file or connection is left")
    public final void l06NothingLeaks() throws Exception {
        new LifeCycleRules(bench).l06();
    }

    /** A failure after two pages is thrown once, with its kind; closing afterwards is quiet. */
    @Test
    @DisplayName("L-07 a failure in the third page surfaces once")
    public final void l07FailureSurfacesOnce() throws Exception {
        new LifeCycleRules(bench).l07();
    }

    /** No secret appears in any message, cause, reject, text form or output, whatever goes wrong. */
    @Test
    @DisplayName("X-01 a secret is in no message, log or text form")
    public final void x01SecretsStaySecret() throws Exception {
        new SecurityRules(bench).x01();
    }

    /** No raw id of a person and no value of a spoiled field appears in any message, cause, reject, record, cursor, text form or output. */
    @Test
    @DisplayName("X-02 a person is in no message, log or text form")
    public final void x02PersonsStayUnknown() throws Exception {
        new SecurityRules(bench).x02();
    }

    /** Each of {@link #escapes} is refused with kind CONFIG or DATA. */
    @Test
    @DisplayName("X-03 paths cannot escape")
    public final void x03PathsCannotEscape() throws Exception {
        new SecurityRules(bench).x03();
    }

    /** Each of {@link #oversized} ends in rejects or in kind CONFIG or DATA, not in a lack of memory. */
    @Test
    @DisplayName("X-04 oversized lines and archives are refused")
    public final void x04OversizedInputIsRefused() throws Exception {
        new SecurityRules(bench).x04();
    }

    /** Two reads, of two instances and at two times of the host's clock, give records of the same digest. */
    @Test
    @DisplayName("V-01 the same request twice gives the same digest")
    public final void v01SameRequestSameDigest() throws Exception {
        new ReadingRules(bench).v01();
    }
}
