// Picks a static tag, or makes one by its name.

import { Button, Combobox, ScrollArea, Text, useCombobox } from "@mantine/core";
import { type Icon, IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Tag, tagsQuery } from "../../../api/tags.ts";
import { wordsOf } from "../../../components/problem-alert.tsx";
import { TagChip } from "../../../components/tag-chip.tsx";

/** A tag that is there, or the name of one that is to be made. */
export type PickedTag = Tag | { readonly name: string };

interface TagPickerProps {
  readonly label: string;
  readonly icon: Icon;
  readonly mayMake: boolean;
  readonly isBusy: boolean;
  readonly onPick: (tag: PickedTag) => void;
}

const newTag = "make a new one";

interface OptionsProps {
  readonly tags: readonly Tag[];
  readonly newName: string | null;
  readonly emptyWords: string;
}

function Options({ tags, newName, emptyWords }: OptionsProps) {
  return (
    <Combobox.Options aria-label="Tags">
      <ScrollArea.Autosize mah={260} type="auto">
        {tags.map((tag) => (
          <Combobox.Option key={tag.id} value={String(tag.id)}>
            <TagChip tag={tag} />
          </Combobox.Option>
        ))}
        {newName !== null && (
          <Combobox.Option value={newTag}>
            <Text size="sm" lineClamp={2}>
              Make the tag “{newName}”
            </Text>
          </Combobox.Option>
        )}
        {tags.length === 0 && newName === null && <Combobox.Empty>{emptyWords}</Combobox.Empty>}
      </ScrollArea.Autosize>
    </Combobox.Options>
  );
}

export function TagPicker({ label, icon: Sign, mayMake, isBusy, onPick }: TagPickerProps) {
  const [typed, setTyped] = useState("");
  const { data, error } = useQuery(tagsQuery);
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setTyped("");
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const name = typed.trim();
  const folded = name.toLowerCase();
  const fitting = (data ?? []).filter((tag) => tag.rule === null && tag.name.toLowerCase().includes(folded));
  const isTaken = (data ?? []).some((tag) => tag.name.toLowerCase() === folded);
  const pick = (value: string): void => {
    const tag = value === newTag ? { name } : data?.find(({ id }) => String(id) === value);
    combobox.closeDropdown();
    if (tag !== undefined) onPick(tag);
  };
  const nothing = mayMake ? "No static tag yet: type a name to make one." : "No static tag has this name.";
  return (
    <Combobox store={combobox} onOptionSubmit={pick} position="bottom-start" width={280} withinPortal={false}>
      <Combobox.Target withAriaAttributes={false}>
        <Button
          size="xs"
          variant="default"
          loading={isBusy}
          leftSection={<Sign size={16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          onClick={() => combobox.toggleDropdown()}
        >
          {label}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            combobox.updateSelectedOptionIndex();
          }}
          maxLength={100}
          placeholder={mayMake ? "Find a tag, or name a new one" : "Find a tag"}
          aria-label={`${label}: find a tag`}
        />
        <Options
          tags={fitting}
          newName={mayMake && name !== "" && !isTaken ? name : null}
          emptyWords={error === null ? nothing : wordsOf(error)}
        />
      </Combobox.Dropdown>
    </Combobox>
  );
}
