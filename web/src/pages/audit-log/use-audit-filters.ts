// What of the audit log is shown, as it stands in the page's address.

import { useSearchParams } from "react-router";

export interface AuditFilterState {
  readonly action: string | undefined;
  readonly principalId: string | undefined;
  readonly setAction: (action: string | null) => void;
  readonly setPrincipalId: (id: string | null) => void;
  readonly clear: () => void;
}

export function useAuditFilters(): AuditFilterState {
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string | null): void =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      if (value === null) after.delete(name);
      else after.set(name, value);
      return after;
    });
  return {
    action: params.get("action") || undefined,
    principalId: params.get("principal") || undefined,
    setAction: (action) => set("action", action),
    setPrincipalId: (id) => set("principal", id),
    clear: () => setParams({}),
  };
}
