// An experiment on plain arrays, from the plan to the decision:
//   jshell --class-path 'ckpi-cli/target/app/*' examples/jshell/experiment.jsh
import io.ckpi.core.*
import io.ckpi.experiments.*
import io.ckpi.experiments.power.*
import io.ckpi.experiments.sequential.*
import io.ckpi.experiments.uplift.*

void show(String name, double value) { System.out.printf(Locale.ROOT, "%s: %.6f%n", name, value); }
void range(String name, Interval i) { System.out.printf(Locale.ROOT, "%s: %.6f to %.6f%n", name, i.low(), i.high()); }

// How many customers does it take? A difference of 0.2 standard deviations, power 80 %, two-sided 5 %.
show("customers in each arm", PowerAnalysis.of(1, 1).size(0.2, 0.8).control())

// 23 customers without and 25 with the offer: what they bought for before (x) and after (y).
double[] controlX = {11.48, 8.68, 4.59, 7.58, 6.61, 5.94, 10.31, 6.53, 9.57, 11.37, 7.01, 8.38, 9.76, 9.16, 12.86,
        11.42, 8.90, 8.95, 7.76, 11.31, 11.21, 9.47, 12.03}
double[] controlY = {13.96, 11.19, 7.14, 12.43, 13.46, 11.32, 14.44, 14.32, 14.69, 18.13, 13.19, 14.62, 15.17, 12.97,
        17.28, 16.47, 12.67, 11.72, 14.66, 19.07, 17.62, 9.24, 13.16}
double[] offerX = {11.79, 7.53, 11.58, 12.99, 12.60, 10.39, 11.95, 14.57, 11.55, 11.98, 10.53, 14.69, 13.35, 4.32,
        5.18, 6.10, 5.70, 11.13, 8.78, 16.90, 15.39, 7.55, 8.94, 10.29, 11.15}
double[] offerY = {16.36, 12.60, 14.83, 21.77, 21.45, 16.77, 20.22, 23.45, 18.23, 16.43, 15.89, 19.84, 19.51, 7.93,
        6.39, 7.99, 6.30, 12.16, 11.32, 19.83, 21.09, 11.15, 13.63, 12.83, 11.63}

// Say first what is tested. The same customers bought before: a covariate takes out what was known.
Plan plan = (Plan.named("offer")
        .control("none", 0.5)
        .treatment("offer", 0.5)
        .metric(Metric.mean("y").adjustedBy("x").primary())
        .conventions(Conventions.defaults().with(Conventions.Adjustment.ANCOVA))
        .headline(Plan.Headline.COMPARISON)
        .build())
MomentsLayout layout = plan.moments()
Moments none = layout.fromArrays(controlY, controlX)
Moments offer = layout.fromArrays(offerY, offerX)
show("mean without the offer", none.mean("y").getAsDouble())
show("mean with the offer", offer.mean("y").getAsDouble())

Readout read = plan.read(Map.of("none", none, "offer", offer))
Estimate effect = read.of("y").absolute().measured().get()
show("effect", effect.value())
range("effect, interval", effect.interval())
System.out.println("verdict: " + read.verdict().decision())

// A holdout of 5 %: 3 of 500 held back bought, and 104 of 9,500 who got the mail. Of zeros and ones the dispersion is known.
double[] held = new double[500]
double[] mailed = new double[9_500]
Arrays.fill(held, 0, 3, 1)
Arrays.fill(mailed, 0, 104, 1)
MomentsLayout orders = MomentsLayout.of("orders")
HoldoutEffect holdout = (HoldoutInterval.withDefaults()
        .with(HoldoutInterval.Dispersion.POOLED)
        .of(orders.fromArrays(held), orders.fromArrays(mailed), "orders").value().get())
range("orders caused per customer", holdout.interval())
show("lift", holdout.lift().value().getAsDouble())
range("lift, interval", holdout.liftInterval().value().get())

// A look while it runs: the lift so far and its standard error, after 6,461 customers.
AlwaysValid today = ConfidenceSequence.asymptotic(1_000).at(0.50336, 0.33341, 6_461).value().get()
range("always valid", today.interval())
System.out.println("may stop: " + today.excludesZero())

// Does a ranking find those whom the offer moves? Five customers, the best score last.
double[] score = {0.1, 0.2, 0.3, 0.4, 0.5}
double[] bought = {0, 0, 1, 1, 1}
boolean[] treated = {false, true, false, false, true}
Uplift ranking = Uplift.of(score, bought, treated).value().get()
System.out.println("first three: " + ranking.top(3))
for (int i = 0; i < ranking.qiniCurve().size(); i++) {
    show("Qini curve at " + (int) ranking.qiniCurve().x(i), ranking.qiniCurve().y(i));
}
/exit
