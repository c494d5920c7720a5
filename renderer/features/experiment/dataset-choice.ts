/** Other data for the experiment in the form. */

import { useDatasets } from '../../stores/datasets.ts';
import type { JsonObject } from '../../stores/document-path.ts';
import { useDraft } from '../../stores/draft.ts';
import { useMessages } from '../../stores/messages.ts';
import { modelTitle, withDataset } from './document-words.ts';

export function useDatasetChoice(): (dataset: JsonObject) => void {
  const datasets = useDatasets();
  const draft = useDraft();
  const messages = useMessages();
  return (dataset) => {
    const before = draft.document['model'];
    draft.replace(withDataset(draft.document, dataset, datasets.entries));
    const now = draft.document['model'];
    if (now === before) return;
    messages.show(
      'done',
      `The model is ${modelTitle(now as JsonObject)} now: ${modelTitle(before as JsonObject)} does not fit this target.`,
      { label: 'Undo in the form', run: () => void draft.undo() },
    );
  };
}
