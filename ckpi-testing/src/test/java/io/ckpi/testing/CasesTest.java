package io.ckpi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CasesTest {

    @Test
    void tablesAreReadWithTheirQuotes() {
        List<Map<String, String>> rows = Cases.csv("table.csv");
        assertThat(rows)
                .containsExactly(
                        Map.of("id", "01", "words", "one, two", "n", "1.5"),
                        Map.of("id", "02", "words", "say \"yes\"", "n", "-2"));
        assertThat(Cases.column(rows, "n")).containsExactly(1.5, -2);
    }

    @Test
    void jsonIsReadAsMapsListsAndValues() {
        assertThat(Cases.json("list.json")).extracting(each -> each.get("id")).containsExactly("a", "b");
        Map<String, Object> map = Cases.map("map.json");
        assertThat(Cases.number(map, "number")).isEqualTo(1e-7);
        assertThat(Cases.count(map, "count")).isEqualTo(9_007_199_254_740_993L);
        assertThat(Cases.map(map, "map")).containsEntry("nothing", null);
        assertThat(Cases.<Number>list(map, "list")).isEqualTo(Arrays.asList(1, 2.5, null));
    }

    @Test
    void aFileThatIsNotThereIsAnErrorAndAMissingDataSetASkippedTest() {
        assertThatThrownBy(() -> Cases.csv("absent.csv"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("/conformance-files/absent.csv");
        assertThatThrownBy(() -> Cases.data("no-such-set/file.csv"))
                .isInstanceOf(org.opentest4j.TestAbortedException.class)
                .hasMessageContaining("the data set no-such-set/file.csv is not in the folder of -Dckpi.data");
    }

    @Test
    void aRowThatIsTooShortIsAnError() {
        assertThatThrownBy(() -> Cases.csv("short.csv")).isInstanceOf(AssertionError.class);
    }
}
