package io.ckpi.source.demo;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Names;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceOption.Kind;
import io.ckpi.spi.SourceProvider;
import java.util.List;

/**
 * The plugin {@code demo}: a fictitious company whose true rates and values are known, see {@link DemoTruth}.
 *
 * <p>Options: {@code customers}, {@code seed}, {@code end}, {@code months} and {@code without}, as in
 * {@link DemoOptions}. Nothing is read from outside and nothing depends on the clock.
 *
 * <p><b>Thread-safety.</b> stateless.
 */
public final class DemoProvider implements SourceProvider {

    private static final String NAME = "demo";
    private static final String VERSION = "0.1.0";

    /** For the service loader. */
    public DemoProvider() {}

    @Override
    public int spiLevel() {
        return 1;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return VERSION;
    }

    @Override
    public List<SourceOption> options() {
        return List.of(
                SourceOption.optional(
                        "customers",
                        Kind.INT,
                        String.valueOf(DemoOptions.DEFAULT_CUSTOMERS),
                        new Names(
                                "Сколько людей знает компания, от 1000 до 10000000",
                                "Number of persons the company has contact with, 1000 to 10000000")),
                SourceOption.optional(
                        "seed",
                        Kind.INT,
                        String.valueOf(DemoOptions.DEFAULT_SEED),
                        new Names("Начальное число случайных чисел", "Seed of the random numbers")),
                SourceOption.optional(
                        "end",
                        Kind.STRING,
                        DemoOptions.DEFAULT_END.toString(),
                        new Names(
                                "Первый день без данных, первое число месяца",
                                "First day without data, the first day of a month")),
                SourceOption.optional(
                        "months",
                        Kind.INT,
                        String.valueOf(DemoOptions.DEFAULT_MONTHS),
                        new Names("Сколько месяцев данных, от 6 до 60", "Months of data, 6 to 60")),
                SourceOption.optional(
                        "without",
                        Kind.STRING,
                        null,
                        new Names(
                                "Каких записей у компании нет, через запятую, например Call,Task",
                                "Types of record the company does not have, separated by commas, such as Call,Task")));
    }

    /**
     * Opens the demo company.
     *
     * @throws CkpiException of kind CONFIG, code {@code CKPI-DEMO-OPTIONS}, if options are out of range; the message
     *     names all of them
     */
    @Override
    public RecordSource open(SourceConfig config, SourceContext context) {
        try {
            DemoOptions options = DemoOptions.parse(
                    config.integer("customers").orElse((long) DemoOptions.DEFAULT_CUSTOMERS),
                    config.integer("seed").orElse(DemoOptions.DEFAULT_SEED),
                    config.text("end").orElse(DemoOptions.DEFAULT_END.toString()),
                    config.integer("months").orElse((long) DemoOptions.DEFAULT_MONTHS),
                    config.text("without").orElse(""));
            return new DemoSource(new Model(options), config.source(), context);
        } catch (IllegalArgumentException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG, "CKPI-DEMO-OPTIONS", config.source(), String.valueOf(e.getMessage()), e);
        }
    }
}
