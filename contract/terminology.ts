/** Table 1 of the paper: the same matrices go by other names in machine learning and in statistics. */

export const terminologies = ['machine-learning', 'statistics'] as const;
export type Terminology = (typeof terminologies)[number];
