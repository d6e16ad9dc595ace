// Where two texts differ, so that just that is marked.

/** What both have at their beginning and end is `head` and `tail`. */
export interface MarkedText {
  readonly head: string;
  readonly marked: string;
  readonly tail: string;
}

function sharedLength(one: readonly string[], other: readonly string[]): number {
  const end = Math.min(one.length, other.length);
  let length = 0;
  while (length < end && one[length] === other[length]) length += 1;
  return length;
}

/** Words and numbers stay whole: what is marked can be read. */
const piecesOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}]+|./gsu) ?? [];

export function difference(
  before: string,
  after: string,
): { readonly before: MarkedText; readonly after: MarkedText } {
  const [one, other] = [piecesOf(before), piecesOf(after)];
  const head = sharedLength(one, other);
  const tail = sharedLength(one.slice(head).toReversed(), other.slice(head).toReversed());
  const marked = (text: readonly string[]): MarkedText => ({
    head: text.slice(0, head).join(""),
    marked: text.slice(head, text.length - tail).join(""),
    tail: text.slice(text.length - tail).join(""),
  });
  return { before: marked(one), after: marked(other) };
}
