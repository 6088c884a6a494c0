package io.ckpi.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Order;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceOption;
import io.ckpi.tck.TestHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input gives one clear error or counted rejects, never a wrong number. */
class BadInputTest {

    @TempDir
    Path base = Path.of("."); // set by JUnit

    private Path folder;
    private TestHost host = TestHost.with();

    @BeforeEach
    void folders() throws IOException {
        folder = Files.createDirectory(base.resolve("root"));
    }

    private static String mapping(String file, String settings) {
        return """
                schema: ckpi/mapping@1
                id: shop
                zone: UTC
                currency: EUR
                files:
                  - file: "%s"
                    format: csv
                %s    records:
                      - record: Order
                        orderRef: id
                        createdAt: at
                        status: {const: PAID}
                        revenue: {money: sum}
                        employee: clerk
                """.formatted(file, settings);
    }

    private RecordSource open(String mapping, String... options) {
        String[] all = java.util.Arrays.copyOf(options, options.length + 2);
        all[options.length] = "dir";
        all[options.length + 1] = folder.toString();
        host = TestHost.with(all);
        return host.open(FilesProvider.withMapping("m.yaml", mapping));
    }

    private void assertConfig(String mapping, String code, String message) {
        assertThatThrownBy(() -> open(mapping).close()).isInstanceOfSatisfying(CkpiException.class, e -> {
            assertThat(e.kind()).isEqualTo(CkpiException.Kind.CONFIG);
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).startsWith(message);
            assertThat(e.source()).contains("shop");
        });
    }

    private void write(String name, String text) throws IOException {
        Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void missingColumnsAreAllNamed() throws IOException {
        write("x.csv", "Id,when,sum\n");
        assertConfig(
                mapping("x.csv", ""),
                "CKPI-FILES-COLUMNS",
                "x.csv: lacks columns that the mapping names: \"id\" (is it \"Id\"?), \"at\", \"clerk\"");
    }

    @Test
    void faultsOfSeveralFilesAreReportedTogether() throws IOException {
        write("a.csv", "id,at,sum\n");
        write("b.csv", "id,id,at,sum,clerk\n");
        assertThatThrownBy(() -> open(mapping("a.csv", "")
                        + mapping("b.csv", "").substring(mapping("b.csv", "").indexOf("  - file"))
                        + mapping("c.csv", "").substring(mapping("c.csv", "").indexOf("  - file"))))
                .hasMessageContaining("a.csv: lacks columns that the mapping names: \"clerk\"")
                .hasMessageContaining("b.csv: names columns twice: \"id\"")
                .hasMessageContaining("c.csv: does not exist in ");
    }

    @Test
    void aFolderOrNothingInsteadOfAFile() throws IOException {
        Files.createDirectory(folder.resolve("x.csv"));
        assertConfig(mapping("x.csv", ""), "CKPI-FILES-PATH", "x.csv: is a folder, not a file");
        assertConfig(mapping("y.csv", ""), "CKPI-FILES-PATH", "y.csv: does not exist in ");
        assertConfig(mapping("y*.csv", ""), "CKPI-FILES-PATH", "y*.csv: matches no file in ");
        assertConfig(mapping("sub/y*.csv", ""), "CKPI-FILES-PATH", "sub/y*.csv: lies in a folder that does not exist");
        write("empty.csv", "");
        assertConfig(mapping("empty.csv", ""), "CKPI-FILES-EMPTY", "empty.csv: has no header: it is empty");
    }

    @Test
    void theFolderItselfMustBeOne() throws IOException {
        write("x.csv", "id\n");
        folder = folder.resolve("x.csv");
        assertConfig(mapping("x.csv", ""), "CKPI-FILES-DIR", "option dir is not a folder: ");
        folder = base.resolve("nowhere");
        assertConfig(mapping("x.csv", ""), "CKPI-FILES-DIR", "option dir names a folder that does not exist");
    }

    @Test
    void aFileWithoutPermissionIsAClearError() throws IOException {
        write("x.csv", "id,at,sum,clerk\n");
        Path file = folder.resolve("x.csv");
        assumeTrue(
                file.getFileSystem().supportedFileAttributeViews().contains("posix"),
                "permissions of this kind are not known here");
        Files.setPosixFilePermissions(file, java.util.Set.of());
        assumeTrue(!Files.isReadable(file), "this user may read everything");
        assertConfig(mapping("x.csv", ""), "CKPI-FILES-PATH", "x.csv: cannot be read: no permission");
    }

    @Test
    void aFileThatTheSystemCannotReadIsAClearError() {
        Path memory = Path.of("/proc/self/mem");
        assumeTrue(Files.isRegularFile(memory), "this system has no file that opens but cannot be read");
        folder = Path.of("/proc/self");
        assertConfig(mapping("mem", ""), "CKPI-FILES-PATH", "mem: cannot be read: ");
    }

    @Test
    void namesThatLeaveTheFolderAreRefused() throws IOException {
        Path secret = base.resolve("secret.csv");
        Files.writeString(secret, "id,at,sum,clerk\n1,2024-01-01,1,e\n");
        for (String name : List.of("../secret.csv", "a/../../secret.csv", secret.toString(), "C:/secret.csv", "..")) {
            assertThatThrownBy(() -> open(mapping(name, "")))
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.CONFIG))
                    .hasMessageContaining("m.yaml:6: files[0].file: is not below the folder of the source: it ");
        }
    }

    @Test
    void linksThatLeaveTheFolderAreRefused() throws IOException {
        Path secret = Files.createDirectory(base.resolve("elsewhere")).resolve("secret.csv");
        Files.writeString(secret, "id,at,sum,clerk\n1,2024-01-01,1,e\n");
        write("real.csv", "id,at,sum,clerk\n1,2024-01-01,1,e\n");
        try {
            Files.createSymbolicLink(folder.resolve("x.csv"), secret);
            Files.createSymbolicLink(folder.resolve("sub"), secret.getParent());
            Files.createSymbolicLink(folder.resolve("inside.csv"), folder.resolve("real.csv"));
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "links cannot be made here");
        }
        assertConfig(mapping("x.csv", ""), "CKPI-FILES-PATH", "x.csv: leaves the folder of the source by a link");
        assertConfig(mapping("x*", ""), "CKPI-FILES-PATH", "x.csv: leaves the folder of the source by a link");
        assertConfig(
                mapping("sub/secret.csv", ""),
                "CKPI-FILES-PATH",
                "sub/secret.csv: leaves the folder of the source by a link");
        assertConfig(
                mapping("sub/s*.csv", ""), "CKPI-FILES-PATH", "sub/s*.csv: leaves the folder of the source by a link");
        try (RecordSource source = open(mapping("inside.csv", ""))) {
            assertThat(host.read(source, Order.class).records()).hasSize(1);
        }
    }

    @Test
    void aWrongEncodingIsAClearErrorOrARejectedRow() throws IOException {
        Files.write(folder.resolve("x.csv"), "№,at,sum\n".getBytes(StandardCharsets.UTF_16LE));
        assertConfig(
                mapping("x.csv", ""),
                "CKPI-FILES-BAD-ENCODING",
                "x.csv: has a header that cannot be read: it is not text of the declared charset");
        write("x.csv", "\uFEFFid,at,sum,clerk\n");
        assertConfig(
                mapping("x.csv", "    charset: windows-1251\n"),
                "CKPI-FILES-BAD-ENCODING",
                "x.csv: begins with a byte order mark of UTF-8, but is declared windows-1251");

        Files.write(
                folder.resolve("x.csv"),
                "id,at,sum,clerk\n1,2024-01-01,1,Иван\n2,2024-01-01,1,e\n"
                        .getBytes(java.nio.charset.Charset.forName("windows-1251")));
        try (RecordSource source = open(mapping("x.csv", ""))) {
            assertThat(host.read(source, Order.class).records())
                    .extracting(Order::orderRef)
                    .containsExactly("2");
            assertThat(host.rejects())
                    .extracting(Reject::location, Reject::row, Reject::reason)
                    .containsExactly(Tuple.tuple("x.csv:2", 1L, RejectReason.BAD_ENCODING));
        }
        try (RecordSource source = open(mapping("x.csv", "    charset: windows-1251\n"))) {
            assertThat(host.read(source, Order.class).records())
                    .extracting(Order::employee)
                    .containsExactly("Иван", "e");
        }
    }

    @Test
    void brokenQuotesRejectTheirRows() throws IOException {
        write("x.csv", """
                id,at,sum,clerk
                1,2024-01-01,1,"the "best" one"
                2,2024-01-01,1,5" pipe
                3,2024-01-01,1,"a",
                4,2024-01-01,1,"open
                5,2024-01-01,1,e
                """);
        try (RecordSource source = open(mapping("x.csv", ""))) {
            assertThat(host.read(source, Order.class).records())
                    .extracting(Order::employee)
                    .containsExactly("5\" pipe");
            assertThat(host.rejects())
                    .extracting(Reject::row, Reject::reason)
                    .containsExactly(
                            Tuple.tuple(1L, RejectReason.BAD_ESCAPE),
                            Tuple.tuple(3L, RejectReason.COLUMN_COUNT),
                            Tuple.tuple(4L, RejectReason.TRUNCATED));
        }
    }

    @Test
    void linesAndFieldsHaveLimits() throws IOException {
        write(
                "x.csv",
                "id,at,sum,clerk\n1,2024-01-01,1," + "x".repeat(1000) + "\n2,2024-01-01,1," + "x".repeat(200_000)
                        + "\n3,2024-01-01,1," + "ж".repeat(100) + "\n4,2024-01-01,1,\"" + "\n".repeat(100_000) + "\"\n"
                        + "5,2024-01-01,1,e\n");
        try (RecordSource source = open(mapping("x.csv", ""), "max-field-chars", "100", "max-line-bytes", "100000")) {
            assertThat(host.read(source, Order.class).records())
                    .extracting(Order::orderRef)
                    .containsExactly("3", "5");
            assertThat(host.rejects())
                    .extracting(Reject::location, Reject::reason)
                    .containsExactly(
                            Tuple.tuple("x.csv:2", RejectReason.LINE_TOO_LONG),
                            Tuple.tuple("x.csv:3", RejectReason.LINE_TOO_LONG),
                            Tuple.tuple("x.csv:5", RejectReason.LINE_TOO_LONG));
        }
        assertThatThrownBy(() -> open(mapping("x.csv", ""), "max-columns", "3"))
                .hasMessage("x.csv: has a header that cannot be read: it has too many columns");
        assertThatThrownBy(() -> open(mapping("x.csv", ""), "max-columns", "0", "max-json-depth", "5000"))
                .hasMessage("option max-columns is not 1 to 1048576: 0\noption max-json-depth is not 1 to 1000: 5000");
    }

    @Test
    void jsonHasADepth() throws IOException {
        write(
                "x.jsonl",
                "{\"id\":\"1\",\"at\":\"2024-01-01\",\"sum\":1,\"clerk\":null,\"deep\":" + "[".repeat(60)
                        + "]".repeat(60) + "}\n{\"id\":\"2\",\"at\":\"2024-01-01\",\"sum\":1,\"deep\":"
                        + "[".repeat(100_000) + "\n");
        try (RecordSource source = open(mapping("x.jsonl", "").replace("format: csv", "format: jsonl"))) {
            assertThat(host.read(source, Order.class).records())
                    .extracting(Order::orderRef)
                    .containsExactly("1");
            assertThat(host.rejects()).extracting(Reject::reason).containsExactly(RejectReason.BAD_JSON);
        }
    }

    @Test
    void aBombIsNotUnpacked() throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("x.csv.gz")))) {
            out.write("id,at,sum,clerk\n".getBytes(StandardCharsets.UTF_8));
            byte[] zeros = new byte[1 << 16];
            java.util.Arrays.fill(zeros, (byte) '\n');
            for (int i = 0; i < 100; i++) {
                out.write(zeros);
            }
        }
        try (RecordSource source = open(mapping("x.csv.gz", ""))) {
            assertThatThrownBy(() -> host.read(source, Order.class)).isInstanceOfSatisfying(CkpiException.class, e -> {
                assertThat(e.kind()).isEqualTo(CkpiException.Kind.DATA);
                assertThat(e.code()).isEqualTo("CKPI-FILES-ARCHIVE");
                assertThat(e).hasMessageStartingWith("x.csv.gz: cannot be read: unpacks to more than 100 times");
            });
        }
    }

    @Test
    void aPackedFileCutShortIsAnError() throws IOException {
        java.io.ByteArrayOutputStream packed = new java.io.ByteArrayOutputStream();
        java.util.Random random = new java.util.Random(1);
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("id,at,sum,clerk\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 200_000; i++) {
                out.write((random.nextLong() + ",2024-01-01,1,e\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        Files.write(folder.resolve("x.csv.gz"), java.util.Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
        try (RecordSource source = open(mapping("x.csv.gz", ""))) {
            assertThatThrownBy(() -> host.read(source, Order.class))
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.DATA));
        }
    }

    @Test
    void valuesAreNeverInMessagesOrRejects() throws IOException {
        write("x.csv", "id,at,sum,clerk\n1,canary-time,1,e\n2,2024-01-01,canary-sum,e\n3,2024-01-01,1,\"canary\" x\n");
        try (RecordSource source = open(mapping("x.csv", ""))) {
            host.read(source, Order.class);
            assertThat(host.rejects()).hasSize(3).noneMatch(reject -> reject.toString()
                    .contains("canary"));
        }
    }

    @Test
    void theMappingMustBeThere() throws IOException {
        write("x.csv", "id\n");
        assertThatThrownBy(() -> TestHost.with("dir", folder.toString()).open(new FilesProvider()))
                .hasMessage("source shop: option \"mapping\" is required");
        assertThatThrownBy(() -> TestHost.with().open(new FilesProvider()))
                .hasMessage("source shop: option \"dir\" is required\nsource shop: option \"mapping\" is required");
        assertThatThrownBy(() -> TestHost.with("dir", folder.toString(), "mapping", "no-such-mapping")
                        .open(new FilesProvider()))
                .hasMessageContaining("no-such-mapping")
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> TestHost.with("dir", folder.toString(), "mapping", folder.toString())
                        .open(new FilesProvider()))
                .hasMessageContaining("is a directory, not a file");
    }

    @Test
    void optionsHaveHelpInBothLanguages() {
        assertThat(new FilesProvider().options()).extracting(SourceOption::key).doesNotHaveDuplicates();
        assertThat(new FilesProvider().options()).allSatisfy(option -> {
            assertThat(option.help().ru()).isNotBlank();
            assertThat(option.help().en())
                    .isNotBlank()
                    .isNotEqualTo(option.help().ru());
        });
        assertThat(FilesProvider.withMapping("m", "x").options())
                .extracting(SourceOption::key)
                .doesNotContain("mapping");
    }
}
