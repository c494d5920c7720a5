import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { firstExperiment } from './example.ts';
import { experimentCommand, experimentFragment, experimentInLink } from './share.ts';

it('brings a document through a link unchanged', () => {
  const document = { ...firstExperiment, name: "Fisher's λ, 50 % of γ \\ \n" };
  const link = `http://127.0.0.1:4000/${experimentFragment(document)}`;
  expect(experimentInLink(link)).toEqual(document);
  expect(link.length).toBeLessThan(600);
});

it('reads nothing from what is no link of an experiment', () => {
  for (const link of ['', '#/history', '#experiment=', '#experiment=AAAA', '#experiment=%%%']) {
    expect(experimentInLink(link)).toBeNull();
  }
});

it.skipIf(process.platform === 'win32')(
  'quotes the command so that a shell writes the document exactly',
  () => {
    const document = { ...firstExperiment, name: "it's 100 % \\n $HOME `x`" };
    const print = experimentCommand(document).split(' > experiment.json')[0]!;
    expect(JSON.parse(execFileSync('sh', ['-c', print], { encoding: 'utf8' }))).toEqual(document);
  },
);
