/** A stored experiment once more with its path recorded, so that the iteration slider has states to stand on. */

import { onScopeDispose, shallowRef, type Ref } from 'vue';
import type { ExperimentRecord, ExperimentStatus } from '#contract/api/experiments.ts';
import { defaultRecord } from '#contract/quantities.ts';
import { useLab } from '../../lab.ts';
import type { JsonObject } from '../../stores/document-path.ts';
import { isOver, useExperiments } from '../../stores/experiments.ts';
import { useMessages } from '../../stores/messages.ts';

/** The document with the path among what is recorded. */
function withPath(document: JsonObject, parameters: number): JsonObject {
  const { record } = document;
  const recorded: readonly unknown[] = Array.isArray(record) ? record : defaultRecord(parameters);
  return { ...document, record: [...recorded.filter((name) => name !== 'theta'), 'theta'] };
}

/** @param choose takes the new experiment, where the old one is still the chosen one when it is done */
export function useRecordedPath(
  stored: Readonly<Ref<ExperimentRecord | null>>,
  choose: (id: string) => Promise<void>,
) {
  const { client } = useLab();
  const experiments = useExperiments();
  const messages = useMessages();
  /** The new experiment while it runs, and the one that it repeats. */
  const running = shallowRef<{ readonly id: string; readonly of: string } | null>(null);
  const starting = shallowRef(false);
  /** How experiments ended while the answer to a start was on its way: a short one is over before it has its id here. */
  const ended = new Map<string, ExperimentStatus>();

  async function record(): Promise<void> {
    const old = stored.value;
    if (old === null || starting.value || running.value !== null) return;
    starting.value = true;
    await messages.attempt('The experiment could not run again', async () => {
      const spec = withPath(old.spec as JsonObject, old.dataset?.d ?? 0);
      const { id } = await client.request('experiments.start', { spec });
      running.value = { id, of: old.summary.id };
      const status = ended.get(id);
      if (status !== undefined) end(id, status);
    });
    ended.clear();
    starting.value = false;
  }
  const stop = client.subscribe('experiments.changed', ({ id, status }) => {
    if (!isOver(status)) return;
    if (running.value?.id === id) end(id, status);
    else if (starting.value) ended.set(id, status);
  });
  function end(id: string, status: ExperimentStatus): void {
    const repeated = running.value?.of;
    running.value = null;
    if (stored.value?.summary.id === repeated && status === 'completed') void choose(id);
    else if (status !== 'completed')
      messages.show(
        'error',
        `The run that records the path ${status === 'failed' ? 'failed' : `was ${status}`}. The history says why.`,
      );
  }
  onScopeDispose(stop);

  function cancel(): void {
    if (running.value !== null) void experiments.cancel(running.value.id);
  }
  return { running, starting, record, cancel };
}
