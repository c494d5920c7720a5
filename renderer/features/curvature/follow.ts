/** An analysis that follows the iteration slider: computed live, the newest wins, nothing of it is kept. */

import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { LabError } from '#contract/errors.ts';
import type { CurvatureResult } from '#contract/results.ts';
import { useLab } from '../../lab.ts';
import type { JsonObject } from '../../stores/document-path.ts';

export interface Followed {
  readonly result: CurvatureResult;
  readonly spec: JsonObject;
}

/** Long enough that a slider on its way asks for few points, short enough to feel at once. */
const restMilliseconds = 100;

/** @param wanted the document to analyse, or null where it is not followed */
export function useFollowing(wanted: Readonly<Ref<JsonObject | null>>) {
  const { client } = useLab();
  const followed = shallowRef<Followed | null>(null);
  const failure = shallowRef<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let newest: AbortController | null = null;

  async function analyse(spec: JsonObject): Promise<void> {
    const own = (newest = new AbortController());
    try {
      const result = await client.request('live.curvature', { spec }, { signal: own.signal });
      if (newest === own) followed.value = { result, spec };
    } catch (error) {
      if (newest !== own || (error instanceof LabError && error.code === 'cancelled')) return;
      failure.value = error instanceof Error ? error.message : String(error);
    }
  }
  function stop(): void {
    clearTimeout(timer);
    newest?.abort();
    newest = null;
    failure.value = null;
  }
  watch(wanted, (spec) => {
    stop();
    if (spec === null) followed.value = null;
    else timer = setTimeout(() => void analyse(spec), restMilliseconds);
  });
  onScopeDispose(stop);

  /** Leaves the screen to an analysis that is kept. */
  function leave(): void {
    stop();
    followed.value = null;
  }
  return { followed, failure, leave };
}
