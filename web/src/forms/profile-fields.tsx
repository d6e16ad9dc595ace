// The fields of what a connection is called, what is said about it, and the tags that limit what it imports.

import { Stack, Textarea, TextInput } from "@mantine/core";
import type { FieldErrors } from "./entered-settings.ts";
import { longestDescription, type Profile } from "./profile.ts";
import { TagsField } from "./tags-field.tsx";

interface ProfileFieldsProps {
  readonly value: Profile;
  readonly onChange: (changed: Partial<Profile>) => void;
  /** By the names of the request's fields. */
  readonly errors: FieldErrors;
  /** Where Rollcall proposes a name in place of an empty one, and whether it is still on its way. */
  readonly proposal?: "pending" | "there";
}

export function ProfileFields({ value, onChange, errors, proposal }: ProfileFieldsProps) {
  return (
    <Stack>
      <TextInput
        label="Name"
        description={
          proposal === undefined ? "Unique." : "Unique. Where it is left empty, Rollcall proposes one."
        }
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={value.name}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
        error={errors.name}
        maxLength={200}
        required={proposal === undefined}
        disabled={proposal === "pending"}
        autoComplete="off"
      />
      <Textarea
        label="Description"
        description={`Optional: ${value.description.length} of ${longestDescription} characters.`}
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={value.description}
        onChange={({ currentTarget }) => onChange({ description: currentTarget.value })}
        error={errors.description}
        autosize
        minRows={2}
        maxRows={5}
      />
      <TagsField value={value.tags} onChange={(tags) => onChange({ tags })} error={errors.tags} />
    </Stack>
  );
}
