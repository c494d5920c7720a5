/** The experiment being written: one JSON document that the form, the drawer and the run all share. */

import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { Issue } from '#contract/errors.ts';
import { experimentSchemas, type Experiment } from '#contract/experiment.ts';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { useLab } from '../lab.ts';
import { hasOutline } from './document-outline.ts';
import { withValueAt, type JsonObject, type Path } from './document-path.ts';
import { recordEdit, redoEdit, startHistory, undoEdit, type EditHistory } from './edit-history.ts';
import { firstExperiment } from './example.ts';
import { keep, readKept } from './keep.ts';
import { pathReader } from './path-reader.ts';
import { formatPath } from '#contract/issues.ts';

const checkAfterMilliseconds = 250;
const keptEdits = 50;
/** One array for all documents without issues: fields that look for theirs look again only when there is one. */
const noIssues: readonly Issue[] = [];

export const useDraft = defineStore('draft', () => {
  const { client } = useLab();
  const history = shallowRef<EditHistory<JsonObject>>(readHistory());
  const document = computed(() => history.value.present);

  const parsed = computed(() => parseExperiment(document.value));
  const experiment = computed<Experiment | null>(() => (parsed.value.ok ? parsed.value.value : null));
  /** What only the data can tell, from the lab: its last answer, which may be `of` an older document. */
  const checked = shallowRef<{
    of: JsonObject;
    issues: readonly Issue[];
    parameters: number | null;
    spec: JsonObject | null;
  } | null>(null);
  const issues = computed<readonly Issue[]>(() =>
    parsed.value.ok ? (checked.value?.issues ?? noIssues) : parsed.value.issues,
  );

  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = 0;
  watch(
    document,
    (now) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        keepDraft();
        // What the schema refuses is said already; an answer about it would come when it is mended.
        if (parsed.value.ok) void check(now);
      }, checkAfterMilliseconds);
    },
    { immediate: true },
  );

  function keepDraft(): void {
    keep('draft', {
      past: history.value.past.slice(-keptEdits),
      present: document.value,
      future: history.value.future.slice(0, keptEdits),
    });
  }
  // An edit just before the page goes away is kept too.
  window.addEventListener('pagehide', keepDraft);

  async function check(asked: JsonObject): Promise<void> {
    const ask = ++asking;
    try {
      const answer = await client.request('experiments.check', { spec: asked });
      if (ask === asking) {
        const { issues, parameters, spec } = answer;
        checked.value = { of: asked, issues, parameters, spec: (spec ?? null) as JsonObject | null };
      }
    } catch {
      if (ask === asking) checked.value = null; // Run asks again and shows why
    }
  }

  /** A value that is typed or dragged: what follows it soon in the same place is one step of undo with it. */
  function edit(path: Path, value: unknown): void {
    const next = withValueAt(document.value, path, value);
    history.value = recordEdit(history.value, next, formatPath(path), Date.now());
  }
  /** A single act (something is added, moved, removed, switched): always a step of undo of its own. */
  function act(path: Path, value: unknown): void {
    replace(withValueAt(document.value, path, value));
  }
  /** Replaces the whole document (from the drawer, a link, the history, the gallery). */
  function replace(next: JsonObject): void {
    history.value = recordEdit(history.value, next, '', Date.now());
  }
  /** The sentence to show beside the field of a path: the first issue at it or inside it, its path cut off. */
  function issueAt(path: Path): string | null {
    const where = formatPath(path);
    const issue = issues.value.find(
      ({ path: at }) => at === where || at.startsWith(`${where}.`) || at.startsWith(`${where}[`),
    );
    if (issue === undefined) return null;
    return issue.message.startsWith(`${issue.path}: `)
      ? issue.message.slice(issue.path.length + 2)
      : issue.message;
  }

  return {
    document,
    experiment,
    issues,
    parameters: computed(() => checked.value?.parameters ?? null),
    /** As it would be run, every default filled in, at the lab's last answer; null where it cannot be run. */
    resolved: computed(() => (parsed.value.ok ? (checked.value?.spec ?? null) : null)),
    /** Whether the lab's last answer is of the document as it stands. */
    isChecked: computed(() => checked.value?.of === document.value),
    canUndo: computed(() => history.value.past.length > 0),
    canRedo: computed(() => history.value.future.length > 0),
    undo: () => (history.value = undoEdit(history.value)),
    redo: () => (history.value = redoEdit(history.value)),
    edit,
    act,
    replace,
    at: pathReader(document),
    issueAt,
  };
});

/** The default of a top-level key of the document's kind, or undefined where it has none. */
export function defaultOf(document: JsonObject, key: string): unknown {
  const kind = (document['kind'] ?? 'compare') as keyof typeof experimentSchemas;
  const shape = (experimentSchemas[kind] ?? experimentSchemas.compare).shape as unknown as Record<
    string,
    { safeParse(value: unknown): { success: boolean; data?: unknown } }
  >;
  const parsed = shape[key]?.safeParse(undefined);
  return parsed?.success ? parsed.data : undefined;
}

function readHistory(): EditHistory<JsonObject> {
  const { past, present, future } = (readKept('draft') ?? {}) as Readonly<Record<string, unknown>>;
  if (!hasOutline(present)) return startHistory(firstExperiment);
  const documents = (value: unknown) => (Array.isArray(value) ? value.filter(hasOutline) : []);
  return { past: documents(past), present, future: documents(future), last: null };
}
