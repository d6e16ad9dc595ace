// `rollcall catalog`.

import { z } from "zod";
import { openContext, type ServerOptions } from "../context.ts";

/** All that the server says of a connector goes to programs; these are what people see. */
const catalog = z.object({
  items: z.array(z.looseObject({ id: z.string(), name: z.string(), description: z.string() })),
});

export async function showCatalog(options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const { items } = await client.get(catalog, "/connectors");
  if (output.isJson) output.json(items);
  else
    output.table(
      [
        { title: "id", of: ({ id }) => id },
        { title: "name", of: ({ name }) => name },
        { title: "what it brings", of: ({ description }) => description },
      ],
      items,
      "The server has no connectors.",
    );
}
