// What a connection is called, what is said about it, and the tags that limit what it imports.

import { Stack, Textarea, TextInput } from "@mantine/core";
import type { FieldErrors } from "./entered-settings.ts";
import { TagsField } from "./tags-field.tsx";

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

export function ProfileFields({ value, onChange, errors }: ProfileFieldsProps) {
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
      <TagsField value={value.tags} onChange={(tags) => onChange({ tags })} error={errors.tags} />
    </Stack>
  );
}
