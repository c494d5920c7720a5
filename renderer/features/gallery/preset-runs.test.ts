import { createPinia } from 'pinia';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createApp } from 'vue';
import type { EventData, LabClient } from '#contract/api.ts';
import type { Preset } from '#contract/api/presets.ts';
import { labKey, type Lab } from '../../lab.ts';
import { useTerms } from '../../stores/terms.ts';
import { usePresetRuns } from './preset-runs.ts';

beforeEach(() => {
  const media = { matches: false, addEventListener: vi.fn() };
  vi.stubGlobal('window', { addEventListener: vi.fn(), matchMedia: () => media });
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
});
afterEach(() => vi.unstubAllGlobals());

const preset = {
  ...{ id: 'sample', title: 'Sample', claim: '', section: '', look: '', onMyData: null },
  experiments: [{ panel: 'only', spec: { dataset: { id: 'iris' } } }],
} as Preset;

interface Drawing {
  readonly terminology: string;
  readonly answer: () => void;
}

/** The preset once run, in a lab that draws when it is told to; a figure is called as its terminology. */
async function drawn() {
  const drawings: Drawing[] = [];
  const listeners = new Map<string, (event: EventData<'experiments.changed'>) => void>();
  const request = async (method: string, params: unknown): Promise<unknown> => {
    await Promise.resolve();
    if (method === 'experiments.start') {
      setTimeout(() => listeners.get('experiments.changed')?.({ id: 'e', status: 'completed' }));
      return { id: 'e' };
    }
    if (method === 'presets.judge') return { verdicts: [], tables: [], next: [] };
    if (method !== 'presets.draw') return new Promise(() => undefined);
    const { terminology } = params as { terminology: string };
    return new Promise((resolve) => {
      const files = [{ name: terminology, type: 'image/png', bytes: new Uint8Array(1) }];
      drawings.push({ terminology, answer: () => resolve({ files }) });
    });
  };
  const client = {
    request,
    subscribe: (event: string, listener: () => void) => {
      // The gallery's is the last of them.
      listeners.set(event, listener);
      return () => undefined;
    },
  } as unknown as LabClient;
  const pinia = createPinia();
  createApp({})
    .use(pinia)
    .provide(labKey, { client } as Lab);
  const store = usePresetRuns(pinia);
  void store.run(preset);
  await vi.waitFor(() => expect(drawings).toHaveLength(1));
  const figures = () => store.runs.get('sample')!.figures.map(({ name }) => name);
  return { store, drawings, figures, terms: useTerms(pinia) };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

it('shows the figure in the newest words, whichever drawing is ready first', async () => {
  const { drawings, figures, terms } = await drawn();
  terms.terminology = 'statistics';
  await vi.waitFor(() => expect(drawings).toHaveLength(2));
  drawings[1]!.answer();
  await settled();
  expect(figures()).toEqual(['statistics']);
  drawings[0]!.answer();
  await settled();
  expect(figures()).toEqual(['statistics']);
});

it('shows no figure of the run before beside one that goes on', async () => {
  const { store, drawings, figures } = await drawn();
  void store.run(preset);
  drawings[0]!.answer();
  await settled();
  expect(figures()).toEqual([]);
});
