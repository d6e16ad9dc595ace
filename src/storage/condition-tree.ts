// Puts a tree of and, or and not together as SQL that no database finds too deep, however deep the tree is.

import { type Compiled, combine, opposite } from "./condition-part.ts";

type Kind = "and" | "or";

/** `and`, `or` and `not` around conditions that hold no other. */
export type ConditionTree<Leaf> =
  | Leaf
  | { readonly kind: Kind; readonly terms: readonly ConditionTree<Leaf>[] }
  | { readonly kind: "not"; readonly term: ConditionTree<Leaf> };

interface TreeReader<Leaf> {
  readonly compileLeaf: (leaf: Leaf) => Compiled;
  readonly isLeaf: (tree: ConditionTree<Leaf>) => tree is Leaf;
}

/** SQLite refuses a thousand operators within one another, and counts some that are not counted here. */
const deepest = 300;

/**
 * A condition around one that is too deep to be within it: it holds where `withoutIt` does, and where the deep one and
 * `withIt` do, since a negation is only ever at a leaf. So the deep one goes beside what it was within.
 */
interface Around {
  /** The condition, where the deep one does not hold. */
  readonly withoutIt: Compiled;
  /** The condition, where the deep one holds. */
  readonly withIt: Compiled;
  /** Null where there is none; both of the others are the condition then. */
  readonly deep: Compiled | null;
}

const plain = (condition: Compiled): Around => ({ withoutIt: condition, withIt: condition, deep: null });
const depthOf = (compiled: Compiled): number => (typeof compiled === "boolean" ? 0 : compiled.depth);

function whole({ withoutIt, withIt, deep }: Around): Compiled {
  return deep === null ? withIt : combine("or", [withoutIt, combine("and", [withIt, deep])]);
}

function lowered(around: Around): Around {
  if (Math.max(depthOf(around.withoutIt), depthOf(around.withIt)) < deepest) return around;
  return { withoutIt: false, withIt: true, deep: whole(around) };
}

function together(kind: Kind, terms: readonly Around[]): Around {
  const deep = terms.flatMap((term) => term.deep ?? []);
  if (deep.length > 1) return { withoutIt: false, withIt: true, deep: combine(kind, terms.map(whole)) };
  return lowered({
    withoutIt: combine(
      kind,
      terms.map(({ withoutIt }) => withoutIt),
    ),
    withIt: combine(
      kind,
      terms.map(({ withIt }) => withIt),
    ),
    deep: deep[0] ?? null,
  });
}

const turned = (kind: Kind, isNegated: boolean): Kind => {
  if (!isNegated) return kind;
  return kind === "and" ? "or" : "and";
};

/** The terms of a list and of the lists of the same kind within it. */
function gather<Leaf>(
  reader: TreeReader<Leaf>,
  tree: ConditionTree<Leaf>,
  isNegated: boolean,
  kind: Kind,
  found: Around[],
): void {
  if (reader.isLeaf(tree)) found.push(around(reader, tree, isNegated));
  else if (tree.kind === "not") gather(reader, tree.term, !isNegated, kind, found);
  else if (turned(tree.kind, isNegated) === kind)
    for (const term of tree.terms) gather(reader, term, isNegated, kind, found);
  else found.push(around(reader, tree, isNegated));
}

/** A negation goes down to the leaves, so that whatever is not negated keeps its index. */
function around<Leaf>(reader: TreeReader<Leaf>, tree: ConditionTree<Leaf>, isNegated: boolean): Around {
  if (reader.isLeaf(tree)) {
    const compiled = reader.compileLeaf(tree);
    return plain(isNegated ? opposite(compiled) : compiled);
  }
  if (tree.kind === "not") return around(reader, tree.term, !isNegated);
  const kind = turned(tree.kind, isNegated);
  const found: Around[] = [];
  gather(reader, tree, isNegated, kind, found);
  return together(kind, found);
}

/** The terms that all hold where the tree does. */
export function compileTerms<Leaf>(reader: TreeReader<Leaf>, tree: ConditionTree<Leaf>): readonly Compiled[] {
  const found: Around[] = [];
  gather(reader, tree, false, "and", found);
  return found.map(whole);
}
