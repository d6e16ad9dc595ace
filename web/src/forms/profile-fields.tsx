// What a connection is called, what is said about it, and the tags that limit what it imports.

import { MultiSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { tagsQuery } from "../api/tags.ts";
import { ProblemAlert } from "../components/problem-alert.tsx";
import type { FieldErrors } from "./entered-settings.ts";

export type Profile = {
  readonly name: string;
  readonly description: string;
  /** Names of tags. */
  readonly tags: readonly string[];
};

const longestDescription = 164;

interface ProfileFieldsProps {
  readonly value: Profile;
  readonly onChange: (changed: Partial<Profile>) => void;
  /** By the names of the request's fields. */
  readonly errors: FieldErrors;
}

function TagsField({ value: { tags }, onChange, errors }: ProfileFieldsProps) {
  const { data: known, error, refetch } = useQuery(tagsQuery);
  // One that is gone meanwhile is shown, so that it can be taken out.
  const names = [...new Set([...(known ?? []).map((tag) => tag.name), ...tags])];
  return (
    <>
      {error !== null && <ProblemAlert error={error} title="The tags cannot be listed." onRetry={refetch} />}
      <MultiSelect
        label="Include hosts having the selected tags"
        description="A device is imported when its asset has all of them; others are counted as excluded and kept out. No tag: all devices."
        placeholder={tags.length === 0 ? "All devices" : undefined}
        data={names}
        value={[...tags]}
        onChange={(chosen) => onChange({ tags: chosen })}
        error={errors.tags}
        nothingFoundMessage="There is no such tag."
        searchable
        clearable
      />
    </>
  );
}

export function ProfileFields(props: ProfileFieldsProps) {
  const { value, onChange, errors } = props;
  return (
    <Stack>
      <TextInput
        label="Name"
        value={value.name}
        maxLength={200}
        error={errors.name}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
        required
      />
      <Textarea
        label="Description"
        description={`Optional. ${value.description.length} of ${longestDescription} characters.`}
        value={value.description}
        maxLength={longestDescription}
        error={errors.description}
        onChange={({ currentTarget }) => onChange({ description: currentTarget.value })}
        autosize
        minRows={2}
      />
      <TagsField {...props} />
    </Stack>
  );
}
