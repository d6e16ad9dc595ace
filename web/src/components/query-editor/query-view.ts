// The editor itself: CodeMirror in one line that wraps, with what a query needs and nothing else.

import {
  acceptCompletion,
  autocompletion,
  CompletionContext,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionStatus,
  moveCompletionSelection,
  selectedCompletion,
  startCompletion,
} from "@codemirror/autocomplete";
import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { bracketMatching, LRLanguage, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, linter, nextDiagnostic } from "@codemirror/lint";
import { Annotation, Compartment, EditorState, type Extension, Prec } from "@codemirror/state";
import { type Command, EditorView, keymap, placeholder } from "@codemirror/view";
import { parser } from "../../../../src/query/grammar/parser.ts";
import { styleNonce } from "../../nonce.ts";
import { completeLocally, completeValues } from "./query-completion.ts";
import { queryHighlighter } from "./query-highlight.ts";
import { changeBy, isUnfinished, notesOf, type TextChange, type TextNote } from "./query-notes.ts";

export interface QueryViewEvents {
  readonly changed: (text: string) => void;
  readonly submitted: () => void;
  readonly focusChanged: (isFocused: boolean) => void;
}

/** What screen readers say of it. */
export interface Naming {
  readonly label: string;
  readonly describedBy: string;
  readonly isInvalid: boolean;
}

/** What was there before the editor came. */
export interface Beginning {
  readonly text: string;
  readonly hint: string;
  /** Where somebody is writing already; null where nobody is. */
  readonly cursor: number | null;
}

export interface QueryView {
  setText(text: string): void;
  setNaming(naming: Naming): void;
  apply(change: TextChange): void;
  focus(): void;
  close(): void;
}

const lintAfterMs = 300;

/** A query is one line. */
const oneLine = (text: string): string => text.replace(/\r\n?|\n/g, " ");

const fromOutside = Annotation.define<boolean>();

/** Whatever brings a line break, a paste, a drop or a key, brings a space. */
const noBreaks = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction;
  const changes: TextChange[] = [];
  for (let line = 1; line < transaction.newDoc.lines; line++) {
    const at = transaction.newDoc.line(line).to;
    changes.push({ from: at, to: at + 1, insert: " " });
  }
  return [transaction, { changes, sequential: true }];
});

function toDiagnostic(note: TextNote): Diagnostic {
  const { from, to, message, isError, suggestions } = note;
  return {
    from,
    to,
    severity: isError ? "error" : "warning",
    message,
    actions: suggestions.map((suggestion) => ({
      name: suggestion,
      apply: (view) => {
        view.dispatch({ changes: changeBy(note, suggestion, view.state.doc.toString()) });
        view.focus();
      },
    })),
  };
}

/** To somebody who writes at the end of the text nothing is said of what is not finished. */
function toldNotes({ hasFocus, state }: EditorView): readonly TextNote[] {
  const text = state.doc.toString();
  const isWriting = hasFocus && state.selection.main.head >= text.trimEnd().length;
  return notesOf(text).filter((note) => !isWriting || !isUnfinished(note, text));
}

const understanding = linter((view) => toldNotes(view).map(toDiagnostic), {
  delay: lintAfterMs,
  needsRefresh: ({ focusChanged }) => focusChanged,
});

/** The first offer that is known at once, to somebody who types faster than the list comes up. */
function takeAtOnce(view: EditorView): void {
  const { head } = view.state.selection.main;
  const offered = completeLocally(new CompletionContext(view.state, head, false));
  const [first] = offered?.options ?? [];
  if (offered && typeof first?.apply === "function")
    first.apply(view, first, offered.from, offered.to ?? head);
}

/** Tab takes the first offer, without a way to it; it goes on to the next field where nothing is offered. */
const takeOffer: Command = (view) => {
  const status = completionStatus(view.state);
  if (status === "pending") takeAtOnce(view);
  if (status !== "active") return status === "pending";
  if (selectedCompletion(view.state) === null) moveCompletionSelection(true)(view);
  return acceptCompletion(view);
};

const leave: Command = (view) => {
  if (!closeCompletion(view)) view.contentDOM.blur();
  return true;
};

function keys({ submitted }: QueryViewEvents): Extension {
  const submit: Command = (view) => {
    if (selectedCompletion(view.state) !== null) return false;
    closeCompletion(view);
    submitted();
    return true;
  };
  const space: Command = (view) => {
    view.dispatch(view.state.replaceSelection(" "));
    return true;
  };
  return [
    Prec.highest(
      keymap.of([
        { key: "Enter", run: submit, shift: space },
        { key: "Tab", run: takeOffer },
        { key: "Escape", run: leave },
        { key: "F8", run: nextDiagnostic },
      ]),
    ),
    keymap.of([...closeBracketsKeymap, ...historyKeymap, ...standardKeymap]),
  ];
}

function listening({ changed, focusChanged }: QueryViewEvents): Extension {
  return EditorView.updateListener.of((update) => {
    const isOurs = update.transactions.some((transaction) => transaction.annotation(fromOutside));
    if (update.docChanged && !isOurs) changed(update.state.doc.toString());
    if (update.focusChanged) focusChanged(update.view.hasFocus);
  });
}

const attributesOf = ({ label, describedBy, isInvalid }: Naming): Extension =>
  EditorView.contentAttributes.of({
    "aria-label": label,
    "aria-multiline": "false",
    "aria-describedby": describedBy,
    "aria-invalid": String(isInvalid),
    // Escape leaves the editor, and does not close the dialog that it is in as well.
    "data-mantine-stop-propagation": "true",
    autocapitalize: "off",
    autocorrect: "off",
    spellcheck: "false",
  });

const language = LRLanguage.define({
  name: "query",
  parser,
  languageData: { closeBrackets: { brackets: ["(", "[", '"', "`"] } },
});

export function openQueryView(
  parent: HTMLElement,
  { text, hint, cursor }: Beginning,
  naming: Naming,
  events: QueryViewEvents,
): QueryView {
  const named = new Compartment();
  const extensions = [
    EditorView.cspNonce.of(styleNonce),
    noBreaks,
    keys(events),
    history(),
    language,
    syntaxHighlighting(queryHighlighter),
    bracketMatching(),
    closeBrackets(),
    autocompletion({
      override: [completeLocally, completeValues],
      // Enter searches, unless somebody has gone down to an offer.
      selectOnOpen: false,
      // So nothing is taken by mistake when the offers come up.
      interactionDelay: 0,
      activateOnCompletion: ({ type }) => type !== "value",
      icons: false,
    }),
    understanding,
    placeholder(hint),
    EditorView.lineWrapping,
    named.of(attributesOf(naming)),
    listening(events),
  ];
  const doc = oneLine(text);
  const selection = { anchor: Math.min(cursor ?? 0, doc.length) };
  const view = new EditorView({ parent, state: EditorState.create({ doc, selection, extensions }) });
  if (cursor !== null) {
    view.focus();
    if (doc !== "") startCompletion(view);
  }
  return {
    setText: (next) => {
      const insert = oneLine(next);
      if (insert === view.state.doc.toString()) return;
      const changes = { from: 0, to: view.state.doc.length, insert };
      view.dispatch({ changes, selection: { anchor: insert.length }, annotations: fromOutside.of(true) });
    },
    setNaming: (next) => view.dispatch({ effects: named.reconfigure(attributesOf(next)) }),
    apply: (changes) => {
      view.dispatch({ changes, selection: { anchor: changes.from + changes.insert.length } });
      view.focus();
    },
    focus: () => {
      view.focus();
      view.dispatch({ selection: { anchor: view.state.doc.length } });
    },
    close: () => view.destroy(),
  };
}
