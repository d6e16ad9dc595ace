// Name, description and tags of a connection.

import type { ConnectionView } from "../../../../src/contract/connection.ts";
import type { Versioned } from "../../api/client.ts";
import type { FieldWords } from "../../components/changed-meanwhile.tsx";
import { tellDone } from "../../components/tell.tsx";
import { DraftForm } from "../../forms/draft-form.tsx";
import { errorTexts } from "../../forms/error-texts.ts";
import { descriptionErrors, type Profile } from "../../forms/profile.ts";
import { ProfileFields } from "../../forms/profile-fields.tsx";
import type { Draft } from "../../forms/use-draft.ts";
import { Section } from "./tab-frame.tsx";
import { useConnectionDraft } from "./use-connection-draft.ts";

const words = ({ name, description, tags }: Profile): FieldWords => ({
  Name: name,
  Description: description || "–",
  Tags: tags.length === 0 ? "none" : tags.join(", "),
});

export const useGeneralDraft = (connection: Versioned<ConnectionView>): Draft<Profile> =>
  useConnectionDraft<Profile>({
    connection,
    valuesOf: ({ name, description, tags }) => ({ name, description, tags }),
    changeOf: ({ name, description, tags }) => ({ name, description, tags: [...tags] }),
    validate: ({ name, description }) => ({
      ...descriptionErrors(description),
      ...(name.trim() === "" && { name: "Give the connection a name." }),
    }),
    onSaved: () => tellDone("Name, description and tags saved"),
  });

export function GeneralSection({ draft }: { readonly draft: Draft<Profile> }) {
  const { form } = draft;
  return (
    <Section title="General">
      <DraftForm draft={draft} what="name, description and tags" words={words} saveLabel="Save general">
        <ProfileFields
          value={form.values}
          onChange={(changed) => form.setValues(changed)}
          errors={errorTexts(form.errors)}
        />
      </DraftForm>
    </Section>
  );
}
