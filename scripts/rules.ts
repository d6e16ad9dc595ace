// Compares the numbered rules of docs/sync-rules.md with the rule ids in the titles of the tests.

const definition = /^- \*\*([A-Z]{2}\d+)\*\*/gm;
const mention = /\[([A-Z]{2}\d+)\]/g;

function idsOf(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap((match) => match[1] ?? []);
}

/** What is wrong, one line each; empty when every rule has a test and every test names a rule that exists. */
export function findRuleProblems(rules: string, tests: ReadonlyMap<string, string>): readonly string[] {
  const defined = idsOf(rules, definition);
  const mentioned = new Map<string, string>();
  for (const [file, text] of tests) for (const id of idsOf(text, mention)) mentioned.set(id, file);
  const twice = defined.filter((id, index) => defined.indexOf(id) !== index);
  return [
    ...twice.map((id) => `${id} is defined twice.`),
    ...defined.filter((id) => !mentioned.has(id)).map((id) => `${id} has no test.`),
    ...[...mentioned]
      .filter(([id]) => !defined.includes(id))
      .map(([id, file]) => `${file} names ${id}, which is no rule.`),
  ];
}
