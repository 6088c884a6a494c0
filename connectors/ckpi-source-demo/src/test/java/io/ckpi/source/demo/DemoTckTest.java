package io.ckpi.source.demo;

import io.ckpi.spi.Capability;
import io.ckpi.spi.SourceProvider;
import io.ckpi.tck.Fixture;
import io.ckpi.tck.SourceTck;
import java.util.Map;
import java.util.Set;

/** The compatibility kit on the demo company, which makes its records itself. */
class DemoTckTest extends SourceTck {

    @Override
    protected SourceProvider provider() {
        return new DemoProvider();
    }

    @Override
    protected Map<String, String> config() {
        return Map.of("customers", "1100", "months", "6");
    }

    @Override
    protected Set<Capability> expected() {
        return Set.of(Capability.TIME_FILTER);
    }

    @Override
    protected void load(Fixture fixture) {
        throw cannotLoad("the demo company makes its records itself");
    }

    @Override
    protected Map<String, String> notApplicable() {
        return Map.of(
                "C-04", "there is nothing to sign in to",
                "X-03", "it reads no files",
                "X-04", "it reads nothing");
    }
}
