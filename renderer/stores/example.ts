/** The experiment that a new user starts from: the paper's first panel, small enough to run at once. */

import type { JsonObject } from './document-path.ts';

export const firstExperiment: JsonObject = {
  version: 1,
  kind: 'compare',
  name: 'Breast cancer: NGD, EFGD and GD',
  dataset: { id: 'breast-cancer' },
  model: { kind: 'logistic' },
  iterations: 100,
  optimizers: [
    { id: 'gd', kind: 'gd', stepSize: 1e-5 },
    { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-6 },
    { id: 'efgd', kind: 'efgd', stepSize: 0.01, damping: 1e-6 },
  ],
};
