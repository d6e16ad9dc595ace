// `rollcall keys rotate`.

import { z } from "zod";
import { openContext, type ServerOptions } from "../context.ts";

const rotation = z.object({ reencrypted: z.int() });

export async function rotateKeys(options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const rotated = await client.act(rotation, { method: "POST", path: "/master-keys/rotation" });
  if (output.isJson) output.json(rotated);
  else
    output.line(
      `Every stored secret is sealed with the current master key; sealed anew: ${rotated.reencrypted}.`,
    );
}
