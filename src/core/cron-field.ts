// One of the five fields of a cron text: read into its parts, and printed again.

/** One part of a field's list: `*`, `5` or `1-5`, the first and the last perhaps with a step, as in `*` + `/15`. */
export interface CronPart {
  readonly isStar: boolean;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

export interface CronField {
  readonly parts: readonly CronPart[];
  /** What the parts stand for, ascending and each once. A Sunday is 0. */
  readonly values: readonly number[];
  /**
   * Whether it begins with `*`, also where a step follows. crontab(5) calls the others restricted, and a day that is
   * restricted both of the month and of the week matches by either.
   */
  readonly isStar: boolean;
}

/** What may stand in a field. The first letters of a name count as `first`, the next as one more. */
export interface CronFieldKind {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly names: readonly string[];
  /** Days of the week go round: 7 is 0 again. */
  readonly isDayOfWeek: boolean;
}

/** Thrown inside the parser alone: `offset` is where in the field's text the trouble begins. */
export class CronFieldError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const partPattern = /^(?<from>\*|[^-/]+)(?:-(?<to>[^-/]+))?(?:\/(?<step>[^-/]+))?$/;

function quote(text: string): string {
  return JSON.stringify(text);
}

function allowed(kind: CronFieldKind): string {
  const named = kind.names.length === 0 ? "" : ` or ${kind.names[0]} to ${kind.names.at(-1)}`;
  return `${kind.first} to ${kind.last}${named}`;
}

function readValue(kind: CronFieldKind, text: string, offset: number): number {
  const named = kind.names.indexOf(text.toLowerCase());
  const value = named === -1 ? (/^\d{1,2}$/.test(text) ? Number(text) : Number.NaN) : kind.first + named;
  if (value >= kind.first && value <= kind.last) return value;
  throw new CronFieldError(`${quote(text)} is no ${kind.name}: it takes ${allowed(kind)}`, offset);
}

function readStep(kind: CronFieldKind, text: string, offset: number): number {
  const longest = kind.last - kind.first;
  const step = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (step >= 1 && step <= longest) return step;
  throw new CronFieldError(`${quote(text)} is no step of a ${kind.name}: it takes 1 to ${longest}`, offset);
}

/** A range may end on a Sunday however it is written: `fri-sun` and `5-0` are `5-7`. */
function readRangeEnd(kind: CronFieldKind, from: number, text: string, offset: number): number {
  const to = readValue(kind, text, offset);
  const end = kind.isDayOfWeek && to === 0 && from > 0 ? 7 : to;
  if (from <= end) return end;
  throw new CronFieldError(`the range runs backwards: ${from} is after ${end}`, offset);
}

function readPart(kind: CronFieldKind, text: string, offset: number): CronPart {
  if (text === "") throw new CronFieldError(`a ${kind.name} is missing here`, offset);
  const groups = partPattern.exec(text)?.groups;
  const { from: head, to: tail, step: stepText } = groups ?? {};
  const isStar = head === "*";
  if (head === undefined || (isStar && tail !== undefined))
    throw new CronFieldError(`${quote(text)} is no ${kind.name}, range or step`, offset);
  const stepOffset = offset + text.length - (stepText?.length ?? 0);
  const step = stepText === undefined ? 1 : readStep(kind, stepText, stepOffset);
  if (isStar) return { isStar, from: kind.first, to: kind.isDayOfWeek ? 6 : kind.last, step };
  const from = readValue(kind, head, offset);
  if (tail !== undefined)
    return { isStar, from, to: readRangeEnd(kind, from, tail, offset + head.length + 1), step };
  if (stepText === undefined) return { isStar, from, to: from, step };
  throw new CronFieldError(
    `a step needs a range or *: write ${head}-${kind.last}/${stepText}`,
    offset + head.length,
  );
}

function valuesOf(kind: CronFieldKind, parts: readonly CronPart[]): readonly number[] {
  const values = new Set<number>();
  for (const { from, to, step } of parts)
    for (let value = from; value <= to; value += step) values.add(kind.isDayOfWeek ? value % 7 : value);
  return [...values].sort((one, other) => one - other);
}

/** Throws a `CronFieldError`. */
export function readCronField(kind: CronFieldKind, text: string): CronField {
  const parts: CronPart[] = [];
  let offset = 0;
  for (const part of text.split(",")) {
    parts.push(readPart(kind, part, offset));
    offset += part.length + 1;
  }
  return { parts, values: valuesOf(kind, parts), isStar: text.startsWith("*") };
}

/** In numbers, whatever it was written in. */
export function printCronField(field: CronField): string {
  return field.parts
    .map(({ isStar, from, to, step }) => {
      const range = isStar ? "*" : from === to && step === 1 ? `${from}` : `${from}-${to}`;
      return step === 1 ? range : `${range}/${step}`;
    })
    .join(",");
}
