// Journeys from columns, a funnel, time to convert, bottlenecks and attribution:
//   jshell --class-path 'ckpi-cli/target/app/*' examples/jshell/funnel.jsh
import io.ckpi.core.*
import io.ckpi.funnel.*
import io.ckpi.funnel.attribution.*
import java.time.*

void show(String name, double value) { System.out.printf(Locale.ROOT, "%s: %.6f%n", name, value); }

// 100,000 events of 5,000 customers in 90 days: who, when (seconds since 1970), what.
int n = 100_000
int[] customer = new int[n]
int[] second = new int[n]
byte[] what = new byte[n]
SplittableRandom random = new SplittableRandom(20260101)
double[] upTo = {0.30, 0.50, 0.62, 0.70, 0.76, 0.79, 0.80}
for (int i = 0; i < n; i++) {
    double r = random.nextDouble();
    customer[i] = (int) (5_000 * r * r);
    second[i] = (int) (1_735_689_600L + i * 7_776_000L / n);
    double e = random.nextDouble();
    int code = 0;
    while (code < 7 && e >= upTo[code]) {
        code++;
    }
    what[i] = (byte) (code == 7 ? 0 : code + 1);
}
List<String> names = List.of("other", "visit", "product", "cart", "address", "delivery", "payment", "order")
Journeys journeys = Journeys.ofSeconds(customer, second, what, names)
System.out.println(journeys)

Funnel funnel = Funnel.of("visit", "product", "cart", "address", "delivery", "payment", "order").within(Duration.ofDays(7))
FunnelResult result = funnel.measure(journeys)
System.out.println("customers whose journey ended at each step: " + result.exactly())
System.out.println("share of the visitors who saw a product: " + result.rate(1, 2).measured().get().value())

// The first visit only, as in much hand-written SQL, and on how many customers the two differ.
Funnel first = funnel.anchor(Funnel.Anchor.FIRST_ENTRY)
System.out.println("from the first visit: " + first.measure(journeys).exactly())
System.out.println("differ: " + FunnelDiff.of(funnel, first, journeys).differing())

// Time to convert, where some are still on their way: weeks until it happened (or has not yet).
int[] happened = {6, 6, 6, 7, 10, 13, 16, 22, 23}
int[] open = {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35}
Durations waits = new Durations(Unit.DAYS)
for (int t : happened) waits.add(t, Durations.CONVERTED, 1);
for (int t : open) waits.add(t, Durations.CENSORED, 1);
KaplanMeier curve = KaplanMeier.of(waits)
show("not yet after 10", curve.survival(10).value().getAsDouble())
show("half of them by", curve.quantile(0.5).value().getAsDouble())

// Which step to repair? Five percentage points more at each, a customer being worth 200.
long[] counts = {1000, 400, 100, 60}
Bottlenecks.Ranking ranking = Bottlenecks.withDefaults().rank(counts, BottleneckTarget.points(0.05), Money.of(200, "EUR"))
for (Bottlenecks.Gain gain : ranking.gains()) {
    show("step " + gain.step() + " would bring customers", gain.extraCustomers().value().getAsDouble());
}

// Which channel brought the conversions? One journey converted, two did not.
TouchPaths paths = (TouchPaths.builder()
        .add(List.of("C1", "C2", "C3"), 1, 1.0, 0)
        .add(List.of("C1"), 0, 0.0, 1)
        .add(List.of("C2", "C3"), 0, 0.0, 1)
        .build())
for (AttributionModel model : List.of(AttributionModel.last(), AttributionModel.linear(), AttributionModel.markov(1))) {
    Credits credits = Attribution.withDefaults().withReplicates(0).of(paths, model);
    for (Credits.Credit credit : credits.channels()) {
        show(model.id() + " " + credit.channel(), credit.conversions().value().getAsDouble());
    }
}
/exit
