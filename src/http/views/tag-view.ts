// A tag as it is shown.

import type { TagView } from "../../contract/tag.ts";
import { toMoment } from "../../contract/time.ts";
import type { Tag } from "../../core/tag.ts";

export function viewTag({ createdAt, ...tag }: Tag): TagView {
  return { ...tag, createdAt: toMoment(createdAt) };
}
