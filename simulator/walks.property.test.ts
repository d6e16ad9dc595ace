// Whatever is edited and however unruly the answers are, a client that follows every link and folds every item has the truth.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Directory } from "./directory.ts";
import { type Disorder, disorderSchema } from "./disorder.ts";
import { EditRefusal } from "./edit-refusal.ts";
import { applyEdit, type Edit } from "./edits.ts";
import { type Device, fold, idsOf, type Store, truthOf, walk, withoutUnset } from "./test-client.ts";

const share = fc.constantFrom(0, 0.3, 1);
const disorder: fc.Arbitrary<Disorder> = fc.record({
  seed: fc.nat(),
  repeats: share,
  shuffle: fc.boolean(),
  emptyPages: share,
  shortPages: fc.boolean(),
  tombstones: share,
  minimal: fc.boolean(),
});

/** Names that are often and seldom set, one that comes only on `$select`, and one that no device has by itself. */
const names = ["displayName", "deviceCategory", "physicalIds", "isManagementRestricted", "extension_a_b"];
const value = fc.constantFrom<unknown>(null, "a", "b", true, []);
const properties = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 3 });
const number = fc.nat(11);

interface Numbered {
  readonly number: number;
  readonly what: Omit<Extract<Edit, { id: string }>, "id"> | Extract<Edit, { do: "create" }>;
}

const edit: fc.Arbitrary<Numbered> = fc.record({
  number,
  what: fc.oneof(
    properties.map((given) => ({ do: "set" as const, properties: given })),
    properties.map((given) => ({ do: "create" as const, properties: given })),
    fc.constantFrom(...names).map((name) => ({ do: "clear" as const, properties: [name] })),
    fc
      .constantFrom("removeSoft" as const, "removeHard" as const, "restore" as const)
      .map((what) => ({ do: what })),
  ),
});

const fewOld = 6;

/** The edits meet on the same few devices, old ones and new ones; one that cannot be made is left out. */
function apply(directory: Directory, { number, what }: Numbered): void {
  const id = directory.idOf(number < fewOld ? number : directory.size - 1 - (number - fewOld));
  try {
    applyEdit(directory, (what.do === "create" ? what : { ...what, id }) as Edit);
  } catch (error) {
    if (!(error instanceof EditRefusal)) throw error;
  }
}

const edits = fc.array(edit, { maxLength: 25 });
const selection = fc.option(fc.subarray([...names, "model", "isCompliant"], { minLength: 1 }), { nil: null });

/** The tenant is large enough for three pages of a delta round, and each edit falls on one of few devices. */
function begin(seed: number): Directory {
  const directory = new Directory({ devices: 420, seed, namelessShare: 0.1, softDeletedShare: 0.02 });
  // From here on, this name can be selected.
  directory.create({ extension_a_b: "first" });
  return directory;
}

function expectTruth(directory: Directory, store: Store, selected: readonly string[] | null): void {
  expect(withoutUnset(store.values())).toEqual(withoutUnset(truthOf(directory, selected)));
}

const queryOf = (selected: readonly string[] | null): string =>
  selected === null ? "" : `$select=${selected.join(",")}`;

/** Plays one of several batches of edits each time it is called, and none when they are at an end. */
function player(directory: Directory, batches: readonly (readonly Numbered[])[]): () => void {
  const left = [...batches];
  return () => {
    for (const each of left.shift() ?? []) apply(directory, each);
  };
}

describe("a list", () => {
  test("it has every device that stays, once and as it is, while others change", () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(edits, { maxLength: 4 }), (seed, batches) => {
        const directory = begin(seed);
        const stayed = new Set(idsOf(truthOf(directory)));
        const play = player(directory, batches);
        const { items } = walk(directory, "/devices?$top=110", () => {
          play();
          const live = new Set(idsOf(truthOf(directory)));
          for (const id of stayed) if (!live.has(id)) stayed.delete(id);
        });
        const seen = idsOf(items);
        expect(new Set(seen).size).toBe(seen.length);
        expect([...stayed].filter((id) => !seen.includes(id))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test("unruly, it still leaves out nothing that stays", () => {
    fc.assert(
      fc.property(fc.nat(), disorder, fc.integer({ min: 1, max: 300 }), (seed, unruly, top) => {
        const directory = begin(seed);
        directory.setDisorder(unruly);
        const { items } = walk(directory, `/devices?$top=${top}`);
        expect(new Set(idsOf(items))).toEqual(new Set(idsOf(truthOf(directory))));
      }),
      { numRuns: 25 },
    );
  });
});

describe("delta rounds", () => {
  test("from an initial round on, the rounds end at the truth, whatever is edited meanwhile", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(edits, { maxLength: 6 }),
        fc.array(disorder, { minLength: 3, maxLength: 3 }),
        selection,
        (seed, batches, unruly, selected) => {
          const directory = begin(seed);
          const play = player(directory, batches);
          play();
          const store: Store = new Map<string, Device>();
          let link: string | undefined = `/devices/delta?${queryOf(selected)}`;
          for (const each of unruly) {
            directory.setDisorder(disorderSchema.parse(each));
            const round: ReturnType<typeof walk> = walk(directory, link ?? "", play);
            fold(store, round.items);
            link = round.deltaLink;
            play();
          }
          fold(store, walk(directory, link ?? "").items);
          expectTruth(directory, store, selected);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("from a latest link on, a list and the rounds behind it end at the truth", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(edits, { minLength: 3, maxLength: 8 }),
        disorder,
        selection,
        (seed, batches, unruly, selected) => {
          const directory = begin(seed);
          const play = player(directory, batches);
          play();
          directory.setDisorder(unruly);
          const query = queryOf(selected);
          const latest = walk(directory, `/devices/delta?$deltatoken=latest&${query}`);
          const store = fold(new Map(), walk(directory, `/devices?$top=150&${query}`, play).items);
          const round = walk(directory, latest.deltaLink ?? "", play);
          fold(store, round.items);
          play();
          fold(store, walk(directory, round.deltaLink ?? "").items);
          expectTruth(directory, store, selected);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("without an edit meanwhile, one round is the truth, in whatever disorder", () => {
    fc.assert(
      fc.property(fc.nat(), edits, edits, disorder, selection, (seed, before, after, unruly, selected) => {
        const directory = begin(seed);
        for (const each of before) apply(directory, each);
        directory.setDisorder(unruly);
        const initial = walk(directory, `/devices/delta?${queryOf(selected)}`);
        const store = fold(new Map(), initial.items);
        expectTruth(directory, store, selected);
        for (const each of after) apply(directory, each);
        fold(store, walk(directory, initial.deltaLink ?? "").items);
        expectTruth(directory, store, selected);
      }),
      { numRuns: 100 },
    );
  });
});
