/** A label within a sentence: a word begins small, symbols (R², EF, |EF - F|) stay what they are. */
export function withinSentence(label: string): string {
  return label.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}
