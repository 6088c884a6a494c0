package io.ckpi.experiments.uplift;

/** What has been taken from the top of a ranking so far. Mutable. */
final class Tally {

    double treated;
    double control;
    double treatedSum;
    double controlSum;

    void add(double outcome, boolean isTreated, double weight) {
        if (isTreated) {
            treated += weight;
            treatedSum += weight * outcome;
        } else {
            control += weight;
            controlSum += weight * outcome;
        }
    }

    double size() {
        return treated + control;
    }

    /** Outcomes gained: Y_T − Y_C·N_T/N_C. */
    double qini() {
        return treatedSum - (control > 0 ? controlSum * treated / control : 0);
    }

    /** (Y_T/N_T − Y_C/N_C) times the customers taken. */
    double uplift() {
        return ((treated > 0 ? treatedSum / treated : 0) - (control > 0 ? controlSum / control : 0)) * size();
    }

    /** The curve of the best possible ranking of 0/1 outcomes, as groups of customers in their order. */
    UpliftCurve perfect(boolean qini) {
        double treatedResponders = treatedSum;
        double treatedOthers = treated - treatedSum;
        double controlResponders = controlSum;
        double controlOthers = control - controlSum;
        double[][] groups; // treated, control, treated responders, control responders
        double[] first = {treatedResponders, 0, treatedResponders, 0};
        double[] last = {0, controlResponders, 0, controlResponders};
        if (qini) {
            groups = new double[][] {first, {treatedOthers, controlOthers, 0, 0}, last};
        } else {
            double[] others = {treatedOthers, 0, 0, 0};
            double[] untouched = {0, controlOthers, 0, 0};
            groups = controlResponders > treatedOthers
                    ? new double[][] {first, untouched, last, others}
                    : new double[][] {first, untouched, others, last};
        }
        double[] x = new double[groups.length + 1];
        double[] y = new double[groups.length + 1];
        int size = 1;
        Tally so = new Tally();
        for (double[] group : groups) {
            if (group[0] + group[1] > 0) {
                so.treated += group[0];
                so.control += group[1];
                so.treatedSum += group[2];
                so.controlSum += group[3];
                x[size] = so.size();
                y[size++] = qini ? so.qini() : so.uplift();
            }
        }
        return new UpliftCurve(x, y, size);
    }
}
