/** What a refusal of the engine suggests. */

/** The l2 penalty that a reason suggests ("... e.g. model.l2 = 0.0018"), or null. */
export function suggestedL2(reason: string): number | null {
  const value = Number(/model\.l2 = (\d[\d.]*(?:e[+-]?\d+)?)/.exec(reason)?.[1]?.replace(/\.$/, ''));
  return value > 0 ? value : null;
}
