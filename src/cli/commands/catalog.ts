// `rollcall catalog`.

import { catalog } from "../../contract/connector.ts";
import { openContext, type ServerOptions } from "../context.ts";

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
