// Lines of a transform map as a person edits them, and as they are sent.

/** A line that is added to the connector's own. */
export interface AddedLine {
  /** Names the line while it is edited. */
  readonly key: string;
  readonly from: string;
  readonly isTyped: boolean;
  /** Of the attribute that it feeds. */
  readonly name: string;
}

export interface MapRule {
  readonly from: string;
  readonly to: string;
}

const untyped = "asset.assetDetail.untypedAttributes.";
const typed = "asset.assetDetail.typedAttributes.";

export const ruleOf = ({ from, isTyped, name }: AddedLine): MapRule => ({
  from: from.trim(),
  to: `${isTyped ? typed : untyped}${name.trim()}`,
});

/** `added`: rules that feed attributes. */
export function linesOf(added: readonly MapRule[]): readonly AddedLine[] {
  return added.map(({ from, to }) => {
    const isTyped = to.startsWith(typed);
    return { key: to, from, isTyped, name: to.slice((isTyped ? typed : untyped).length) };
  });
}

let made = 0;
export function emptyLine(): AddedLine {
  made += 1;
  return { key: `added ${made}`, from: "", isTyped: false, name: "" };
}

/** Whether there is enough of the line for the server to judge it. */
export const isWhole = ({ from, name }: AddedLine): boolean => from.trim() !== "" && name.trim() !== "";

export function hasSameLines(one: readonly AddedLine[], other: readonly AddedLine[]): boolean {
  const text = (lines: readonly AddedLine[]): string => JSON.stringify(lines.map(ruleOf));
  return text(one) === text(other);
}

/** What is said of lines that are not whole, by key and field, e.g. `KEY.from`. */
export function unfinishedErrors(lines: readonly AddedLine[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    lines.flatMap(({ key, from, name }) => [
      ...(from.trim() === "" ? [[`${key}.from`, "Choose a device property, or type its path."]] : []),
      ...(name.trim() === "" ? [[`${key}.to`, "Give the attribute a name."]] : []),
    ]),
  );
}

const ruleField = /^rules\.(\d+)\.(from|to)$/;

/** The server's reasons by key and field: it names a line by its place in the whole map. */
export function errorsByLine(
  errors: Readonly<Record<string, string>>,
  sent: readonly AddedLine[],
  ownRules: number,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(errors).flatMap(([field, reason]) => {
      const [, place, side] = ruleField.exec(field) ?? [];
      const line = sent[Number(place) - ownRules];
      return line === undefined ? [] : [[`${line.key}.${side}`, reason]];
    }),
  );
}

/** A name for the attribute that a property feeds: what it is called itself, without a directory extension's prefix. */
export function proposedName(from: string): string {
  const last = from.trim().split(".").at(-1) ?? "";
  return last.replace(/^extension_[0-9a-f]{32}_/i, "").replace(/[^A-Za-z0-9_-]/g, "");
}

/** What can be chosen: the properties of a device, and what is within those that have members. */
export function choosableProperties(properties: readonly string[]): readonly string[] {
  return properties.flatMap((name) =>
    name === "extensionAttributes"
      ? Array.from({ length: 15 }, (_, index) => `${name}.extensionAttribute${index + 1}`)
      : [name],
  );
}

export interface LinesChange {
  readonly added: readonly MapRule[];
  readonly removed: readonly MapRule[];
}

/** What one version has that the one before has not, and the other way round. */
export function changeOf(before: readonly MapRule[], after: readonly MapRule[]): LinesChange {
  const isIn = (rules: readonly MapRule[], { from, to }: MapRule): boolean =>
    rules.some((rule) => rule.from === from && rule.to === to);
  return {
    added: after.filter((rule) => !isIn(before, rule)),
    removed: before.filter((rule) => !isIn(after, rule)),
  };
}
