// Which tags an asset must have for its device to be imported.

import { MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { tagsQuery } from "../api/tags.ts";
import { ProblemAlert } from "../components/problem-alert.tsx";
import { TagChip } from "../components/tag-chip.tsx";

interface TagsFieldProps {
  readonly value: readonly string[];
  readonly onChange: (tags: readonly string[]) => void;
  readonly error?: string | undefined;
}

function meaningOf(chosen: number): string {
  if (chosen === 0) return "Optional. With no tag, every device of the tenant is imported.";
  if (chosen === 1) return "A device is imported when its asset has this tag; others are kept out.";
  return `A device is imported when its asset has all ${chosen} tags; others are kept out.`;
}

export function TagsField({ value, onChange, error }: TagsFieldProps) {
  const { data: tags = [], error: failure, isPending, refetch } = useQuery(tagsQuery);
  return (
    <>
      {failure !== null && (
        <ProblemAlert error={failure} title="The tags cannot be listed." onRetry={refetch} />
      )}
      <MultiSelect
        label="Include hosts having the selected tags"
        description={meaningOf(value.length)}
        inputWrapperOrder={["label", "input", "description", "error"]}
        // One that is chosen stays, even where it has been removed meanwhile: the server says so.
        data={[...new Set([...tags.map(({ name }) => name), ...value])]}
        renderOption={({ option }) => {
          const tag = tags.find(({ name }) => name === option.value);
          return tag === undefined ? option.label : <TagChip tag={tag} />;
        }}
        value={[...value]}
        onChange={onChange}
        error={error}
        placeholder={value.length === 0 ? "All devices" : undefined}
        nothingFoundMessage={isPending ? "Loading" : "There is no such tag."}
        maxValues={50}
        searchable
        clearable
        clearButtonProps={{ "aria-label": "Choose no tag" }}
        hidePickedOptions
      />
    </>
  );
}
