package io.ckpi.experiments;

/** The formulas of means, ratios and their logarithms. */
enum BasicFormula implements Formula {
    MEAN {
        @Override
        public double value(double[] means) {
            return means[0];
        }

        @Override
        public double[] gradient(double[] means) {
            return new double[] {1};
        }
    },
    RATIO {
        @Override
        public double value(double[] means) {
            return means[0] / means[1];
        }

        @Override
        public double[] gradient(double[] means) {
            return new double[] {1 / means[1], -means[0] / (means[1] * means[1])};
        }
    },
    LOG_RATIO {
        @Override
        public double value(double[] means) {
            return Math.log(means[0]) - Math.log(means[1]);
        }

        @Override
        public double[] gradient(double[] means) {
            return new double[] {1 / means[0], -1 / means[1]};
        }
    }
}
