/** What every paper note is made of: the words, and the comparisons that give the numbers. */

import type { ExperimentInput } from '#contract/experiment.ts';
import { appendixSets, comparison, figure3Sets, type PublishedSet } from '#main/lab/presets/published.ts';
import type { PaperLab } from './paper-lab.ts';

export interface Note {
  readonly title: string;
  /** What the paper or its figures say. */
  readonly paper: string;
  /** What this lab finds, with the number that shows it. */
  readonly here: string;
}

export type Compute = (lab: PaperLab) => Promise<Note>;

export const significant = (value: number, digits = 4) => Number(value.toPrecision(digits)).toString();
export const percent = (value: number, digits = 1) => `${(100 * value).toFixed(digits)}%`;

export const setOf = (name: string): PublishedSet =>
  [...figure3Sets, ...appendixSets].find((set) => set.name === name)!;

/** The comparison of a set with some of its exponents changed. */
export const changed = (lab: PaperLab, name: string, change: Partial<PublishedSet>): ExperimentInput =>
  comparison({ ...setOf(name), ...change }, lab.context('published'));
