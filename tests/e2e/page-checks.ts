/**
 * What is asked of a page as it stands. Each check is a string, because these tests are checked without the types of a
 * page, and answers with a list of what is wrong.
 */

const common = `
  const name = (el) => (el.tagName.toLowerCase() + ' ' +
    (el.getAttribute('aria-label') || el.labels?.[0]?.innerText || el.innerText || el.className || '')).slice(0, 80);
  const seen = (el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    el.closest('[aria-hidden="true"], .visually-hidden, [inert]') === null;
  // What floats may cover the rest: Escape takes it away.
  const floating = [...document.querySelectorAll('.dialog, .drawer, .popover, .menu, .note')].at(-1);
  const scope = floating ?? document;
  const operable = 'button, input, select, textarea, a[href], [tabindex="0"]';
`;

/** Controls that cannot be brought into view whole, or that something else lies on (WCAG 1.4.10, 2.4.11). */
export const lostControls = `(() => { ${common}
  const lost = [];
  for (const el of scope.querySelectorAll(operable)) {
    if (!seen(el)) continue;
    el.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const box = el.getBoundingClientRect();
    const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
    if (box.width <= innerWidth && (box.left < -1 || box.right > innerWidth + 1)) lost.push(name(el) + ': cut');
    const y = (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2;
    const hit = (x) => {
      const top = document.elementFromPoint(x, y);
      return top !== null && (el.contains(top) || [...(el.labels ?? [])].some((label) => label.contains(top)));
    };
    const inset = Math.min(4, box.width / 3);
    if (![left + inset, (left + right) / 2, right - inset].every(hit)) lost.push(name(el) + ': covered');
  }
  return lost;
})()`;

/** Text that is cut short and nowhere said in full, and what must be scrolled sideways to be read. */
export const lostText = `(() => { ${common}
  const lost = [];
  if (document.documentElement.scrollWidth > innerWidth) lost.push('the page scrolls sideways');
  const spread = 'table, canvas, svg, textarea, .katex, [role="slider"]';
  for (const el of scope.querySelectorAll('*')) {
    if (!seen(el) || el.closest('svg, canvas') || el.scrollWidth <= el.clientWidth + 1 || el.clientWidth === 0) continue;
    const style = getComputedStyle(el);
    if (style.textOverflow === 'ellipsis' && style.overflowX !== 'visible') {
      const said = el.closest('[title], [aria-label]') ?? el.querySelector('[title]');
      if (said === null && el.value === undefined) lost.push(name(el) + ': cut short');
    } else if (/auto|scroll/.test(style.overflowX) && !el.matches(spread) && el.querySelector(spread) === null) {
      lost.push(name(el) + ': scrolls sideways');
    }
  }
  return lost;
})()`;

/** What would move by itself or glide where the user has asked for less motion. */
export const moving = `(() => { ${common}
  const still = (durations) => durations.split(', ').every((duration) => parseFloat(duration) === 0);
  return [
    ...document.getAnimations().map((animation) => 'animation of ' + name(animation.effect.target)),
    ...[...document.querySelectorAll('*')].filter((el) => {
      const style = getComputedStyle(el);
      return !still(style.transitionDuration) || !still(style.animationDuration) || style.scrollBehavior === 'smooth';
    }).map(name),
  ];
})()`;

/** Whether the focus can be seen where it is: a ring, in view, with nothing on it (WCAG 2.4.7, 2.4.11). */
export const hiddenFocus = `(() => { ${common}
  const el = document.activeElement;
  if (el === document.body) return [];
  const ringed = (at) => {
    const style = getComputedStyle(at);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  };
  const wrong = [];
  let around = el;
  while (around !== null && !ringed(around)) around = around.matches(':focus-within') ? around.parentElement : null;
  if (around === null) wrong.push(name(el) + ': no ring');
  const box = el.getBoundingClientRect();
  const inset = Math.min(4, box.width / 3, box.height / 3);
  const points = [box.left + inset, (box.left + box.right) / 2, box.right - inset].flatMap((x) =>
    [box.top + inset, (box.top + box.bottom) / 2, box.bottom - inset].map((y) => [x, y]));
  const shown = points.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top !== null && (el.contains(top) || [...(el.labels ?? [])].some((label) => label.contains(top)));
  });
  if (!shown) wrong.push(name(el) + ': out of sight');
  return wrong;
})()`;
