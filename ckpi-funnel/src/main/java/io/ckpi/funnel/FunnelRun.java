package io.ckpi.funnel;

import java.util.Objects;

/** Walks over the parts of the journeys, with the pass that fits. */
final class FunnelRun {

    private static final byte[] NO_LEVELS = {};

    private FunnelRun() {}

    static FunnelResult measure(Funnel funnel, Journeys journeys, int threads) {
        Plan plan = new Plan(funnel.spec, Objects.requireNonNull(journeys, "journeys"));
        Tally[] tallies = new Tally[journeys.parts.length];
        Parallel.run(threads, tallies.length, p -> tallies[p] = part(plan, journeys.parts[p], NO_LEVELS));
        Tally sum = new Tally(plan.steps);
        for (Tally tally : tallies) {
            sum.add(tally);
        }
        return FunnelResult.of(funnel, plan, sum);
    }

    static byte[] levels(Funnel funnel, Journeys journeys) {
        Plan plan = new Plan(funnel.spec, Objects.requireNonNull(journeys, "journeys"));
        byte[] levels = new byte[journeys.subjectLimit()];
        for (Part part : journeys.parts) {
            part(plan, part, levels);
        }
        return levels;
    }

    private static Tally part(Plan plan, Part part, byte[] levels) {
        Tally tally = new Tally(plan.steps);
        int[] seconds = part.seconds;
        byte[] bytes = part.bytes;
        byte[] single = plan.single;
        boolean plain = plan.isPlain() && seconds != null && bytes != null && single != null;
        if (plain && seconds != null && bytes != null && single != null) {
            PlainPass.run(part, seconds, bytes, plan, single, tally.exactly, levels);
            if (part.tied == null) {
                return tally;
            }
        }
        SubjectRun run = new SubjectRun(plan, part, plan.breakdown >= 0);
        for (int s = 0; s < part.subjects(); s++) {
            if (part.offsets[s + 1] > part.offsets[s] && (!plain || part.hasTies(s))) {
                run.run(part, s, tally);
                if (levels.length > 0) {
                    levels[part.first + s] = (byte) run.level;
                }
            }
        }
        return tally;
    }

    static void visit(Funnel funnel, Journeys journeys, Funnel.Visitor visitor) {
        FunnelChecks.refuse(!funnel.spec.hold().isEmpty(), "first arrivals with held properties are not defined");
        FunnelChecks.refuse(
                funnel.spec.order() == Funnel.Order.ANY, "first arrivals need an order of steps, ANY has none");
        Plan plan = new Plan(funnel.spec, Objects.requireNonNull(journeys, "journeys"));
        long[] millis = new long[plan.steps];
        Tally tally = new Tally(plan.steps);
        for (Part part : journeys.parts) {
            SubjectRun run = new SubjectRun(plan, part, plan.breakdown >= 0);
            for (int s = 0; s < part.subjects(); s++) {
                if (part.offsets[s + 1] > part.offsets[s]) {
                    run.run(part, s, tally);
                    long[] ticks = run.arrivals();
                    for (int k = 0; k < run.level; k++) {
                        millis[k] = journeys.millis(ticks[k]);
                    }
                    visitor.visit(part.first + s, run.level, millis);
                }
            }
        }
    }

    static int[] chain(Funnel funnel, Journeys journeys, int index) {
        FunnelChecks.canonical(funnel.spec, "a canonical chain");
        Objects.checkIndex(index, journeys.subjectLimit());
        Plan plan = new Plan(funnel.spec, journeys);
        Part part = journeys.parts[index >>> Part.SHIFT];
        SubjectRun run = new SubjectRun(plan, part, true);
        run.run(part, index - part.first, new Tally(plan.steps));
        return run.chain();
    }
}
