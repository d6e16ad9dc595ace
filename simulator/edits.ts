// Edits of a tenant, one by one, as the control side takes them.

import { z } from "zod";
import type { Removal } from "./change-log.ts";
import type { Directory } from "./directory.ts";

const id = z.string().min(1);
const properties = z.record(z.string(), z.unknown());

export const editSchema = z.discriminatedUnion("do", [
  /** What is not given is drawn like everything else. */
  z.strictObject({ do: z.literal("create"), properties: properties.default({}) }),
  /** Null clears; any name is taken, as of an open type. */
  z.strictObject({ do: z.literal("set"), id, properties }),
  z.strictObject({ do: z.literal("clear"), id, properties: z.array(z.string()).min(1) }),
  z.strictObject({ do: z.literal("removeSoft"), id }),
  z.strictObject({ do: z.literal("removeHard"), id }),
  z.strictObject({ do: z.literal("restore"), id }),
]);
export type Edit = z.output<typeof editSchema>;

export interface EditResult {
  readonly id: string;
  /** How a removed device is gone: not every kind of device can be deleted softly. */
  readonly removal?: Removal;
}

/** Throws an `EditRefusal` where the device is not there, or not in the state that the edit needs. */
export function applyEdit(directory: Directory, edit: Edit): EditResult {
  switch (edit.do) {
    case "create":
      return { id: directory.create(edit.properties) };
    case "set":
      directory.set(edit.id, edit.properties);
      return { id: edit.id };
    case "clear":
      directory.clear(edit.id, edit.properties);
      return { id: edit.id };
    case "removeSoft":
      return { id: edit.id, removal: directory.removeSoft(edit.id) };
    case "removeHard":
      directory.removeHard(edit.id);
      return { id: edit.id, removal: "deleted" };
    case "restore":
      directory.restore(edit.id);
      return { id: edit.id };
  }
}
