// Changes a user's name, role or password; tells where somebody else has changed them meanwhile.

import { Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { userQuery } from "../../api/access.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { ChangeUserForm } from "./change-user-form.tsx";

export function ChangeUser({ id, onDone }: { readonly id: string; readonly onDone: () => void }) {
  // Each time anew: an older version would be refused.
  const { data, error, refetch } = useQuery({ ...userQuery(id), staleTime: 0, gcTime: 0 });
  if (data !== undefined) return <ChangeUserForm read={data} onDone={onDone} />;
  return error === null ? (
    <Loader aria-label="Loading" />
  ) : (
    <ProblemAlert error={error} onRetry={() => void refetch()} />
  );
}
