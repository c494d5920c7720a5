/** Table 1 of the paper: the same matrices, and what is made of them, in the words of machine learning and of statistics. */

import { optimizerInfo, type OptimizerInfo } from '#contract/optimizer-info.ts';
import type { OptimizerKind } from '#contract/optimizers.ts';
import { quantityInfo, type QuantityInfo, type QuantityName } from '#contract/quantities.ts';
import type { Terminology } from '#contract/terminology.ts';

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
  /** Eq. 7 within a sentence. */
  readonly ofRows: string;
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
    ofRows: 'empirical Fisher',
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
    ofRows: 'second moment of the gradients',
    empiricalSplit: 'split of Eq. 14',
    f: 'F',
    ef: 'F̃',
    texEf: String.raw`\tilde F`,
  },
};

type QuantityWords = Pick<QuantityInfo, 'label' | 'description'>;

const statisticsQuantities: Readonly<Partial<Record<QuantityName, QuantityWords>>> = {
  normRatio: {
    label: '|F̃⁻¹g| / |F⁻¹g|',
    description:
      "Norm of the gradient over its second moment, over the norm of the natural gradient, both with the run's damping",
  },
  relativeDifference: {
    label: '|F̃ - F| / |F|',
    description: 'Frobenius norm of the second moment of the gradients minus F, over that of F (data terms)',
  },
};

/** What a recorded quantity is called and what it is. */
export function quantityWords(quantity: QuantityName, terminology: Terminology): QuantityWords {
  return (
    (terminology === 'statistics' ? statisticsQuantities[quantity] : undefined) ?? quantityInfo[quantity]
  );
}

type MethodWords = Pick<OptimizerInfo, 'name' | 'short' | 'summary'>;

/** What statistics calls the empirical Fisher is the matrix of the natural gradient: "EFGD" would be misread. */
const statisticsMethods: Readonly<Partial<Record<OptimizerKind, MethodWords>>> = {
  ngd: {
    name: optimizerInfo.ngd.name,
    short: optimizerInfo.ngd.short,
    summary: "Preconditions with the empirical Fisher: the model's information at the data's inputs.",
  },
  efgd: {
    name: 'Second-moment gradient descent',
    short: 'F̃GD',
    summary: optimizerInfo.efgd.summary,
  },
};

/** What a method is called and what it does. */
export function methodWords(kind: OptimizerKind, terminology: Terminology): MethodWords {
  return (terminology === 'statistics' ? statisticsMethods[kind] : undefined) ?? optimizerInfo[kind];
}
