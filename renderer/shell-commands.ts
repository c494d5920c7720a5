/** In the desktop window: carries out the menus' commands, takes opened files, tells the shell the theme. */

import { onScopeDispose, watchEffect } from 'vue';
import type { ShellBridge, ShellCommand } from '#contract/shell.ts';
import { useExperimentActions } from './features/experiment/actions.ts';
import { useAppearance } from './stores/appearance.ts';
import { useDraft } from './stores/draft.ts';
import { firstExperiment } from './stores/example.ts';
import { useIncomingFiles } from './stores/incoming-files.ts';
import { useNavigation } from './stores/navigation.ts';

/** To be called in the setup of the application. */
export function followShell(bridge: ShellBridge): void {
  const actions = useExperimentActions();
  const appearance = useAppearance();
  const draft = useDraft();
  const incoming = useIncomingFiles();
  const navigation = useNavigation();

  const carryOut: Readonly<Record<ShellCommand, () => unknown>> = {
    'new-experiment': () => {
      draft.replace(firstExperiment);
      navigation.go('experiment');
    },
    run: () => actions.run(),
    cancel: () => actions.cancel(),
    'export-plots': () => actions.savePlots('png'),
    'export-results': () => actions.saveResults(),
    'show-experiment': () => navigation.go('experiment'),
    'show-curvature': () => navigation.go('curvature'),
    'show-gallery': () => navigation.go('gallery'),
    'show-datasets': () => navigation.go('datasets'),
    'show-history': () => navigation.go('history'),
  };
  const stopCommands = bridge.onCommand((command) => void carryOut[command]());
  const stopFiles = bridge.onOpenFile(({ name, path, content }) => {
    if (content.kind === 'bundle') void incoming.takeBundle(name, content.bytes);
    else if (content.kind === 'data' || !incoming.takeText(name, content.text)) incoming.takePath(path);
  });
  watchEffect(() => bridge.setTheme(appearance.choice));
  onScopeDispose(() => {
    stopCommands();
    stopFiles();
  });
}
