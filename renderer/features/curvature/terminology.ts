/** Table 1 of the paper: the same matrices under the names of machine learning and of statistics. */

export const terminologies = ['machine-learning', 'statistics'] as const;
export type Terminology = (typeof terminologies)[number];

export const terminologyTitles: Readonly<Record<Terminology, string>> = {
  'machine-learning': 'Machine learning',
  statistics: 'Statistics',
};

export interface Words {
  /** Eq. 6: expectation over the model's own labels at the data's inputs. */
  readonly fisher: string;
  /** Eq. 7: outer products of the gradients with the data's labels. */
  readonly empiricalFisher: string;
  /** Eq. 5: expectation over inputs and labels. */
  readonly jointFisher: string;
  readonly monteCarloFisher: string;
  readonly modeLabelFisher: string;
  /** The gradient preconditioned by Eq. 7. */
  readonly empiricalNaturalGradient: string;
  /** The split of Eq. 14. */
  readonly empiricalSplit: string;
  /** Symbols of Eq. 6 and 7, as text and in TeX. */
  readonly f: string;
  readonly ef: string;
  readonly texEf: string;
}

export const words: Readonly<Record<Terminology, Words>> = {
  'machine-learning': {
    fisher: 'Fisher',
    empiricalFisher: 'Empirical Fisher',
    jointFisher: 'Fisher of the joint p(x, y)',
    monteCarloFisher: 'Monte-Carlo Fisher',
    modeLabelFisher: 'Mode-label Fisher',
    empiricalNaturalGradient: 'Empirical-Fisher gradient',
    empiricalSplit: 'empirical-Fisher split',
    f: 'F',
    ef: 'EF',
    texEf: String.raw`\mathrm{EF}`,
  },
  statistics: {
    fisher: 'Empirical Fisher',
    empiricalFisher: 'Second moment of the gradients (Eq. 7)',
    jointFisher: 'Fisher',
    monteCarloFisher: 'Monte-Carlo empirical Fisher',
    modeLabelFisher: 'Mode-label empirical Fisher',
    empiricalNaturalGradient: 'Gradient over its second moment',
    empiricalSplit: 'split of Eq. 14',
    f: 'F',
    ef: 'F̃',
    texEf: String.raw`\tilde F`,
  },
};
