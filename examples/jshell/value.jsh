// What customers are worth, from counted histories:
//   jshell --class-path 'ckpi-cli/target/app/*' examples/jshell/value.jsh
import io.ckpi.core.*
import io.ckpi.core.numeric.*
import io.ckpi.value.*

void show(String name, double value) { System.out.printf(Locale.ROOT, "%s: %.6f%n", name, value); }

// 2,357 customers who behave as those of the CDNOW sample did, watched for 27 to 39 weeks: how often they came
// back, the day of the last time, the days since the first purchase.
int n = 2_357
int[] repeats = new int[n]
int[] lastDay = new int[n]
int[] age = new int[n]
RandomStream stream = RandomStream.of(1997, "cdnow", 0)
for (int i = 0; i < n; i++) {
    double perDay = Samplers.gamma(stream, 0.243) / 4.414 / 7;
    double leaves = Samplers.beta(stream, 0.793, 2.426);
    age[i] = 189 + (int) (84 * stream.nextDouble());
    double day = 0;
    boolean customer = true;
    while (customer) {
        day += -Math.log(1 - stream.nextDouble()) / perDay;
        if (day >= age[i]) {
            customer = false;
        } else {
            if ((int) day > lastDay[i]) {
                repeats[i]++;
                lastDay[i] = (int) day;
            }
            customer = stream.nextDouble() >= leaves;
        }
    }
}
Histories histories = Histories.of(repeats, lastDay, age, Cadence.WEEKS)
System.out.println(histories)

Fit<BgNbd> fit = BgNbd.fit(histories).value().get()
Covariance errors = fit.covariance(Errors.SANDWICH)
for (String name : List.of("r", "alpha", "a", "b")) {
    show(name, fit.model().parameters().get(name));
    show(name + ", standard error", errors.standardError(name));
}
System.out.println("limit: " + fit.boundary())

// The model that Fader, Hardie and Lee fitted to CDNOW, and one of its customers: two repeats, the last after 30.43 weeks.
BgNbd cdnow = new BgNbd(0.2425945, 4.4136019, 0.7929199, 2.4258881, Cadence.WEEKS)
History twice = new History(2, 30.43, 38.86, Cadence.WEEKS)
show("P(alive)", cdnow.pAlive(twice))
show("purchases in 39 weeks", cdnow.expected(twice, 39))

// What a purchase is worth, and what the next twelve months are: 1 % discount a month, margin 100 %.
GammaGamma spend = new GammaGamma(6.2488, 3.74459, 15.44775)
show("spend of a purchase", spend.expectedSpend(2, 22.35).value().getAsDouble())
BgNbd visits = new BgNbd(0.24259, 4.41353, 0.79289, 2.42575, Cadence.WEEKS)
Clv clv = (Clv.of(visits, spend, Currency.getInstance("USD"))
        .margin(1)
        .discount(Rate.perYear(Math.pow(1.01, 12) - 1))
        .horizon(12, Cadence.MONTHS))
show("value in a year", clv.of(twice, 22.35).value().getAsDouble())

// Contracts: how many of 1,000 were left after each of seven years.
Fit<Sbg> contracts = Sbg.fit(List.of(new long[] {1000, 869, 743, 653, 593, 551, 517, 491}), Cadence.YEARS).value().get()
show("alpha", contracts.model().parameters().get("alpha"))
show("beta", contracts.model().parameters().get("beta"))
show("log-likelihood", contracts.logLikelihood())
show("renew for the eighth time", contracts.model().retention(8))
/exit
