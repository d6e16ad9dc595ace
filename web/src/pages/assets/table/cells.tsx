// What stands in a table's cells: one line each, whole on hover.

import { IconArchive, IconCheck, IconCircleCheck, IconQuestionMark, IconX } from "@tabler/icons-react";
import { joinWords } from "../../../components/asset-words.ts";
import { TagChip } from "../../../components/tag-chip.tsx";
import classes from "./asset-table.module.css";

/** Nothing is known of it, which is no empty text. */
export function NothingCell({ word }: { readonly word: string }) {
  return <span className={classes.nothing}>{word}</span>;
}

export function TextCell({ text }: { readonly text: string | null }) {
  if (text === null) return <NothingCell word="Unknown" />;
  return (
    <span className={classes.text} title={text}>
      {text}
    </span>
  );
}

/** In words that people know; Microsoft's own value on hover. */
export function JoinCell({ trustType }: { readonly trustType: string | null }) {
  if (trustType === null) return <NothingCell word={joinWords(null)} />;
  return (
    <span className={classes.text} title={trustType}>
      {joinWords(trustType)}
    </span>
  );
}

export function CodeCell({ text }: { readonly text: string | null }) {
  if (text === null) return <NothingCell word="Unknown" />;
  return (
    <span className={classes.code} title={text}>
      {text}
    </span>
  );
}

const answers = {
  yes: { word: "Yes", icon: IconCheck, look: classes.yes },
  no: { word: "No", icon: IconX, look: classes.no },
  unknown: { word: "Unknown", icon: IconQuestionMark, look: classes.nothing },
} as const;

export function BooleanCell({ value }: { readonly value: boolean | null }) {
  const { word, icon: Sign, look } = answers[value === null ? "unknown" : value ? "yes" : "no"];
  return (
    <span className={classes.signed}>
      <Sign size={15} stroke={2.2} className={look} aria-hidden />
      <span className={value === null ? classes.nothing : undefined}>{word}</span>
    </span>
  );
}

export function LifecycleCell({ state }: { readonly state: "active" | "retired" }) {
  const Sign = state === "active" ? IconCircleCheck : IconArchive;
  return (
    <span className={classes.signed}>
      <Sign size={15} stroke={1.8} aria-hidden />
      {state === "active" ? "Active" : "Retired"}
    </span>
  );
}

interface TagsCellProps {
  readonly tags: readonly { readonly id: number; readonly name: string; readonly colour: string }[];
}

const shownTags = 2;

export function TagsCell({ tags }: TagsCellProps) {
  const more = tags.slice(shownTags);
  return (
    <span className={classes.tags} title={tags.map(({ name }) => name).join("\n")}>
      {tags.slice(0, shownTags).map((tag) => (
        <span key={tag.id} className={classes.tag}>
          <TagChip tag={tag} />
        </span>
      ))}
      {more.length > 0 && <span className={classes.nothing}>+{more.length}</span>}
    </span>
  );
}
