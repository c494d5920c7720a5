/** What a preset says, in the terminology of the screens. */

import type { Terminology } from '#contract/terminology.ts';
import { saidIn } from '#figures/said-in.ts';
import { useTerms } from '../../stores/terms.ts';

/** Table 1 is about the two meanings themselves: said in one of them it would say nothing. */
export function terminologyOf(preset: string, chosen: Terminology): Terminology {
  return preset === 'table-1' ? 'machine-learning' : chosen;
}

export function usePresetWords(preset: () => string) {
  const terms = useTerms();
  const say = (text: string) => saidIn(text, terminologyOf(preset(), terms.terminology));
  return { say };
}
