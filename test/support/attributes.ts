// What the database holds of attributes, as no client sees it.

import { askDatabase, type DatabasePlace } from "./database.ts";

/** Of each of a connection's assets that has any: its attributes by name, by its device's id. */
export async function readStoredAttributes(
  place: DatabasePlace,
  connectionId: number,
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  const rows = await askDatabase<{ external_id: string; name: string; value: string }>(
    place,
    `select device.external_id, asset_attribute.name, asset_attribute.value from asset_attribute
     join device on device.asset_id = asset_attribute.asset_id
     where device.connection_id = ? order by 1, 2`,
    [connectionId],
  );
  const found: Record<string, Record<string, string>> = {};
  for (const { external_id: id, name, value } of rows) found[id] = { ...found[id], [name]: value };
  return found;
}
