// What a tag is: name, colour, description, criticality, and whether a rule says where it is.

import { ColorInput, Group, Radio, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { fieldErrors, isProblem } from "../../api/problem.ts";
import { criticalityWords } from "../../components/asset-words.ts";
import { QueryEditor } from "../../components/query-editor/query-editor.tsx";
import { RulePreview } from "./rule-preview.tsx";
import { type TagDraft, tagColours } from "./tag-words.ts";

interface TagFieldsProps {
  readonly draft: TagDraft;
  readonly onChange: (draft: TagDraft) => void;
  /** Why the server refused what was entered. */
  readonly error: unknown;
}

const levels = [1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: criticalityWords(level) }));

type Criticality = TagDraft["criticality"];

function Looks({ draft, onChange, error }: TagFieldsProps) {
  const errors = fieldErrors(error);
  return (
    <>
      <TextInput
        label="Name"
        required
        data-autofocus
        maxLength={100}
        value={draft.name}
        onChange={({ currentTarget: { value } }) => onChange({ ...draft, name: value })}
        error={isProblem(error, "tag.name_taken") ? error.problem.detail : errors.name}
      />
      <Group grow align="flex-start" preventGrowOverflow={false} wrap="wrap">
        <ColorInput
          label="Colour"
          miw={200}
          value={draft.colour}
          onChange={(colour) => onChange({ ...draft, colour })}
          swatches={[...tagColours]}
          swatchesPerRow={5}
          closeOnColorSwatchClick
          eyeDropperButtonProps={{ "aria-label": "Pick a colour from the screen" }}
          popoverProps={{ withinPortal: true }}
          error={errors.colour}
        />
        <Select
          label="Criticality"
          description="An asset has the highest of its tags."
          inputWrapperOrder={["label", "input", "description", "error"]}
          miw={200}
          data={levels}
          allowDeselect={false}
          value={String(draft.criticality)}
          onChange={(value) => onChange({ ...draft, criticality: Number(value ?? 2) as Criticality })}
        />
      </Group>
      <Textarea
        label="Description"
        autosize
        minRows={1}
        maxRows={4}
        maxLength={164}
        value={draft.description}
        onChange={({ currentTarget: { value } }) => onChange({ ...draft, description: value })}
        error={errors.description}
      />
    </>
  );
}

export function TagFields(props: TagFieldsProps) {
  const { draft, onChange, error } = props;
  const isRuleRefused = isProblem(error, "query.invalid");
  return (
    <Stack>
      <Looks {...props} />
      <Radio.Group
        label="Which assets it is on"
        value={draft.isDynamic ? "dynamic" : "static"}
        onChange={(value) => onChange({ ...draft, isDynamic: value === "dynamic" })}
      >
        <Stack gap="xs" mt={6}>
          <Radio value="static" label="Static" description="People put it on and take it off." />
          <Radio
            value="dynamic"
            label="Dynamic"
            description="On every asset that a rule finds, as assets change and time passes."
          />
        </Stack>
      </Radio.Group>
      {draft.isDynamic && (
        <Stack gap="xs">
          <QueryEditor
            label="Rule"
            value={draft.rule}
            onChange={(rule) => onChange({ ...draft, rule })}
            errors={isRuleRefused ? (error.problem.errors ?? []) : []}
          />
          <RulePreview rule={draft.rule} />
        </Stack>
      )}
      {!draft.isDynamic && draft.rule !== "" && (
        <Text size="sm" c="dimmed">
          The rule is given up when you save. The tag stays on the assets that it is on.
        </Text>
      )}
    </Stack>
  );
}
