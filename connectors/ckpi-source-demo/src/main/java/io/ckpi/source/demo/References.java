package io.ckpi.source.demo;

import io.ckpi.core.Channel;
import io.ckpi.core.LeadStage;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Product;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.StageDefinition;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/** Reference records: a handful each, all valid from the first day. */
final class References {

    private static final int[] STAFF = {Model.SALES_STAFF, Model.SERVICE_STAFF, Model.SURVEY_STAFF, 6};

    private References() {}

    /** One unit with all records of a type. */
    private static final class Whole<R extends SourceRecord> extends Records<R> {

        private final BiConsumer<Whole<R>, List<R>> teller;

        Whole(Model model, String source, BiConsumer<Whole<R>, List<R>> teller) {
            super(model, source);
            this.teller = teller;
        }

        @Override
        long units() {
            return 1;
        }

        @Override
        void tell(long unit, List<R> out) {
            teller.accept(this, out);
        }

        Instant first() {
            return model.at(0, 32_400);
        }

        Envelope envelope(String key) {
            return envelope(key, first());
        }
    }

    static Records<Employee> employees(Model model, String source) {
        return new Whole<>(model, source, (whole, out) -> {
            for (int department = 0; department < STAFF.length; department++) {
                for (int n = 0; n < STAFF[department]; n++) {
                    String id = Records.employee(department, n);
                    out.add(new Employee(
                            whole.envelope(id),
                            id,
                            Records.department(department),
                            n == 0 ? null : Records.employee(department, 0),
                            whole.first(),
                            null));
                }
            }
        });
    }

    static Records<NumberPool> numbers(Model model, String source) {
        return new Whole<>(model, source, (whole, out) -> {
            for (Source from : Model.SOURCES) {
                if (!from.outbound()) {
                    out.add(new NumberPool(
                            whole.envelope(from.line),
                            from.line,
                            from.channel,
                            from.origin.campaign(),
                            whole.first(),
                            null));
                }
            }
        });
    }

    static Records<Campaign> campaigns(Model model, String source) {
        return new Whole<>(model, source, (whole, out) -> {
            for (Source from : List.of(Source.PAID_SEARCH, Source.PAID_SOCIAL, Source.DISPLAY)) {
                String id = String.valueOf(from.origin.campaign());
                out.add(new Campaign(
                        whole.envelope(id),
                        id,
                        from.channel.names().ru(),
                        Campaign.Goal.LAUNCH,
                        whole.first(),
                        null,
                        null,
                        from.channel));
            }
            out.add(new Campaign(
                    whole.envelope("friends"),
                    "friends",
                    "Приведи друга",
                    Campaign.Goal.RETENTION,
                    whole.first(),
                    null,
                    null,
                    Channel.REFERRAL));
            Instant launch = model.at(model.launch, 32_400);
            out.add(new Campaign(
                    whole.envelope(Messages.CAMPAIGN, launch),
                    Messages.CAMPAIGN,
                    "Письма клиентской базе",
                    Campaign.Goal.GROWTH,
                    launch,
                    null,
                    null,
                    Channel.EMAIL));
        });
    }

    static Records<Product> products(Model model, String source) {
        return new Whole<>(model, source, (whole, out) -> {
            for (int p = 0; p < Model.PRICES.length; p++) {
                String id = Model.product(p);
                out.add(new Product(
                        whole.envelope(id),
                        id,
                        Model.CATEGORIES[p / 2],
                        null,
                        Model.roubles(Model.PRICES[p]),
                        whole.first(),
                        null));
            }
        });
    }

    static Records<StageDefinition> stages(Model model, String source) {
        return new Whole<>(model, source, (whole, out) -> {
            for (LeadStage stage : LeadStage.values()) {
                out.add(new StageDefinition(
                        whole.envelope("stage-" + stage.name()),
                        Stages.PIPELINE,
                        Stages.raw(stage),
                        stage.ordinal(),
                        Stages.semantic(stage),
                        stage,
                        "industry"));
            }
        });
    }
}
