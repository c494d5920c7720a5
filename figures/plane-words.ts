/** What is seen on the plane of a two-parameter problem, in the words of a terminology. */

import type { PlaneFieldName, PlaneMatrixName } from '#contract/api/plane.ts';
import type { Terminology } from '#contract/terminology.ts';
import { words } from './terminology.ts';
import { withinSentence } from './within-sentence.ts';

export function planeFieldTitles(terminology: Terminology): Readonly<Record<PlaneFieldName, string>> {
  return {
    gradient: 'Gradient',
    naturalGradient: 'Natural gradient',
    empiricalNaturalGradient: {
      'machine-learning': 'EF-preconditioned gradient',
      statistics: words.statistics.empiricalNaturalGradient,
    }[terminology],
  };
}

export function planeMatrixTitles(terminology: Terminology): Readonly<Record<PlaneMatrixName, string>> {
  const { f, ef } = words[terminology];
  return { fisher: f, empiricalFisher: ef, hessian: 'H' };
}

export function fieldWords(field: PlaneFieldName, terminology: Terminology): string {
  return withinSentence(planeFieldTitles(terminology)[field]);
}

/** The fields in words: "gradient, natural gradient and EF-preconditioned gradient"; '' for none. */
export function fieldsWords({
  fields,
  terminology,
}: {
  readonly fields: readonly PlaneFieldName[];
  readonly terminology: Terminology;
}): string {
  const said = fields.map((field) => fieldWords(field, terminology));
  const last = said.pop();
  return said.length === 0 ? (last ?? '') : `${said.join(', ')} and ${last}`;
}
