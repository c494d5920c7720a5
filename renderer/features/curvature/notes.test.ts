import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { notesFor, type Note } from './notes.ts';
import { terminologies } from '#contract/terminology.ts';
import { words } from '#figures/terminology.ts';

/** All notes of a terminology and a scaling by name, those of the structures too. */
function allNotes(terminology: (typeof terminologies)[number], scaling: 'mean' | 'sum'): Map<string, Note> {
  const { structures, ...rest } = notesFor(words[terminology], scaling);
  return new Map([
    ...Object.entries(rest),
    ...Object.entries(structures).flatMap(([structure, of]) =>
      Object.entries(of).map(([matrix, note]) => [`${structure} ${matrix}`, note] as const),
    ),
  ]);
}

/** Numbers of the equations by the paper itself: what each of them defines. */
const equations: Readonly<Record<string, readonly number[]>> = {
  loss: [1],
  gradientNorm: [1],
  fisher: [2, 6, 12],
  empiricalFisher: [3, 7],
  hessian: [8, 9],
  covariance: [18],
  canonical: [10, 12],
  trivial: [10, 11],
  empirical: [10, 14],
  monteCarloFisher: [38],
  modeLabelFisher: [],
  jointFisher: [5],
  spectra: [],
  generalized: [],
  relativeDifference: [17],
  cosine: [],
  directions: [],
  proposition1: [12],
  proposition2: [13],
  definition1: [16],
  informationMatrixTest: [],
  varianceScalar: [],
  varianceDiagonal: [],
  varianceFull: [18, 19],
  varianceOptimal: [19],
};
const numbersOf = (text: string) =>
  [...text.matchAll(/Eq\. (\d+)(?:(?:,| and) (\d+))*/g)]
    .flatMap(([whole]) => whole.match(/\d+/g)!.map(Number))
    .sort((a, b) => a - b);

describe.each(terminologies)('the notes in the words of %s', (terminology) => {
  describe.each(['mean', 'sum'] as const)('with scaling "%s"', (scaling) => {
    const notes = allNotes(terminology, scaling);

    it.each([...notes])('%s: words, formula, place in the paper, scaling', (_, note) => {
      expect(note.title).not.toBe('');
      expect(note.text).toMatch(/\.$/);
      expect(() => katex.renderToString(note.tex, { throwOnError: true, strict: 'error' })).not.toThrow();
      expect(note.equation).toMatch(
        /^(Eq\. \d|The gradient of Eq\. 1|Sections? \d|Figure \d|Appendix B|Proposition \d|Definition 1|Not in the paper)/,
      );
      expect(note.scaling).toMatch(/^(mean|sum|none|that of|of the gradient)/);
    });

    it('states the equations that the paper has them in', () => {
      const found = Object.fromEntries(
        [...notes]
          .filter(([name]) => !name.includes(' '))
          .map(([name, { equation }]) => [name, numbersOf(equation)]),
      );
      expect(found).toEqual(equations);
    });

    it('adds the penalty to every matrix that the engine adds it to, and to no other', () => {
      const withPenalty = [...notes].filter(([, { tex }]) => tex.includes('+ c I')).map(([name]) => name);
      expect(withPenalty).toEqual([
        'fisher',
        'monteCarloFisher',
        'modeLabelFisher',
        'jointFisher',
        'kronecker fisher',
      ]);
      expect(notes.get('modeLabelFisher')!.text).toContain('exactly 0 but for the penalty');
    });

    it('keeps the gradient of the data apart from the one with the penalty', () => {
      expect(notes.get('gradientNorm')!.tex).toContain(String.raw`c\,\theta`);
      expect(notes.get('covariance')!.tex).toMatch(
        /- \\bar g \\bar g\^\\top, \\quad \\bar g = .*\\sum_n g_n$/,
      );
      expect(notes.get('varianceFull')!.text).toMatch(/^Without a penalty its step is/);
    });

    it('K-FAC’s S carries the scaling', () => {
      for (const name of ['kronecker fisher', 'kronecker empiricalFisher']) {
        const expected = scaling === 'mean' ? /S_\\ell = \\mathbb\{E\}/ : /S_\\ell = N\\, \\mathbb\{E\}/;
        expect(notes.get(name)!.tex, name).toMatch(expected);
      }
    });

    it('writes sums over rows with the weight of this scaling', () => {
      const summed = [...notes].filter(([, { tex }]) => tex.includes(String.raw`\sum_n`));
      expect(summed.length).toBeGreaterThan(6);
      for (const [name, { tex }] of summed) {
        expect(tex.includes(String.raw`\frac1N`), name).toBe(scaling === 'mean');
      }
      for (const [name, note] of notes) {
        expect(note.scaling, name).not.toMatch(scaling === 'mean' ? /\bsum \(/ : /\bmean \(/);
      }
    });
  });
});

it('in the words of statistics nothing goes by a name of machine learning', () => {
  for (const [name, { title, text, tex }] of allNotes('statistics', 'mean')) {
    for (const said of [title, text, tex])
      expect(said, name).not.toMatch(/\bEF\b|Monte-Carlo Fisher|mode-label fisher/i);
  }
  const { fisher, empiricalFisher, jointFisher } = notesFor(words.statistics, 'mean');
  // Table 1: Eq. 5 is the Fisher, Eq. 6 the empirical Fisher, and Eq. 7 has no name.
  expect([jointFisher.title, fisher.title]).toEqual(['Fisher', 'Empirical Fisher']);
  expect(empiricalFisher.title).not.toContain('Fisher');
});
