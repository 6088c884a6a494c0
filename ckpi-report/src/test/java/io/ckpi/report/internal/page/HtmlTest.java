package io.ckpi.report.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTest {

    @Test
    void textAndAttributesAreEscapedAlways() {
        Html html = new Html()
                .open("p", "title", "\"'<&>\n")
                .text("<b>&amp;\"'\r\t\u0000\uD800")
                .close("p");
        assertThat(html.toString())
                .isEqualTo(
                        "<p title=\"&quot;&#39;&lt;&amp;&gt;&#10;\">&lt;b&gt;&amp;amp;&quot;&#39;&#13;&#9;\uFFFD\uFFFD</p>");
    }

    @Test
    void theRecordCannotLeaveItsTemplate() {
        String page = new Html()
                .record("r", "\"</template><script>&\u2028\u2029\u0085\"")
                .toString();
        assertThat(page)
                .isEqualTo(
                        "<template id=\"r\">\"\\u003c/template\\u003e\\u003cscript\\u003e\\u0026\\u2028\\u2029\\u0085\"</template>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"style", "onclick", "href", "src", "srcdoc", "a b", "\"x", ""})
    void attributesThatRunOrLoadAreRefused(String attribute) {
        assertThatThrownBy(() -> new Html().open("p", attribute, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not an attribute for this page: " + attribute);
    }

    @ParameterizedTest
    @ValueSource(strings = {"script", "iframe", "base", "p><script", ""})
    void tagsThatRunOrLoadAreRefused(String tag) {
        assertThatThrownBy(() -> new Html().open(tag)).hasMessage("not a tag for this page: " + tag);
    }

    @Test
    void elementsMustNest() {
        assertThatThrownBy(() -> new Html().open("p").close("b")).hasMessage("the innermost element is not b");
        assertThatThrownBy(() -> new Html().open("p").toString()).hasMessage("still open: p");
        assertThatThrownBy(() -> new Html().open("p", "class")).hasMessage("an attribute of p has no value");
    }
}
