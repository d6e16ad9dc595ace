// Finds which of the known names a person may have meant.

/** How many letters must be put in, taken out, changed or swapped with their neighbour to make one text of the other. */
function editDistance(left: string, right: string): number {
  const width = right.length + 1;
  // One row for each letter of the left text, one column for each of the right one.
  const table = new Uint8Array(width * (left.length + 1));
  for (let column = 0; column < width; column++) table[column] = column;
  const at = (row: number, column: number) => table[row * width + column] ?? 0;
  for (let row = 1; row <= left.length; row++) {
    table[row * width] = row;
    for (let column = 1; column < width; column++) {
      const change = left[row - 1] === right[column - 1] ? 0 : 1;
      let least = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + change,
      );
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1])
        least = Math.min(least, at(row - 2, column - 2) + 1);
      table[row * width + column] = least;
    }
  }
  return at(left.length, right.length);
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
