package io.ckpi.cli;

import io.ckpi.experiments.Margin;
import io.ckpi.experiments.Metric;

/** Reads metrics: {@code mean:revenue}, {@code rate:buyer}, {@code ratio:revenue/orders}, {@code log-ratio:a/b}. */
final class MetricArgument {

    private MetricArgument() {}

    static Metric metric(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? "mean" : text.substring(0, colon);
        String rest = text.substring(colon + 1);
        int slash = rest.indexOf('/');
        return switch (kind) {
            case "mean" -> Metric.mean(rest);
            case "rate" -> Metric.rate(rest);
            case "ratio", "log-ratio" -> {
                if (slash < 1 || slash == rest.length() - 1) {
                    throw new IllegalArgumentException(
                            "--metric " + text + ": a ratio is written ratio:revenue/orders");
                }
                String above = rest.substring(0, slash);
                String below = rest.substring(slash + 1);
                yield kind.equals("ratio") ? Metric.ratio(above, below) : Metric.logRatio(above, below);
            }
            default ->
                throw new IllegalArgumentException(
                        "--metric " + text + ": it begins with mean:, rate:, ratio: or log-ratio:");
        };
    }

    /** A guardrail: {@code rate:unsubscribed<=0.001} must not rise by more, {@code mean:orders>=0.01} not fall by more. */
    static Metric guardrail(String text) {
        int sign = Math.max(text.indexOf("<="), text.indexOf(">="));
        try {
            Margin margin = Margin.atMost(Double.parseDouble(text.substring(sign + 2)));
            Metric metric = metric(text.substring(0, sign));
            return (text.charAt(sign) == '<' ? metric.lowerIsBetter() : metric).guardrail(margin);
        } catch (NumberFormatException | StringIndexOutOfBoundsException wrong) {
            throw new IllegalArgumentException(
                    "--guardrail " + text + ": it is written rate:unsubscribed<=0.001 or mean:orders>=0.01", wrong);
        }
    }
}
