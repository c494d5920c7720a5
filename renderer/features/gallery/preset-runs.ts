/** The presets and what became of those that were run: progress, verdicts, tables, figures. */

import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import type { ExportedFile } from '#contract/api/exports.ts';
import type { Preset, PresetPanel, PresetTable, Verdict } from '#contract/api/presets.ts';
import { useLab } from '../../lab.ts';
import { useAppearance, type Theme } from '../../stores/appearance.ts';
import { useDatasets } from '../../stores/datasets.ts';
import type { JsonObject } from '../../stores/document-path.ts';
import { isOver, useExperiments, type LiveExperiment } from '../../stores/experiments.ts';
import { useMessages } from '../../stores/messages.ts';
import { useTerms } from '../../stores/terms.ts';
import { terminologyOf } from './preset-words.ts';

export interface PanelRun {
  readonly panel: string;
  readonly spec: JsonObject;
  /** Of its experiment, once it has started. */
  readonly id: string | null;
  readonly status: LiveExperiment['status'] | 'waiting' | 'skipped';
  /** Why it was skipped or failed; may be empty. */
  readonly reason: string;
}

export interface PresetFigure {
  readonly name: string;
  /** Address of its bytes. */
  readonly url: string;
}

export interface PresetRun {
  readonly panels: readonly PanelRun[];
  readonly running: boolean;
  readonly verdicts: readonly Verdict[];
  readonly tables: readonly PresetTable[];
  readonly figures: readonly PresetFigure[];
}

export const usePresetRuns = defineStore('preset-runs', () => {
  const { client, host } = useLab();
  const appearance = useAppearance();
  const datasets = useDatasets();
  const experiments = useExperiments();
  const messages = useMessages();
  const terms = useTerms();
  const presets = shallowRef<readonly Preset[] | null>(null);
  const runs = shallowReactive(new Map<string, PresetRun>());
  const stopping = new Set<string>();
  /** The newest drawing that was asked for of each preset: what an older one brings later is not shown. */
  const drawings = new Map<string, object>();
  const busy = computed(() => [...runs.values()].some(({ running }) => running));

  /** How experiments ended, also those that are no longer on screen. */
  const ended = shallowReactive(new Map<string, LiveExperiment['status']>());
  client.subscribe('experiments.changed', ({ id, status }) => {
    if (isOver(status)) ended.set(id, status);
  });

  async function load(): Promise<void> {
    await messages.attempt('The presets could not be read', async () => {
      presets.value = (await client.request('presets.list', {})).presets;
    });
  }

  /** Runs all panels one after another, then those that follow from their results; judges and draws after each. */
  async function run(preset: Preset): Promise<void> {
    if (busy.value) return;
    stopping.delete(preset.id);
    drawings.delete(preset.id);
    discardFigures(preset.id);
    runs.set(preset.id, {
      panels: preset.experiments.map(waitingPanel),
      running: true,
      verdicts: [],
      tables: [],
      figures: [],
    });
    for (let at = 0; at < panelsOf(preset.id).length && !stopping.has(preset.id); at++) {
      await runPanel(preset.id, at);
      if (panelsOf(preset.id)[at]?.status === 'completed') await judge(preset.id);
    }
    change(preset.id, { running: false });
    await draw(preset.id, appearance.theme);
  }

  async function runPanel(preset: string, at: number): Promise<void> {
    const { panel, spec } = panelsOf(preset)[at]!;
    const missing = missingDataset(spec);
    if (missing !== null) {
      changePanel(preset, at, { status: 'skipped', reason: missing });
      return;
    }
    try {
      const id = await experiments.start({ name: `${preset}: ${panel}`, ...spec });
      changePanel(preset, at, { id, status: 'running' });
      changePanel(preset, at, { status: await end(id) });
    } catch (error) {
      changePanel(preset, at, {
        status: 'failed',
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }

  function end(id: string): Promise<LiveExperiment['status']> {
    return new Promise((resolve) => {
      const stop = watch(
        () => (void experiments.revision, ended.get(id) ?? experiments.experiments.get(id)?.status),
        (status) => {
          if (status === undefined || !isOver(status)) return;
          queueMicrotask(() => stop());
          resolve(status);
        },
        { immediate: true },
      );
    });
  }

  async function judge(preset: string): Promise<void> {
    await messages.attempt('The results could not be judged', async () => {
      const { verdicts, tables, next } = await client.request('presets.judge', {
        id: preset,
        experiments: finishedOf(preset),
      });
      change(preset, { verdicts, tables, panels: [...panelsOf(preset), ...next.map(waitingPanel)] });
    });
  }

  async function draw(preset: string, theme: Theme): Promise<void> {
    if (finishedOf(preset).length === 0) return;
    const drawing = {};
    drawings.set(preset, drawing);
    await messages.attempt('The figure could not be drawn', async () => {
      const files = await drawn(preset, 'png', theme);
      if (drawings.get(preset) !== drawing) return;
      discardFigures(preset);
      change(preset, {
        figures: files.map(({ name, type, bytes }) => ({
          name,
          url: URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type })),
        })),
      });
    });
  }
  async function drawn(preset: string, format: 'png' | 'svg' | 'pdf', theme: Theme): Promise<ExportedFile[]> {
    const { files } = await client.request('presets.draw', {
      id: preset,
      experiments: finishedOf(preset),
      format,
      theme,
      terminology: terminologyOf(preset, terms.terminology),
    });
    return files;
  }
  watch([() => appearance.theme, () => terms.terminology], ([theme]) => {
    for (const [id, { running }] of runs) if (!running) void draw(id, theme);
  });

  async function save(preset: string, format: 'png' | 'svg' | 'pdf'): Promise<void> {
    await messages.attempt('The figure could not be saved', async () => {
      for (const file of await drawn(preset, format, 'light')) await host.save(file);
    });
  }

  async function cancel(preset: string): Promise<void> {
    stopping.add(preset);
    const current = panelsOf(preset).find(({ status }) => status === 'running');
    if (current?.id) await experiments.cancel(current.id);
  }

  /** Why the data of a document are not there, or null. */
  function missingDataset(spec: JsonObject): string | null {
    const { id } = (spec['dataset'] ?? {}) as JsonObject;
    const entry = datasets.entries.find((candidate) => candidate.id === id);
    return entry === undefined || entry.available ? null : `${entry.name} is not on this machine yet`;
  }
  const panelsOf = (preset: string) => runs.get(preset)?.panels ?? [];
  const finishedOf = (preset: string) =>
    panelsOf(preset).flatMap(({ panel, id, status }) =>
      id !== null && status === 'completed' ? [{ panel, id }] : [],
    );
  function change(preset: string, part: Partial<PresetRun>): void {
    const known = runs.get(preset);
    if (known !== undefined) runs.set(preset, { ...known, ...part });
  }
  function changePanel(preset: string, at: number, part: Partial<PanelRun>): void {
    change(preset, {
      panels: panelsOf(preset).map((panel, i) => (i === at ? { ...panel, ...part } : panel)),
    });
  }
  function discardFigures(preset: string): void {
    for (const { url } of runs.get(preset)?.figures ?? []) URL.revokeObjectURL(url);
    change(preset, { figures: [] });
  }

  return { presets, runs, busy, load, run, cancel, save };
});

function waitingPanel({ panel, spec }: PresetPanel): PanelRun {
  return { panel, spec: spec as JsonObject, id: null, status: 'waiting', reason: '' };
}
