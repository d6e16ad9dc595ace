// In which of Microsoft's clouds a tenant is.

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { cloudsQuery } from "../api/connectors.ts";
import { ProblemAlert } from "../components/problem-alert.tsx";
import { cloudLabel, hostsInWords } from "./cloud-words.ts";

interface CloudFieldProps {
  readonly value: string;
  readonly onChange: (cloud: string) => void;
  readonly error?: string | undefined;
}

export function CloudField({ value, onChange, error }: CloudFieldProps) {
  const { data: clouds = [], error: failure, isPending, refetch } = useQuery(cloudsQuery);
  const chosen = clouds.find(({ name }) => name === value);
  return (
    <>
      {failure !== null && (
        <ProblemAlert error={failure} title="The clouds cannot be listed." onRetry={refetch} />
      )}
      <Select
        label="Cloud"
        description={chosen && `Reached at ${hostsInWords(chosen)}.`}
        inputWrapperOrder={["label", "input", "description", "error"]}
        data={clouds.map(({ name }) => ({ value: name, label: cloudLabel(name) }))}
        value={value}
        onChange={(name) => name !== null && onChange(name)}
        error={error}
        disabled={isPending}
        allowDeselect={false}
        required
      />
    </>
  );
}
