/** Which screen is shown, and of which experiment; kept in the page's fragment, so that reload and back work. */

import { defineStore } from 'pinia';
import { ref } from 'vue';

const screenNames = ['experiment', 'curvature', 'gallery', 'datasets', 'history'] as const;
export type ScreenName = (typeof screenNames)[number];

interface Place {
  readonly screen: ScreenName;
  /** What the screen shows: an experiment's or a data set's id, or nothing. */
  readonly subject: string | null;
}

/** `#/experiment/abc` */
function readPlace(fragment: string): Place {
  const [screen, subject] = fragment.replace(/^#\/?/, '').split('/');
  return {
    screen: screenNames.find((name) => name === screen) ?? 'experiment',
    subject: subject === undefined || subject === '' ? null : decodeURIComponent(subject),
  };
}

function writePlace({ screen, subject }: Place): string {
  return `#/${screen}${subject === null ? '' : `/${encodeURIComponent(subject)}`}`;
}

export const useNavigation = defineStore('navigation', () => {
  const first = readPlace(location.hash);
  const screen = ref<ScreenName>(first.screen);
  const subject = ref<string | null>(first.subject);

  window.addEventListener('popstate', () => {
    const place = readPlace(location.hash);
    screen.value = place.screen;
    subject.value = place.subject;
  });

  function go(to: ScreenName, about: string | null = null): void {
    if (screen.value === to && subject.value === about) return;
    screen.value = to;
    subject.value = about;
    history.pushState(null, '', writePlace({ screen: to, subject: about }));
  }
  /** A `go` for when an answer has come: it leaves who went to another screen meanwhile where they are. */
  function goFromHere(): typeof go {
    const here = screen.value;
    return (to, about) => {
      if (screen.value === here) go(to, about);
    };
  }
  return { screen, subject, go, goFromHere };
});
