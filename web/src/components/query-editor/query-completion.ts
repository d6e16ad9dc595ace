// What may be written next: names, operators and keywords at once, and what assets have as soon as the server says it.

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { insertCompletionText, pickedCompletion } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { type CompletionOption, completeQuery } from "../../../../src/query/complete.ts";
import { attributeGroup, findToken, valueTypeOf } from "../../../../src/query/tokens.ts";
import { readCompletions } from "../../api/queries.ts";
import { counted } from "../moment-words.ts";

/** Shorter, and every letter of a word that is typed quickly would be asked for. */
const valuesAfterMs = 120;

/** What is written when a name is chosen: what must follow it comes with it, where it is not there already. */
export function writtenOption(
  { kind, text }: Pick<CompletionOption, "kind" | "text">,
  fullName: string,
  behind: string,
): string {
  if (kind === "value") return text;
  if (kind === "operator") return text.startsWith("is") ? text : `${text} `;
  if (kind === "keyword") return behind.startsWith(" ") ? text : `${text} `;
  if (/^\s*([:<>=]|is\s)/i.test(behind)) return text;
  if (kind === "group") return text === "(" ? text : `${text}:(`;
  const target = findToken(fullName)?.target;
  const type = target ? valueTypeOf(target) : "text";
  // A date or a number may be compared in several ways.
  return type === "date" || type === "number" ? `${text} ` : `${text}: `;
}

/** The name with the group that it stands in: a child is known by that alone. */
function fullNameOf(doc: string, from: number, text: string): string {
  if (findToken(text)) return text;
  const group = /([\p{L}.]+)\s*:\s*\([^()]*$/u.exec(doc.slice(0, from))?.[1];
  return group === undefined ? text : `${group}.${text}`;
}

function put(view: EditorView, completion: Completion, from: number, to: number, text: string): void {
  view.dispatch({
    ...insertCompletionText(view.state, text, from, to),
    annotations: pickedCompletion.of(completion),
    scrollIntoView: true,
  });
}

function toCompletion(option: CompletionOption): Completion {
  return {
    label: option.kind === "group" && option.text !== "(" ? `${option.text}:( )` : option.text,
    type: option.kind,
    detail: option.description,
    apply: (view, completion, from, to) => {
      const doc = view.state.doc.toString();
      const name = fullNameOf(doc, from, option.text);
      put(view, completion, from, to, writtenOption(option, name, doc.slice(to)));
    },
  };
}

const isOpen = ({ explicit }: CompletionContext, text: string, from: number, position: number): boolean =>
  explicit || position > from || /[\s:([,<>=]$/.test(text.slice(0, position));

export function completeLocally(context: CompletionContext): CompletionResult | null {
  const text = context.state.doc.toString();
  const { from, to, options, values } = completeQuery(text, context.pos);
  // The server says values with their counts; a bracket is offered to whoever asks what there is.
  const shown = options.filter(
    ({ kind, text: name }) => (kind !== "value" || values === null) && (name !== "(" || context.explicit),
  );
  if (shown.length === 0 || !isOpen(context, text, from, context.pos)) return null;
  return { from, to, options: shown.map(toCompletion), filter: false };
}

/** Resolves after a while; at once, and false, where nobody waits any longer. */
function calm(signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), valuesAfterMs);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}

export async function completeValues(context: CompletionContext): Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const { from, to, options, values } = completeQuery(text, context.pos);
  if (values === null || !isOpen(context, text, from, context.pos)) return null;
  const abort = new AbortController();
  context.addEventListener("abort", () => abort.abort(), { onDocChange: true });
  if (!(await calm(abort.signal))) return null;
  try {
    const answer = await readCompletions(text, context.pos, abort.signal);
    const isName = values.token === attributeGroup;
    return {
      from: answer.from,
      to: answer.to,
      filter: false,
      options: answer.values.map(({ value, count, text: written }) => ({
        label: value,
        type: "value",
        detail: count === null ? "" : counted(count, "asset"),
        apply: (view, completion, start, end) =>
          put(view, completion, start, end, isName ? `${written}: ` : written),
      })),
    };
  } catch {
    // Whoever types goes on without: what the language itself knows is offered.
    const known = options.filter(({ kind }) => kind === "value");
    return abort.signal.aborted || known.length === 0
      ? null
      : { from, to, options: known.map(toCompletion), filter: false };
  }
}
