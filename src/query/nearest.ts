// Finds which of the known names a person may have meant.

/** How many letters must be put in, taken out, changed or swapped with their neighbour to make one text of the other. */
function editDistance(left: string, right: string): number {
  let [before, previous]: [readonly number[], readonly number[]] = [
    [],
    Array.from({ length: right.length + 1 }, (_, index) => index),
  ];
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped && row > 1 && column > 1 ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [before, previous] = [previous, current];
  }
  return previous[right.length] ?? 0;
}

const mostSuggestions = 3;
const longestName = 60;

/** At most three of the names, the nearest first, in any case; none where nothing is near. */
export function nearestNames(typed: string, names: readonly string[]): readonly string[] {
  if (typed.length > longestName) return [];
  const wanted = typed.toLowerCase();
  const farthest = Math.max(1.5, wanted.length / 3);
  const distanceTo = (name: string) =>
    Math.abs(name.length - wanted.length) > farthest ? Number.POSITIVE_INFINITY : editDistance(wanted, name);
  return names
    .map((name) => {
      const known = name.toLowerCase();
      const last = known.slice(known.lastIndexOf(".") + 1);
      const distance = last === wanted ? 0 : Math.min(distanceTo(known), distanceTo(last) + 0.5);
      return { name, distance };
    })
    .filter(({ distance }) => distance <= farthest)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, mostSuggestions)
    .map(({ name }) => name);
}
